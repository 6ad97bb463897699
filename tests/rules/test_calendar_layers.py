"""Seasons, half days and closures, and calendars laid over each other."""

from datetime import date, time

import pytest

from engine.i18n import Name
from engine.rules.calendar import (
    BadCalendar,
    CalendarLayer,
    DayKind,
    OfficeHours,
    Session,
    SpecialDay,
    WorkingCalendar,
    from_toml,
    laid,
)
from tests.rules.calendars import NATIONAL, moment

MORNING = (Session(time(7, 30), time(11, 30)),)
SUMMER_DAY = (Session(time(7), time(11)), Session(time(13, 30), time(17, 30)))
MONDAY, SATURDAY = 0, 5


def every_day(sessions: tuple[Session, ...]) -> dict[int, tuple[Session, ...]]:
    return dict.fromkeys(range(5), sessions)


def agency(*hours: OfficeHours, days: tuple[SpecialDay, ...] = ()) -> WorkingCalendar:
    return laid(NATIONAL, CalendarLayer(hours, days))


def a_closure(day: date) -> SpecialDay:
    return SpecialDay(day, DayKind.CLOSURE, Name("Bão số 5"), "12/TB-UBND")


SUMMER = OfficeHours(every_day(SUMMER_DAY), date(2026, 4, 16), date(2026, 10, 15))


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        pytest.param("15/04/2026 06:00", "15/04/2026 07:30", id="the day before"),
        pytest.param("16/04/2026 06:00", "16/04/2026 07:00", id="its first day"),
        pytest.param("15/10/2026 12:00", "15/10/2026 13:30", id="its last day"),
        pytest.param("16/10/2026 12:00", "16/10/2026 13:00", id="the day after"),
    ],
)
def test_a_season_has_its_own_hours(at: str, opens: str) -> None:
    assert agency(SUMMER).opening(moment(at)) == moment(opens)


def test_a_season_leaves_the_weekdays_it_does_not_name() -> None:
    calendar = agency(OfficeHours({MONDAY: MORNING}, date(2026, 3, 1), date(2026, 3, 31)))

    assert calendar.end_of_day(date(2026, 3, 2)) == moment("02/03/2026 11:30")
    assert calendar.end_of_day(date(2026, 3, 3)) == moment("03/03/2026 17:00")


def test_a_weekday_may_have_any_number_of_sessions() -> None:
    three = (*MORNING, Session(time(13), time(16)), Session(time(17), time(19)))

    assert agency(OfficeHours({MONDAY: three})).end_of_day(date(2026, 3, 2)) == moment(
        "02/03/2026 19:00"
    )


def test_of_two_seasons_the_later_one_counts() -> None:
    flood = OfficeHours(every_day(MORNING), date(2026, 9, 7), date(2026, 9, 11))

    calendar = agency(flood, SUMMER)

    assert calendar.end_of_day(date(2026, 9, 7)) == moment("07/09/2026 11:30")
    assert calendar.end_of_day(date(2026, 9, 14)) == moment("14/09/2026 17:30")


def test_a_make_up_day_keeps_the_hours_of_its_season() -> None:
    assert agency(SUMMER).end_of_day(date(2026, 8, 22)) == moment("22/08/2026 17:30")


def test_a_half_day_has_its_own_hours_and_is_a_working_day() -> None:
    half = SpecialDay(date(2026, 3, 4), DayKind.HALF_DAY, sessions=MORNING)

    calendar = agency(days=(half,))

    assert calendar.add_days(date(2026, 3, 3), 1) == date(2026, 3, 4)
    assert calendar.end_of_day(date(2026, 3, 4)) == moment("04/03/2026 11:30")


def test_a_storm_closes_one_agency_and_no_other() -> None:
    closed = agency(days=(a_closure(date(2026, 3, 4)),))

    assert not closed.is_working_day(date(2026, 3, 4))
    assert laid(NATIONAL).is_working_day(date(2026, 3, 4))


def test_a_closure_on_a_make_up_day_closes_it() -> None:
    assert not agency(days=(a_closure(date(2026, 8, 22)),)).is_working_day(date(2026, 8, 22))


def test_a_unit_may_be_open_while_its_agency_is_closed() -> None:
    storm = CalendarLayer(days=(a_closure(date(2026, 3, 4)),))
    on_duty = SpecialDay(date(2026, 3, 4), DayKind.HALF_DAY, sessions=MORNING)

    assert laid(NATIONAL, storm, CalendarLayer(days=(on_duty,))).is_working_day(date(2026, 3, 4))


