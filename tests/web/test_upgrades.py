"""The pages of upgrades: seen before, done case by case with an outcome each, undone."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest

from engine.office import Office
from tests import redrawn
from tests.good_day import a_case
from tests.office import waiting
from tests.web.desk import Desk

PAGE = "/quan-ly/nang-cap"
PLAN = f"{PAGE}/1"


def test_an_office_on_its_newest_versions_says_so(seat: Callable[[str], Desk]) -> None:
    assert "đều ở phiên bản mới nhất" in seat("phuong").read(PAGE)


def test_cases_are_seen_taken_over_and_put_back(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = a_case(office, until="tax_code")
    redrawn.publish(office, redrawn.ANOTHER_TAX_STEP)
    analyst = seat("phuong")
    group = "1:tax_code=choice+tax_late=safe:0"

    assert PLAN in analyst.read(PAGE)
    page = analyst.read(PLAN)
    assert "1 hồ sơ ở phiên bản 1 · cần chọn" in page
    assert group in page
    chosen = {"group": group, f"{group}|tax_code": "tax_number"}
    tried = unescape(analyst.send(PLAN, {**chosen, "act": "plan"}, status=200).text)
    assert "1 hồ sơ ở phiên bản 1 · an toàn" in tried
    done = analyst.send(PLAN, {**chosen, "act": "upgrade", "reason": "Đổi quy trình"}, status=200)

    assert "Đã chuyển 1 trên 1 hồ sơ." in unescape(done.text)
    assert [task.step for task in waiting(office, code)] == ["tax_number"]
    assert code in analyst.read(PAGE)
    analyst.send(f"{PAGE}/hoan-tac/1", {})
    assert [task.step for task in waiting(office, code)] == ["tax_code"]
    analyst.send(f"{PAGE}/hoan-tac/1", {}, status=409)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": "Đổi"}, "Hãy chọn ít nhất một nhóm hồ sơ."),
        ({"group": "1:tax_code=choice+tax_late=safe:0"}, "Ghi rõ lý do."),
        (
            {"group": "1:tax_code=choice+tax_late=safe:0", "reason": "Đổi"},
            "Chỉ chuyển được nhóm an toàn",
        ),
    ],
    ids=["no group", "no reason", "nothing chosen"],
)
def test_what_is_missing_is_said_before_anything_is_done(
    office: Office, seat: Callable[[str], Desk], typed: dict[str, str], words: str
) -> None:
    code = a_case(office, until="tax_code")
    redrawn.publish(office, redrawn.ANOTHER_TAX_STEP)

    answer = seat("an").send(PLAN, {**typed, "act": "upgrade"}, status=422)

    assert words in unescape(answer.text)
    assert [task.step for task in waiting(office, code)] == ["tax_code"]
