"""A closure that begins and ends within a day leaves what was worked before and after."""

from __future__ import annotations

from datetime import date, time

import pytest

from engine.rules import closure, hours_text
from engine.rules.calendar import BadCalendar, DayKind
from tests.rules.calendars import SHIPPED

THURSDAY, SATURDAY, MONDAY = date(2026, 3, 5), date(2026, 3, 7), date(2026, 3, 9)


def said(first: date, last: date, since: time | None, until: time | None) -> list[str]:
    return [
        f"{day:%d} {kind.value} {hours_text.write(left)}".strip()
        for day, kind, left in closure.closed(SHIPPED, first, last, since, until)
    ]


def test_a_storm_from_afternoon_to_morning_spares_the_weekend() -> None:
    assert said(THURSDAY, MONDAY, time(14), time(10)) == [
        "05 half_day 07:30–11:30, 13:00–14:00",
        "06 closure",
        "09 half_day 10:00–11:30, 13:00–17:00",
    ]


def test_an_hour_within_a_day_is_cut_out_of_it() -> None:
    assert said(THURSDAY, THURSDAY, time(9), time(10)) == [
        "05 half_day 07:30–09:00, 10:00–11:30, 13:00–17:00"
    ]


def test_a_closure_from_before_the_first_session_closes_the_day() -> None:
    assert said(THURSDAY, THURSDAY, time(7), None) == ["05 closure"]


@pytest.mark.parametrize(
    ("first", "last", "since", "until"),
    [
        (SATURDAY, SATURDAY, time(8), None),
        (THURSDAY, THURSDAY, time(11, 30), time(13)),
        (THURSDAY, THURSDAY, time(10), time(9)),
    ],
    ids=["on a Saturday", "at lunch", "backwards"],
)
def test_a_closure_that_closes_nothing_is_refused(
    first: date, last: date, since: time | None, until: time | None
) -> None:
    with pytest.raises(BadCalendar):
        closure.closed(SHIPPED, first, last, since, until)


def test_what_is_left_is_a_half_day() -> None:
    [(_, kind, _)] = closure.closed(SHIPPED, THURSDAY, THURSDAY, None, time(13))

    assert kind is DayKind.HALF_DAY
