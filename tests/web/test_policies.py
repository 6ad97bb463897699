"""The page of policies: each choice by example, one decision at a time."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import func, select

from engine.models import PolicyChange
from engine.office import Office
from tests.office import PROCEDURE_CODE
from tests.web.desk import PAGE as RECEPTION
from tests.web.desk import Desk

PAGE = "/quan-ly/chinh-sach"
COUNTING = f"{PAGE}/cach-tinh"
PROCEDURE = f"{PAGE}/thu-tuc/{PROCEDURE_CODE}"
GOOD = {
    "counting.policy": "hour_exact",
    "counting.saturday": "counts",
    "counting.decision": "12/QĐ-UBND",
    "seen": "0",
}


def changes(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(PolicyChange)) or 0


def test_each_choice_is_shown_by_an_example(seat: Callable[[str], Desk]) -> None:
    page = seat("hoa").read(PAGE)

    assert "Nhận lúc thứ Hai, 16:00 16/11/2026, thời hạn 3 ngày làm việc" in page
    assert "thứ Năm, 17:00 19/11/2026" in page
    assert "thứ Năm, 16:00 19/11/2026" in page
    assert "Nhận lúc thứ Bảy, 09:00 21/11/2026" in page
    assert "thứ Sáu, 17:00 27/11/2026" in page  # Saturday rolls; 24/11 is a holiday.
    assert "thứ Năm, 17:00 26/11/2026" in page
    assert "Từ nay tính như vậy" not in page


def test_a_procedure_is_shown_with_the_source_of_what_follows_a_pause(
    seat: Callable[[str], Desk],
) -> None:
    page = seat("hoa").read(PROCEDURE)

    assert "tính tiếp thời hạn còn lại" in page
    assert "Ghi chép nghiệp vụ của dự án" in page
    assert "Từ nay hẹn trả như vậy" not in page


def test_a_decision_is_kept_and_the_counter_promises_by_it(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")

    manager.send(COUNTING, {**GOOD, "_key": "one-click"})
    manager.send(COUNTING, {**GOOD, "_key": "one-click"})

    assert changes(office) == 1
    page = manager.read(PAGE)
    assert "Từ nay đơn vị tính thời hạn như vậy." in page
    assert "khi hết giờ làm việc của ngày cuối; tính là nhận vào ngày làm việc tiếp theo" in page
    assert "thứ Năm, 08:00 19/11/2026" in seat("lan").read(RECEPTION)


def test_a_procedures_own_hour_is_kept_and_can_be_taken_back(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")
    manager.send(PROCEDURE, {"cutoff": "08:00", "decision": "13/QĐ-UBND", "seen": "0"})
    assert "thứ Sáu, 17:00 20/11/2026" in seat("lan").read(RECEPTION)

    manager.send(PROCEDURE, {"cutoff": "", "decision": "14/QĐ-UBND", "seen": "1"})

    assert "thứ Năm, 17:00 19/11/2026" in seat("lan").read(RECEPTION)
    assert "giờ chốt 08:00" in manager.read(PAGE)
    assert changes(office) == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"counting.policy": "never"}, "Hãy chọn một trong các"),
        ({"counting.saturday": ""}, "Hãy chọn một trong các"),
        ({"counting.decision": " "}, "Hãy ghi số văn bản quyết định."),
        ({"counting.decision": "x" * 201}, "200"),
        ({"counting.policy": "end_of_day", "counting.saturday": "rolls"}, "Hiện đã áp dụng đúng"),
    ],
    ids=["no policy", "no Saturday", "no decision", "too long a decision", "nothing new"],
)
def test_what_cannot_be_decided_is_said_at_its_field(
    office: Office, seat: Callable[[str], Desk], wrong: dict[str, str], words: str
) -> None:
    answer = seat("quang").send(COUNTING, {**GOOD, **wrong}, status=422)

    page = unescape(answer.text)
    assert words in page
    assert 'value="12/QĐ-UBND"' in page or "counting.decision" in wrong
    assert changes(office) == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"cutoff": "25h"}, "Không có giờ này."),
        ({"policy": "never"}, "Hãy chọn một trong các"),
        ({"decision": ""}, "Hãy ghi số văn bản quyết định."),
    ],
    ids=["no hour", "no policy", "no decision"],
)
def test_a_procedures_rule_that_cannot_be_kept_is_said_at_its_field(
    office: Office, seat: Callable[[str], Desk], wrong: dict[str, str], words: str
) -> None:
    good = {"cutoff": "15:00", "decision": "13/QĐ-UBND", "seen": "0"}

    answer = seat("quang").send(PROCEDURE, {**good, **wrong}, status=422)

    assert words in unescape(answer.text)
    assert changes(office) == 0


def test_a_decision_made_meanwhile_is_told_and_what_was_typed_stays(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")
    manager.send(COUNTING, GOOD)

    answer = manager.send(
        COUNTING, {**GOOD, "counting.policy": "end_of_day", "_key": "late"}, status=409
    )

    page = unescape(answer.text)
    assert "Trương Văn Quang đã thay đổi mục này" in page
    assert 'value="12/QĐ-UBND"' in page
    assert changes(office) == 1