def test_nobody_works_on_a_holiday_that_the_nation_announced() -> None:
    working = SpecialDay(date(2026, 9, 2), DayKind.MAKEUP, works_as=MONDAY)

    with pytest.raises(BadCalendar) as refusal:
        agency(days=(working,))

    assert refusal.value.said.to("vi") == "2026-09-02 vừa là ngày nghỉ vừa là ngày làm bù."


def test_a_layer_that_announces_nothing_leaves_what_is_announced() -> None:
    assert agency(SUMMER).announced_until == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "kind", "works_as", "sessions"),
    [
        pytest.param(date(2026, 3, 4), DayKind.HALF_DAY, None, (), id="a half day, no hours"),
        pytest.param(date(2026, 3, 7), DayKind.MAKEUP, None, (), id="a make-up day, no hours"),
        pytest.param(date(2026, 3, 4), DayKind.CLOSURE, None, MORNING, id="closed, with hours"),
        pytest.param(date(2026, 3, 4), DayKind.HOLIDAY, MONDAY, (), id="a holiday that works"),
        pytest.param(
            date(2026, 3, 4),
            DayKind.HALF_DAY,
            None,
            (Session(time(11), time(8)),),
            id="a half day that ends before it begins",
        ),
    ],
)
def test_a_special_day_that_makes_no_sense_is_refused(
    day: date, kind: DayKind, works_as: int | None, sessions: tuple[Session, ...]
) -> None:
    with pytest.raises(BadCalendar):
        SpecialDay(day, kind, works_as=works_as, sessions=sessions)


def test_a_season_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(BadCalendar):
        OfficeHours(every_day(MORNING), date(2026, 4, 16), date(2026, 4, 15))
    with pytest.raises(BadCalendar):
        CalendarLayer((SUMMER, OfficeHours({MONDAY: MORNING}, since=SUMMER.since)))
    with pytest.raises(BadCalendar):
        agency(OfficeHours(every_day(()), date(2026, 4, 16), date(2026, 10, 15)))


def test_seasons_and_half_days_are_read_from_the_calendar_files() -> None:
    hours = """
        [sessions]
        mon = [["07:30", "11:30"], ["13:00", "17:00"]]
        [[seasons]]
        since = 2026-04-16
        until = 2026-10-15
        sessions = { mon = [["07:00", "11:00"]] }
    """
    year = """
        year = 2026
        announced = true
        [[half_days]]
        date = 2026-03-02
        reason = "Tổng duyệt"
        sessions = [["07:30", "10:00"]]
        [[off]]
        date = 2026-03-09
        kind = "closure"
        reason = "Bầu cử"
    """

    calendar = from_toml(year, hours)

    assert calendar.end_of_day(date(2026, 3, 2)) == moment("02/03/2026 10:00")
    assert calendar.next_working_day(date(2026, 3, 2)) == date(2026, 3, 16)
    assert calendar.end_of_day(date(2026, 4, 20)) == moment("20/04/2026 11:00")
    assert calendar.days[date(2026, 3, 9)].kind is DayKind.CLOSURE


@pytest.mark.parametrize(
    ("start", "end", "english"),
    [
        pytest.param(date(2026, 3, 2), date(2026, 12, 31), None, id="all announced"),
        pytest.param(
            date(2026, 12, 30),
            date(2027, 1, 4),
            "Holidays are announced only until 31/12/2026; a later date may still move.",
            id="beyond the last year",
        ),
        pytest.param(
            date(2025, 12, 30),
            date(2026, 1, 5),
            "The calendar has no announced holidays of 2025.",
            id="from a year that is missing",
        ),
    ],
)
def test_a_date_counted_over_an_unannounced_year_is_doubtful(
    start: date, end: date, english: str | None
) -> None:
    doubt = laid(NATIONAL).doubt(start, end)

    assert (str(doubt) if doubt else None) == english


def test_a_year_left_out_between_two_makes_what_crosses_it_doubtful() -> None:
    gap = laid(NATIONAL, CalendarLayer(announced=frozenset({2028})))

    assert gap.doubt(date(2026, 12, 30), date(2028, 1, 5)) is not None
    assert gap.announced_until == date(2026, 12, 31)


def test_a_calendar_of_which_nothing_is_announced_is_all_doubt() -> None:
    nothing = from_toml("year = 2027\nannounced = false", '[sessions]\nmon = [["08:00", "12:00"]]')

    assert nothing.doubt(date(2027, 3, 1), date(2027, 3, 8)) is not None
