"""Office hours on the manager's page: sessions, seasons, and what they move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest

from engine import jobs
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.web.desk import PAGE as RECEPTION
from tests.web.desk import Desk
from tests.web.test_calendar import YEAR, changes, due_of, enter

PAGE = f"{YEAR}/gio"
LATER = {
    "since": "18/11/2026",
    "decision": "20/QĐ-UBND",
    "reason": "Giờ mùa đông",
    **{f"hours.{day}": "8h-11:30, 13:30-15:00, 15:30-17:30"
       for day in ("mon", "tue", "wed", "thu", "fri")},
    "hours.sat": "08:00-11:00",
    "hours.sun": "",
}  # fmt: skip


def test_the_hours_that_hold_stand_in_the_form(seat: Callable[[str], Desk]) -> None:
    page = seat("quang").read(PAGE)

    assert page.count('value="07:30–11:30, 13:00–17:00"') == 5


def test_other_hours_move_the_open_cases_and_hold_for_those_to_come(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    tried = unescape(seat("quang").send(PAGE, LATER, status=200).text)
    assert "17:30 19/11/2026" in tried
    assert code in tried

    enter(seat("quang"), PAGE, LATER)
    jobs.run_due(office)

    assert due_of(office, code) == datetime(2026, 11, 19, 17, 30, tzinfo=OFFICE_ZONE)
    assert "thứ Năm, 17:30 19/11/2026" in seat("lan").read(RECEPTION)
    page = seat("quang").read(YEAR)
    assert "Từ 18/11/2026" in page
    assert "08:00–11:30, 13:30–15:00, 15:30–17:30" in page
    assert "20/QĐ-UBND" in page


def test_a_season_ends_with_its_last_day(office: Office, seat: Callable[[str], Desk]) -> None:
    enter(seat("quang"), PAGE, {**LATER, "last_day": "18/11/2026"})

    assert "thứ Năm, 17:00 19/11/2026" in seat("lan").read(RECEPTION)
    assert "đến 18/11/2026" in seat("quang").read(YEAR)


def test_shorter_hours_never_move_a_printed_date_forward(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()

    enter(seat("quang"), PAGE, {**LATER, "hours.thu": "07:30-11:30"})
    jobs.run_due(office)

    assert due_of(office, code) == datetime(2026, 11, 19, 17, tzinfo=OFFICE_ZONE)
    assert "thứ Năm, 11:30 19/11/2026" in seat("lan").read(RECEPTION)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"since": ""}, "Hãy ghi ngày bắt đầu áp dụng giờ này."),
        ({"since": "31/02/2026"}, "Không có ngày này."),
        ({"last_day": "17/11/2026"}, "Mùa giờ làm việc kết thúc trước khi bắt đầu."),
        ({"decision": ""}, "Hãy ghi số văn bản quyết định."),
        ({"hours.mon": "8-12, 11-17"}, "Các buổi làm việc của thứ Hai chồng lên nhau."),
        ({"hours.mon": "12-8"}, "Một buổi làm việc của thứ Hai kết thúc trước khi bắt đầu."),
        ({"hours.mon": "0-11, 12-23"}, "cộng lại quá 16 giờ"),
        ({"hours.mon": "sáng"}, "“sáng” không phải là buổi làm việc."),
        ({"hours.mon": "25:00-26:00"}, "không phải là buổi làm việc."),
        ({"hours.mon": "1-2,3-4,5-6,7-8,9-10,11-12,13-14"}, "Một ngày có nhiều nhất 6 buổi."),
        ({f"hours.{day}": "" for day in ("mon", "tue", "wed", "thu", "fri", "sat")},
         "Hãy ghi giờ làm việc của ít nhất một thứ."),
        ({f"hours.{day}": "" for day in ("mon", "tue", "wed", "thu", "fri")},
         "Lịch không có giờ làm việc nào trong cả tuần."),
    ],
    ids=["no day", "no such day", "backwards", "no decision", "overlapping", "hours backwards",
         "too long a day", "no hours", "no such hour", "too many", "no hours at all",
         "only Saturday"],
)  # fmt: skip
def test_hours_that_make_no_sense_are_said_at_their_weekday(
    office: Office, seat: Callable[[str], Desk], wrong: dict[str, str], words: str
) -> None:
    answer = seat("quang").send(PAGE, {**LATER, **wrong}, status=422)

    page = unescape(answer.text)
    assert words in page
    assert 'value="Giờ mùa đông"' in page
    assert changes(office) == 1


def test_two_seasons_that_begin_on_the_same_day_are_refused(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    enter(seat("quang"), PAGE, LATER)

    answer = seat("quang").send(PAGE, LATER, status=422)

    assert "Hai mùa giờ làm việc bắt đầu cùng một ngày." in unescape(answer.text)
    assert changes(office) == 2
