"""The manager's calendar page: a change is seen before it is entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import func, select

from engine import jobs
from engine.models import CalendarChange, Case
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.web.desk import Desk

PAGE = "/quan-ly/lich"
STORM = {
    "day": "18112026",
    "kind": "closure",
    "reason": "Bão số 14",
    "decision": "12/CĐ-UBND",
}


def changes(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(CalendarChange)) or 0


def test_the_shipped_holidays_of_the_year_are_there(seat: Callable[[str], Desk]) -> None:
    page = seat("quang").read(PAGE)

    assert "thứ Ba 24/11/2026" in page
    assert "Ngày Văn hóa" in page
    assert "07:30–11:30, 13:00–17:00" in page
    assert "Ngày nghỉ năm 2027 chưa được công bố" in seat("quang").read(f"{PAGE}?nam=2027")


def test_a_change_is_shown_with_its_cases_and_nothing_is_written(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()

    answer = seat("quang").send(PAGE, STORM, status=200)

    page = unescape(answer.text)
    assert code in page
    assert "17:00 19/11/2026" in page
    assert "17:00 20/11/2026" in page
    assert "Trung tâm Phục vụ hành chính công" in page
    assert changes(office) == 1


def test_a_change_that_was_seen_is_entered_once(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    manager = seat("quang")
    confirmed = {**STORM, "act": "enter", "_key": "one-click"}

    manager.send(PAGE, confirmed)
    manager.send(PAGE, confirmed)
    jobs.run_due(office)

    assert changes(office) == 2
    with office.reading() as session:
        due = session.scalars(select(Case.due).where(Case.code == code)).one()
    assert due == datetime(2026, 11, 20, 17, tzinfo=OFFICE_ZONE)
    page = manager.read(PAGE)
    assert "Bão số 14" in page
    assert "1 hạn trả đã dịch chuyển" in page
    assert "Hạn trả dịch chuyển theo lịch" in seat("lan").read("/thong-bao")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": ""}, "Hãy nêu ít nhất một ngày."),
        ({"day": "31/02/2026"}, "Không có ngày này."),
        ({"last_day": "17/11/2026"}, "Ngày cuối phải từ ngày đầu"),
        ({"kind": "party"}, "Hãy chọn loại ngày."),
        ({"reason": " "}, "Ghi rõ lý do."),
        ({"decision": ""}, "Hãy ghi số văn bản quyết định."),
        ({"kind": "makeup", "weekday": "sun"}, "không có giờ làm việc"),
        ({"kind": "half_day", "opens": "7h30", "closes": "11:30"}, "Hãy ghi giờ, ví dụ 07:30."),
        ({"kind": "half_day", "opens": "11:30", "closes": "07:30"}, "kết thúc trước khi bắt đầu"),
        ({"kind": "ordinary"}, "Đơn vị chưa ghi gì riêng cho ngày 18/11/2026."),
        ({"kind": "makeup", "weekday": "moonday"}, "Hãy chọn làm việc theo lịch của thứ nào."),
    ],
    ids=["no day", "no such day", "backwards", "no kind", "no reason", "no decision",
         "a weekday without hours", "no hour", "hours that run backwards",
         "nothing to take back", "no weekday"],
)  # fmt: skip
def test_what_cannot_be_entered_is_said_at_its_field(
    office: Office, seat: Callable[[str], Desk], wrong: dict[str, str], words: str
) -> None:
    answer = seat("quang").send(PAGE, {**STORM, **wrong, "act": "enter"}, status=422)

    page = unescape(answer.text)
    assert words in page
    assert 'value="Bão số 14"' in page or not (wrong.get("reason", "x")).strip()
    assert changes(office) == 1


@pytest.mark.parametrize("name", ["reason", "reason_en", "decision"])
@pytest.mark.parametrize("typed", ["x" * 201, "a\x07b"])
def test_words_that_cannot_be_kept_are_refused_at_their_field(
    office: Office, seat: Callable[[str], Desk], name: str, typed: str
) -> None:
    answer = seat("quang").send(PAGE, {**STORM, "act": "enter", name: typed}, status=422)

    assert f'href="#{name}"' in answer.text
    assert changes(office) == 1


@pytest.mark.parametrize("name", ["reason", "decision"])
def test_words_that_nobody_can_see_are_none(
    office: Office, seat: Callable[[str], Desk], name: str
) -> None:
    seat("quang").send(PAGE, {**STORM, "act": "enter", name: "\u200b"}, status=422)

    assert changes(office) == 1
