from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.calendar import OFFICE_ZONE, from_toml
from engine.rules.deadline import Unit, after
from engine.rules.expression import Moment, NoAnswer, compile_expression
from tests.moments import at
from tests.rules.calendars import SHIPPED, days

CALENDAR = SHIPPED
# A Friday; the week after it begins with an ordinary Monday.
NOW = datetime(2026, 11, 20, 16, tzinfo=OFFICE_ZONE)


def working_time(moment: datetime, amount: Decimal, unit: str) -> datetime:
    return after(moment, amount, Unit(unit), CALENDAR)


def answer(text: str, **data: Any) -> Any:
    return compile_expression(text).value(data, Moment(NOW, working_time))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now()", NOW),
        ("today()", date(2026, 11, 20)),
        ("working_days_after(today(), 0)", date(2026, 11, 20)),
        ("working_days_after(today(), 1)", date(2026, 11, 23)),
        # The 24th is a holiday.
        ("working_days_after(today(), 6)", date(2026, 12, 1)),
        ("working_days_after(date('2026-11-21'), 1)", date(2026, 11, 23)),
        ("working_days_after(now(), 1)", at(23, 16)),
        ("working_days_after(now(), 0.25)", at(23, 8, 30)),
        ("working_hours_after(now(), 2)", at(23, 8, 30)),
        ("working_hours_after(moment('2026-11-20T15:00'), 2)", at(20, 17)),
        ("working_days_between(today(), working_days_after(today(), 9))", 9),
        ("working_days_between(now(), moment('2026-11-30T07:00'))", 5),
        ("working_days_between(date('2026-11-21'), date('2026-11-22'))", 0),
        ("working_days_between(date('2026-11-30'), date('2026-11-20'))", -5),
        ("working_days_between(today(), today())", 0),
        # The lunar new year of 2026: the holidays are not working days.
        ("working_days_after(date('2026-02-13'), 1) > date('2026-02-20')", True),
    ],
)
def test_working_time_is_counted_by_the_offices_calendar(text: str, expected: Any) -> None:
    assert answer(text) == expected


@given(day=days(), count=st.integers(0, 60))
def test_working_days_are_those_of_the_calendar(day: date, count: int) -> None:
    later = answer("working_days_after(day, count)", day=day, count=count)

    assert later == CALENDAR.add_days(day, count)
    assert answer("working_days_between(day, later)", day=day, later=later) == count


def test_a_day_may_have_fewer_than_eight_hours() -> None:
    """Working days of a date are days of the calendar, not lengths of eight hours."""
    short_days = from_toml('[sessions]\nmon = [["08:00", "11:00"]]\ntue = [["08:00", "11:00"]]\n')

    def working_time(moment: datetime, amount: Decimal, unit: str) -> datetime:
        return after(moment, amount, Unit(unit), short_days)

    at = Moment(NOW, working_time)
    found = compile_expression("working_days_after(today(), 3)").value({}, at)

    assert found == date(2026, 11, 30)


@pytest.mark.parametrize(
    "text",
    [
        "working_days_after(date('2999-12-30'), 9)",
        "working_days_after(date('9999-12-31'), 1)",
        "working_days_after(now(), 99999)",
        "working_hours_after(today(), 1)",
        "working_days_between(now(), 'x')",
    ],
)
def test_what_the_calendar_does_not_reach_has_no_answer(text: str) -> None:
    with pytest.raises(NoAnswer):
        answer(text)
