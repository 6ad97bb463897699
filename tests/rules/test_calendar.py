from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.calendar import (
    BadCalendar,
    BeyondCalendar,
    DayKind,
    SpecialDay,
    from_json,
    from_toml,
    office_time,
)
from tests.rules.calendars import SHIPPED, days, minutes_walked, moment, moments, with_days

HOURS = [["07:30", "11:30"], ["13:00", "17:00"]]


def a_week(**days: list[Any]) -> dict[str, Any]:
    return {"sessions": {"mon": HOURS, "wed": HOURS} | days}


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        pytest.param(date(2026, 1, 2), False, id="swapped Friday after New Year"),
        pytest.param(date(2026, 1, 10), True, id="its make-up Saturday"),
        pytest.param(date(2026, 2, 16), False, id="first day of Tết"),
        pytest.param(date(2026, 2, 23), True, id="first Monday after Tết"),
        pytest.param(date(2026, 3, 7), False, id="ordinary Saturday"),
        pytest.param(date(2026, 4, 27), False, id="compensation for the Hùng Kings' day"),
        pytest.param(date(2026, 8, 22), True, id="make-up Saturday in August"),
        pytest.param(date(2026, 8, 31), False, id="swapped Monday"),
        pytest.param(date(2026, 9, 2), False, id="National Day"),
        pytest.param(date(2026, 11, 24), False, id="Vietnamese Culture Day"),
        pytest.param(date(2027, 1, 1), False, id="New Year 2027"),
    ],
)
def test_the_shipped_calendar_knows_the_days_of_2026(day: date, worked: bool) -> None:
    assert SHIPPED.is_working_day(day) is worked


def test_every_special_day_gives_its_reason_and_its_decision() -> None:
    for special in SHIPPED.days.values():
        assert special.reason.to("vi") != special.reason.to("en")
        assert special.decision
    assert SHIPPED.days[date(2026, 11, 24)].reason.to("vi") == "Ngày Văn hóa Việt Nam"
    assert SHIPPED.days[date(2026, 4, 27)].kind is DayKind.COMPENSATION


def test_a_year_that_is_only_expected_is_counted_and_not_announced() -> None:
    assert SHIPPED.announced_until == date(2026, 12, 31)
    assert not SHIPPED.is_working_day(date(2027, 2, 8))
    assert SHIPPED.is_announced(date(2026, 12, 31))
    assert not SHIPPED.is_announced(date(2027, 1, 1))


def test_a_missing_year_ends_what_is_announced() -> None:
    hours = "[sessions]\nmon = [['08:00', '12:00']]"

    calendar = from_toml("year = 2028\nannounced = true", "year = 2026\nannounced = true", hours)

    assert calendar.announced_until == date(2026, 12, 31)


def test_a_make_up_day_keeps_the_hours_of_the_day_it_stands_for() -> None:
    calendar = from_json(
        a_week(mon=[["08:00", "09:00"]]) | {"makeup": [{"date": "2026-08-22", "as": "mon"}]}
    )

    assert calendar.end_of_day(date(2026, 8, 22)) == moment("22/08/2026 09:00")


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        pytest.param("06/03/2026 05:00", "06/03/2026 07:30", id="before opening"),
        pytest.param("06/03/2026 07:30", "06/03/2026 07:30", id="at opening"),
        pytest.param("06/03/2026 11:30", "06/03/2026 11:30", id="the end of the morning is kept"),
        pytest.param("06/03/2026 11:31", "06/03/2026 13:00", id="at lunch"),
        pytest.param("06/03/2026 17:00", "06/03/2026 17:00", id="at closing"),
        pytest.param("06/03/2026 17:01", "09/03/2026 07:30", id="after closing on Friday"),
        pytest.param("13/02/2026 18:00", "23/02/2026 07:30", id="before Tết"),
    ],
)
def test_a_moment_outside_hours_moves_to_the_next_session(at: str, opening: str) -> None:
    assert SHIPPED.opening(moment(at)) == moment(opening)


def test_working_minutes_that_end_a_session_stay_on_its_end() -> None:
    assert SHIPPED.add_minutes(moment("06/03/2026 07:30"), 240) == moment("06/03/2026 11:30")
    assert SHIPPED.add_minutes(moment("06/03/2026 07:30"), 241) == moment("06/03/2026 13:01")


def test_the_hours_of_an_ordinary_saturday_are_not_working_time() -> None:
    calendar = from_json(a_week(sat=[["07:30", "11:30"]]))

    assert not calendar.is_working_day(date(2026, 3, 7))
    assert calendar.receives_on_saturday(moment("07/03/2026 11:30"))
    assert not calendar.receives_on_saturday(moment("07/03/2026 11:31"))


