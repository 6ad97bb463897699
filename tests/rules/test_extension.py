"""A second date beside the promised one."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.calendar import OFFICE_ZONE, DayKind, SpecialDay
from engine.rules.deadline import Pause, Policy, Term, Unit, Verdict
from engine.rules.extension import (
    BadExtension,
    DueDates,
    Extension,
    ExtensionRule,
    extended,
    judged,
    second_date,
)
from tests.rules.calendars import SHIPPED, moment, with_days

PROMISED = moment("05/03/2026 17:00")
ONCE = ExtensionRule(most=1)
TERM = Term.of(Decimal(3), Unit.WORKING_DAYS)


def put_off(
    until: str, given: str = "04/03/2026 09:00", reason: str = "Chờ cơ quan thuế"
) -> Extension:
    return Extension(moment(given), moment(until), reason)


FIRST = put_off("12/03/2026 17:00")


def test_a_case_put_off_is_still_judged_by_its_promised_date() -> None:
    dates = extended(DueDates(PROMISED), [], FIRST, ONCE, SHIPPED)

    assert (dates.promised, dates.second) == (PROMISED, FIRST.due)
    assert dates.judged == PROMISED
    assert dates.reminded == FIRST.due


def test_a_rule_may_let_the_second_date_count() -> None:
    dates = extended(DueDates(PROMISED), [], FIRST, ExtensionRule(1, counts=True), SHIPPED)

    assert dates.judged == FIRST.due


def test_without_an_extension_there_is_one_date() -> None:
    assert second_date([], PROMISED, TERM, SHIPPED) is None
    assert DueDates(PROMISED).judged == DueDates(PROMISED).reminded == PROMISED


@pytest.mark.parametrize(
    ("before", "extension", "rule", "english"),
    [
        pytest.param(
            [FIRST],
            put_off("19/03/2026 17:00", "11/03/2026 09:00"),
            ONCE,
            "Extensions that this procedure allows: 1.",
            id="once too often",
        ),
        pytest.param(
            [],
            FIRST,
            ExtensionRule(),
            "Extensions that this procedure allows: 0.",
            id="where the procedure says nothing",
        ),
        pytest.param(
            [], put_off("12/03/2026 17:00", reason=" "), ONCE, "Say why the case is put off.",
            id="for no reason",
        ),
        pytest.param(
            [],
            put_off("05/03/2026 17:00"),
            ONCE,
            "The new date must be later than the one before.",
            id="to the same date",
        ),
        pytest.param(
            [],
            put_off("10/03/2026 17:00", given="11/03/2026 09:00"),
            ONCE,
            "The new date must be later than the one before.",
            id="into the past",
        ),
        pytest.param(
            [], put_off("14/03/2026 09:00"), ONCE, "The office is closed at that time.",
            id="to a Saturday",
        ),
        pytest.param(
            [], put_off("30/04/2026 09:00"), ONCE, "The office is closed at that time.",
            id="to a holiday",
        ),
        pytest.param(
            [], put_off("12/03/2026 22:00"), ONCE, "The office is closed at that time.",
            id="to the night",
        ),
        pytest.param(
            [], put_off("12/03/2199 09:00"), ONCE, "The new date must lie within a year.",
            id="to an absurd year",
        ),
    ],
)  # fmt: skip
def test_an_extension_that_makes_no_sense_is_refused(
    before: list[Extension], extension: Extension, rule: ExtensionRule, english: str
) -> None:
    with pytest.raises(BadExtension) as refusal:
        extended(DueDates(PROMISED), before, extension, rule, SHIPPED)

    assert str(refusal.value.said) == english


@pytest.mark.parametrize(
    ("pause", "policy", "expected"),
    [
        pytest.param(
            ("09/03/2026 10:00", "11/03/2026 15:00"),
            Policy.END_OF_DAY,
            "17/03/2026 17:00",
            id="four days were left",
        ),
        pytest.param(
            ("09/03/2026 10:00", "09/03/2026 15:00"),
            Policy.END_OF_DAY,
            "12/03/2026 17:00",
            id="within a day",
        ),
        pytest.param(
            ("09/03/2026 10:00", "10/03/2026 11:00"),
            Policy.HOUR_EXACT,
            "16/03/2026 08:30",
            id="nine working hours",
        ),
        pytest.param(
            ("03/03/2026 10:00", "06/03/2026 15:00"),
            Policy.END_OF_DAY,
            "12/03/2026 17:00",
            id="begun before the date was given",
        ),
        pytest.param(
            ("13/03/2026 10:00", "16/03/2026 15:00"),
            Policy.END_OF_DAY,
            "12/03/2026 17:00",
            id="begun after the date",
        ),
    ],
)
def test_a_later_pause_moves_the_second_date(
    pause: tuple[str, str], policy: Policy, expected: str
) -> None:
    term = Term.of(Decimal(3), Unit.WORKING_DAYS, policy)
    paused = Pause(moment(pause[0]), moment(pause[1]))

    assert second_date([FIRST], PROMISED, term, SHIPPED, [paused]) == moment(expected)


def test_the_day_of_the_pause_is_used_up_where_the_term_says_so() -> None:
    term = replace(TERM, pause_day_consumed=True)
    paused = Pause(moment("09/03/2026 10:00"), moment("11/03/2026 15:00"))

    assert second_date([FIRST], PROMISED, term, SHIPPED, [paused]) == moment("16/03/2026 17:00")


def test_a_printed_second_date_moves_off_a_day_that_is_closed_since() -> None:
    closed = with_days(SHIPPED, SpecialDay(FIRST.due.date(), DayKind.CLOSURE))

    assert second_date([FIRST], PROMISED, TERM, closed) == moment("13/03/2026 17:00")


def test_a_second_date_is_never_earlier_than_the_promised_one() -> None:
    promised = moment("16/03/2026 17:00")

    assert second_date([FIRST], promised, TERM, SHIPPED) == promised


DAYS = st.integers(0, 40).map(lambda n: date(2026, 3, 2) + timedelta(days=n))
TERMS = st.sampled_from([TERM, Term.of(Decimal(3), Unit.WORKING_DAYS, Policy.HOUR_EXACT)])


@given(closed=st.lists(DAYS, max_size=8), starts=DAYS, length=st.integers(0, 30), term=TERMS)
def test_neither_pauses_nor_days_off_make_a_printed_second_date_earlier(
    closed: list[date], starts: date, length: int, term: Term
) -> None:
    calendar = with_days(SHIPPED, *(SpecialDay(day, DayKind.CLOSURE) for day in closed))
    start = datetime.combine(starts, time(10), OFFICE_ZONE)
    paused = Pause(start, start + timedelta(days=length))

    found = second_date([FIRST], PROMISED, term, calendar, [paused])

    assert found is not None
    assert found >= FIRST.due
    assert calendar.opening(found) == found


def test_a_second_date_judges_only_where_it_counts() -> None:
    now = moment("10/03/2026 09:00")

    beside = judged(DueDates(PROMISED, FIRST.due), SHIPPED, now=now)
    counting = judged(DueDates(PROMISED, FIRST.due, counts=True), SHIPPED, now=now)

    assert (beside.verdict, beside.due, beside.second) == (Verdict.OVERDUE, PROMISED, FIRST.due)
    assert (counting.verdict, counting.due, counting.second) == (Verdict.RUNNING, FIRST.due, None)
