"""The page of messages: what nobody took, what is waited for, and one that came by letter."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest

from engine import jobs
from engine.office import Office
from tests import redrawn
from tests.good_day import a_case
from tests.office import do, waiting
from tests.web.desk import Desk

PAGE = "/quan-ly/tin-nhan"


@pytest.fixture
def code(office: Office) -> str:
    """A case that waits for the answer of the police."""
    redrawn.publish(office, redrawn.ASKS_THE_POLICE)
    code = a_case(office, until="tax_code")
    do(office, "quan", code, "tax_code", {"tax_code": "0401234567"})
    return code


def test_an_answer_by_letter_is_entered_and_moves_the_case(
    office: Office, seat: Callable[[str], Desk], code: str
) -> None:
    administrator = seat("an")
    page = administrator.read(PAGE)
    assert f"Công an trả lời · {code}" in page
    assert "Hỏi công an" in page

    administrator.send(
        PAGE,
        {"name": "Công an trả lời", "key": code, "payload": f"case_code = {code}\nresult = tốt"},
    )
    jobs.run_due(office)

    assert [task.step for task in waiting(office, code)] == ["approve"]
    assert "Nhận tin nhắn mà hồ sơ đang chờ" in seat("binh").read(f"/hs/{code}")


def test_a_name_that_nobody_waits_for_is_said_at_its_field(
    seat: Callable[[str], Desk], code: str
) -> None:
    answer = seat("an").send(PAGE, {"name": "Ai đó", "key": code, "payload": "a = b"}, status=422)

    page = unescape(answer.text)
    assert "Không hồ sơ nào chờ tin nhắn có tên này." in page
    assert 'value="Ai đó"' in page
    assert "a = b" in page


def test_a_message_is_closed_with_a_reason(seat: Callable[[str], Desk], code: str) -> None:
    administrator = seat("an")

    administrator.send(f"{PAGE}/1/dong", {"reason": ""}, status=422)
    administrator.send(f"{PAGE}/1/dong", {"reason": "Đã hỏi qua điện thoại"})
    administrator.send(f"{PAGE}/1/dong", {"reason": "Lần nữa"}, status=409)

    assert "Mọi tin nhắn đã được nhận" in administrator.read(PAGE)