def test_a_moment_from_elsewhere_is_read_in_office_time_to_the_minute() -> None:
    assert office_time(datetime(2026, 3, 2, 2, 0, 59, tzinfo=UTC)) == moment("02/03/2026 09:00")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SHIPPED.opening(datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001 — the point of the test


def test_a_moment_beyond_the_counted_years_is_refused() -> None:
    with pytest.raises(BeyondCalendar):
        SHIPPED.add_days(date(2999, 12, 1), 100)
    with pytest.raises(BeyondCalendar):
        SHIPPED.opening(datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="no sessions"),
        pytest.param([], id="a list"),
        pytest.param({"sessions": {}}, id="no working hours"),
        pytest.param({"sessions": {"sat": HOURS}}, id="only reception Saturdays"),
        pytest.param({"sessions": {"mo": HOURS}}, id="an unknown weekday"),
        pytest.param(a_week(mon=[["07:30", "11:30"], ["11:00", "17:00"]]), id="overlapping"),
        pytest.param(a_week(mon=[["11:30", "07:30"]]), id="backwards"),
        pytest.param(a_week(mon=[["7h30", "11h30"]]), id="not a time"),
        pytest.param(a_week(mon=["07:30", "11:30"]), id="not pairs"),
        pytest.param(a_week() | {"off": ["2026-02-30"]}, id="not a date"),
        pytest.param(a_week() | {"makeup": [{"as": "mon"}]}, id="a make-up day without its date"),
        pytest.param(
            a_week() | {"makeup": [{"date": "2026-08-22", "as": "fri"}]}, id="as a day of no hours"
        ),
        pytest.param(
            a_week() | {"off": ["2026-08-22"], "makeup": [{"date": "2026-08-22", "as": "mon"}]},
            id="off and make-up",
        ),
        pytest.param(a_week(mon=[["05:00", "12:00"], ["13:00", "22:01"]]), id="absurdly long"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(given: Any) -> None:
    with pytest.raises(BadCalendar):
        from_json(given)


WEEK = '[sessions]\nmon = [["07:30", "11:30"]]\n'
OFF = '[[off]]\ndate = 2026-08-22\nreason = "?"\n'


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(("[sessions]\nmon = [['07:30', '11:30'], ['11:00', '17:00']]",), id="overlap"),
        pytest.param(
            (WEEK, "year = 2026\nannounced = true\n" + OFF
             + '[[makeup]]\ndate = 2026-08-22\nas = "mon"\nreason = "?"\n'),
            id="a make-up day that is a holiday",
        ),
        pytest.param((WEEK, "year = 2026\n" + OFF), id="nothing said of whether it is announced"),
        pytest.param((WEEK, "year = 2026\nannounced = true\n[[off]]\n"), id="no date"),
        pytest.param(("year = 2026\nannounced = true\n",), id="no hours"),
        pytest.param(
            (WEEK + "[[seasons]]\nsince = 2026-05-01\nuntil = 2026-04-01\nsessions = {}",),
            id="a season that ends before it begins",
        ),
        pytest.param(("[sessions", WEEK), id="no TOML"),
    ],
)  # fmt: skip
def test_calendar_files_that_make_no_sense_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(BadCalendar):
        from_toml(*texts)


@given(days(), st.integers(1, 300))
def test_adding_working_days_is_a_walk_from_one_to_the_next(day: date, n: int) -> None:
    walked = day
    for _ in range(n):
        walked += timedelta(days=1)
        while not SHIPPED.is_working_day(walked):
            walked += timedelta(days=1)

    assert SHIPPED.add_days(day, n) == walked
    assert SHIPPED.days_between(day, walked) == n - 1


@given(moments(), st.integers(0, 4 * 24 * 60))
def test_working_minutes_agree_with_a_walk_minute_by_minute(start: datetime, length: int) -> None:
    end = start + timedelta(minutes=length)

    assert SHIPPED.minutes_between(start, end) == minutes_walked(start, end, SHIPPED)
    assert SHIPPED.minutes_between(end, start) == -SHIPPED.minutes_between(start, end)


@given(moments(), st.integers(0, 300_000))
def test_adding_minutes_and_counting_them_are_inverse(start: datetime, minutes: int) -> None:
    end = SHIPPED.add_minutes(start, minutes)

    assert SHIPPED.minutes_between(start, end) == minutes
    assert SHIPPED.opening(end) == end


@given(moments(), st.integers(0, 20_000), days())
def test_a_new_day_off_never_makes_the_end_earlier(
    start: datetime, minutes: int, day: date
) -> None:
    closed = with_days(SHIPPED, SpecialDay(day, DayKind.HOLIDAY))

    assert closed.add_minutes(start, minutes) >= SHIPPED.add_minutes(start, minutes)
