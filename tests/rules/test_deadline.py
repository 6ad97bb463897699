"""The vectors of the law and of the office's practice, then what must hold of any term."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from engine.rules.deadline import (
    BadTerm,
    Pause,
    Policy,
    Resume,
    Saturday,
    Term,
    Unit,
    after,
    due,
)
from tests.rules.calendars import SHIPPED, moment
from tests.rules.vectors import WORKED

THREE_PM = time(15)
EXACT = Policy.HOUR_EXACT


def working_days(amount: str, policy: Policy = Policy.END_OF_DAY) -> Term:
    return Term.of(Decimal(amount), Unit.WORKING_DAYS, policy)


def calendar_days(amount: str) -> Term:
    return Term.of(Decimal(amount), Unit.CALENDAR_DAYS)


def working_hours(amount: str) -> Term:
    return Term.of(Decimal(amount), Unit.WORKING_HOURS)


def a_pause(start: str, end: str) -> Pause:
    return Pause(moment(start), moment(end))


SAME_DAY = Term.of(Decimal(0), Unit.SAME_DAY)


@pytest.mark.parametrize(
    ("received", "days", "hour_exact", "end_of_day", "cut_off", "by_calendar"), WORKED
)
def test_the_worked_vectors(
    received: str, days: str, hour_exact: str, end_of_day: str, cut_off: str, by_calendar: str
) -> None:
    at = moment(received)
    with_cut_off = replace(working_days(days), cutoff=THREE_PM)

    assert due(at, working_days(days, EXACT), SHIPPED) == moment(hour_exact)
    assert due(at, working_days(days), SHIPPED) == moment(end_of_day)
    assert due(at, with_cut_off, SHIPPED) == moment(cut_off)
    assert due(at, calendar_days(days), SHIPPED) == moment(by_calendar)


def test_fifteen_calendar_days_that_end_on_national_day_end_on_the_next() -> None:
    assert due(moment("18/08/2026 09:00"), calendar_days("15"), SHIPPED) == moment(
        "03/09/2026 17:00"
    )


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        pytest.param(working_days("1", EXACT), "09/03/2026 17:00", id="hour-exact"),
        pytest.param(working_days("1"), "10/03/2026 17:00", id="rolls to Monday"),
        pytest.param(
            replace(working_days("1"), saturday=Saturday.COUNTS),
            "09/03/2026 17:00",
            id="counts as received",
        ),
        pytest.param(calendar_days("1"), "10/03/2026 17:00", id="calendar days roll"),
        pytest.param(
            replace(calendar_days("1"), saturday=Saturday.COUNTS),
            "09/03/2026 17:00",
            id="calendar days count",
        ),
        pytest.param(SAME_DAY, "09/03/2026 17:00", id="same day"),
        pytest.param(
            replace(SAME_DAY, saturday=Saturday.COUNTS),
            "09/03/2026 17:00",
            id="same day, and closed on it",
        ),
    ],
)
def test_what_is_received_on_an_ordinary_saturday(term: Term, expected: str) -> None:
    assert due(moment("07/03/2026 09:00"), term, SHIPPED) == moment(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        pytest.param("06/03/2026 15:00", "09/03/2026 09:30", id="over the weekend"),
        pytest.param("06/03/2026 11:40", "06/03/2026 17:00", id="from lunch to closing"),
    ],
)
def test_four_working_hours_are_counted_to_the_minute(received: str, expected: str) -> None:
    assert due(moment(received), working_hours("4"), SHIPPED) == moment(expected)


@pytest.mark.parametrize(
    ("received", "cutoff", "expected"),
    [
        pytest.param("06/03/2026 14:59", THREE_PM, "06/03/2026 17:00", id="before the cut-off"),
        pytest.param("06/03/2026 15:00", THREE_PM, "09/03/2026 17:00", id="at the cut-off"),
        pytest.param("06/03/2026 17:00", None, "06/03/2026 17:00", id="no cut-off, at closing"),
        pytest.param("06/03/2026 17:01", None, "09/03/2026 17:00", id="no cut-off, closed"),
        pytest.param(
            "06/03/2026 17:01", THREE_PM, "09/03/2026 17:00", id="closed: Monday's, and only that"
        ),
        pytest.param(
            "06/03/2026 12:00", time(12, 30), "09/03/2026 17:00", id="lunch is the afternoon's"
        ),
    ],
)
def test_a_same_day_term_has_its_cut_off(received: str, cutoff: time | None, expected: str) -> None:
    assert due(moment(received), replace(SAME_DAY, cutoff=cutoff), SHIPPED) == moment(expected)


def test_the_cut_off_does_not_touch_what_is_counted_to_the_minute() -> None:
    late = moment("06/03/2026 16:00")

    for term in (working_days("1", EXACT), working_hours("8")):
        assert due(late, replace(term, cutoff=THREE_PM), SHIPPED) == moment("09/03/2026 16:00")


MONDAY = "02/03/2026 09:00"
SUPPLEMENT = a_pause("04/03/2026 10:00", "10/03/2026 15:00")


@pytest.mark.parametrize(
    ("term", "pauses", "expected"),
    [
        pytest.param(working_days("5", EXACT), [SUPPLEMENT], "13/03/2026 14:00", id="policy A"),
        pytest.param(working_days("5"), [SUPPLEMENT], "16/03/2026 17:00", id="policy B"),
        pytest.param(
            replace(working_days("5"), pause_day_consumed=True),
            [SUPPLEMENT],
            "13/03/2026 17:00",
            id="the day of the pause is used up",
        ),
        pytest.param(
            replace(working_days("5"), resume=Resume.RESTART),
            [SUPPLEMENT],
            "17/03/2026 17:00",
            id="starts anew",
        ),
        pytest.param(
            replace(working_days("5", EXACT), resume=Resume.RESTART),
            [SUPPLEMENT],
            "17/03/2026 15:00",
            id="starts anew to the minute",
        ),
        pytest.param(
            working_days("5"),
            [a_pause("04/03/2026 08:00", "04/03/2026 16:30")],
            "09/03/2026 17:00",
            id="resumed on the same day",
        ),
        pytest.param(
            working_days("5"),
            [a_pause("10/03/2026 08:00", "12/03/2026 09:00")],
            "09/03/2026 17:00",
            id="begun when already late",
        ),
        pytest.param(
            working_days("5", EXACT),
            [a_pause("09/03/2026 09:01", "12/03/2026 09:00")],
            "09/03/2026 09:00",
            id="begun a minute late",
        ),
        pytest.param(
            working_days("5"),
            [a_pause("25/02/2026 08:00", "27/02/2026 09:00")],
            "09/03/2026 17:00",
            id="over before the reception",
        ),
        pytest.param(
            working_days("5"),
            [a_pause("10/03/2026 08:00", "11/03/2026 09:00"), SUPPLEMENT],
            "17/03/2026 17:00",
            id="two that overlap, in any order",
        ),
        pytest.param(
            working_days("5"),
            [SUPPLEMENT, a_pause("12/03/2026 08:00", "13/03/2026 09:00")],
            "18/03/2026 17:00",
            id="two, one after the other",
        ),
        pytest.param(calendar_days("5"), [SUPPLEMENT], "13/03/2026 17:00", id="calendar days"),
        pytest.param(
            calendar_days("5"),
            [a_pause("09/03/2026 10:00", "11/03/2026 10:00")],
            "11/03/2026 17:00",
            id="on the day to which the last one rolled",
        ),
        pytest.param(working_hours("24"), [SUPPLEMENT], "11/03/2026 14:00", id="working hours"),
        pytest.param(
            SAME_DAY,
            [a_pause("02/03/2026 10:00", "05/03/2026 10:00")],
            "05/03/2026 17:00",
            id="same day",
        ),
        pytest.param(
            SAME_DAY,
            [a_pause("02/03/2026 10:00", "05/03/2026 18:00")],
            "06/03/2026 17:00",
            id="same day, resumed after closing",
        ),
    ],
)
def test_a_pause_moves_the_due_date(term: Term, pauses: list[Pause], expected: str) -> None:
    assert due(moment(MONDAY), term, SHIPPED, pauses) == moment(expected)


def test_the_supplement_of_the_vector_lasts_2130_working_minutes() -> None:
    assert SHIPPED.minutes_between(SUPPLEMENT.start, SUPPLEMENT.end) == 2130


def test_a_pause_that_uses_up_the_last_day_leaves_the_day_it_ends() -> None:
    term = replace(working_days("1"), pause_day_consumed=True)

    promised = due(moment(MONDAY), term, SHIPPED, [a_pause("03/03/2026 10:00", "05/03/2026 18:00")])

    assert promised == moment("06/03/2026 17:00")


def test_a_pause_in_the_holidays_after_the_last_day_adds_no_days() -> None:
    # The clock runs again on Monday 04/05; nothing was left to be put off.
    pauses = [
        a_pause("28/04/2026 12:19", "29/04/2026 19:25"),
        a_pause("30/04/2026 19:25", "01/05/2026 10:26"),
    ]

    assert due(moment("28/04/2026 08:00"), SAME_DAY, SHIPPED, pauses) == moment("04/05/2026 17:00")


@pytest.mark.parametrize("unit", [Unit.CALENDAR_DAYS, Unit.WORKING_DAYS])
def test_no_case_is_due_while_its_clock_stands_still(unit: Unit) -> None:
    # Nothing is left on Sunday, and on Monday the second pause lasts until after closing.
    pauses = [
        a_pause("08/05/2026 22:04", "10/05/2026 01:14"),
        a_pause("10/05/2026 11:34", "11/05/2026 23:18"),
    ]
    term = replace(Term.of(Decimal(1), unit), pause_day_consumed=True)

    assert due(moment("07/05/2026 11:00"), term, SHIPPED, pauses[:1]) == moment("08/05/2026 17:00")
    early = [replace(pauses[0], start=moment("08/05/2026 09:00")), pauses[1]]
    assert due(moment("07/05/2026 11:00"), term, SHIPPED, early) == moment("12/05/2026 17:00")


def test_a_begun_day_is_a_day_at_its_end_and_a_fraction_to_the_minute() -> None:
    assert due(moment(MONDAY), working_days("1.5"), SHIPPED) == moment("04/03/2026 17:00")
    assert due(moment(MONDAY), working_days("1.5", EXACT), SHIPPED) == moment("03/03/2026 14:30")


def test_an_allowance_of_a_quarter_day_is_two_working_hours() -> None:
    quarter = after(moment("06/03/2026 16:00"), Decimal("0.25"), Unit.WORKING_DAYS, SHIPPED)

    assert quarter == moment("09/03/2026 08:30")


@pytest.mark.parametrize("amount", ["-1", "-0.01", "NaN", "Infinity", "10000.1", "1E+99999"])
def test_an_absurd_amount_is_refused(amount: str) -> None:
    with pytest.raises(BadTerm):
        working_days(amount)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadTerm):
        a_pause("04/03/2026 10:00", "04/03/2026 09:59")


def test_the_longest_term_is_counted_at_once() -> None:
    promised = due(moment(MONDAY), working_days("10000"), SHIPPED)

    assert SHIPPED.days_between(date(2026, 3, 2), promised.date()) == 9999
