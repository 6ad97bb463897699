"""The vectors of the law and of the office's practice, then what must hold of any term."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.rules.calendar import OFFICE_ZONE, DayKind, SpecialDay
from engine.rules.deadline import (
    BadTerm,
    Pause,
    Policy,
    Resume,
    Saturday,
    Segment,
    Term,
    Unit,
    after,
    due,
    merged,
)
from engine.rules.pause import PauseKind, Stop
from tests.rules.calendars import SHIPPED, days, moment, moments

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
    ("received", "days", "hour_exact", "end_of_day", "cut_off", "by_calendar"),
    [
        pytest.param(
            "02/03/2026 09:00", "3",
            "05/03/2026 09:00", "05/03/2026 17:00", "05/03/2026 17:00", "05/03/2026 17:00",
            id="an ordinary week",
        ),
        pytest.param(
            "06/03/2026 16:00", "1",
            "09/03/2026 16:00", "09/03/2026 17:00", "10/03/2026 17:00", "09/03/2026 17:00",
            id="late on Friday",
        ),
        pytest.param(
            "13/02/2026 10:00", "3",
            "25/02/2026 10:00", "25/02/2026 17:00", "25/02/2026 17:00", "23/02/2026 17:00",
            id="before Tết",
        ),
        pytest.param(
            "24/04/2026 08:00", "2",
            "29/04/2026 08:00", "29/04/2026 17:00", "29/04/2026 17:00", "28/04/2026 17:00",
            id="over a compensation day",
        ),
        pytest.param(
            "21/08/2026 14:00", "5",
            "27/08/2026 14:00", "27/08/2026 17:00", "27/08/2026 17:00", "26/08/2026 17:00",
            id="over a make-up Saturday",
        ),
        pytest.param(
            "22/08/2026 09:00", "3",
            "26/08/2026 09:00", "26/08/2026 17:00", "26/08/2026 17:00", "25/08/2026 17:00",
            id="on a make-up Saturday",
        ),
        pytest.param(
            "23/11/2026 15:30", "1",
            "25/11/2026 15:30", "25/11/2026 17:00", "26/11/2026 17:00", "25/11/2026 17:00",
            id="before Vietnamese Culture Day",
        ),
        pytest.param(
            "31/12/2026 16:45", "2",
            "05/01/2027 16:45", "05/01/2027 17:00", "06/01/2027 17:00", "04/01/2027 17:00",
            id="over the end of the year",
        ),
    ],
)  # fmt: skip
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


def segments() -> st.SearchStrategy[Segment]:
    in_days = st.builds(
        Segment,
        amount=st.decimals(0, 40, places=2),
        unit=st.sampled_from([unit for unit in Unit if unit is not Unit.MONTHS]),
    )
    in_months = st.integers(0, 6).map(lambda halves: Segment(Decimal(halves) / 2, Unit.MONTHS))
    return st.one_of(in_days, in_months)


def terms() -> st.SearchStrategy[Term]:
    return st.builds(
        Term,
        segments=st.lists(segments(), min_size=1, max_size=3).map(tuple),
        policy=st.sampled_from(Policy),
        cutoff=st.sampled_from([None, time(11, 30), THREE_PM]),
        saturday=st.sampled_from(Saturday),
        pause_day_consumed=st.booleans(),
        resume=st.sampled_from(Resume),
    )


def pauses_in(start: date, end: date) -> st.SearchStrategy[list[Pause]]:
    at = st.datetimes(
        datetime.combine(start, time.min),
        datetime.combine(end, time.min),
        timezones=st.just(OFFICE_ZONE),
    )
    pair = st.tuples(at, at).map(sorted)
    kinds = st.sampled_from(PauseKind)
    return st.lists(
        st.tuples(pair, kinds).map(lambda drawn: Pause(drawn[0][0], drawn[0][1], drawn[1])),
        max_size=4,
    )


PAUSES = pauses_in(date(2026, 1, 1), date(2026, 6, 30))
IN_SPRING = st.integers(0, 120 * 24 * 60).map(
    lambda minutes: moment("01/01/2026 00:00") + timedelta(minutes=minutes)
)


@given(moments(), terms(), PAUSES)
def test_no_case_is_due_while_the_office_is_closed(
    received: datetime, term: Term, pauses: list[Pause]
) -> None:
    promised = due(received, term, SHIPPED, pauses)

    assert SHIPPED.is_working_day(promised.date())
    assert SHIPPED.opening(promised) == promised


@given(moments(), st.integers(0, 10_000), terms())
def test_who_comes_later_is_never_promised_earlier(
    received: datetime, minutes: int, term: Term
) -> None:
    # A counted Saturday overtakes a late Friday, as the test below says.
    assume(term.saturday is Saturday.ROLLS)
    later = received + timedelta(minutes=minutes)

    assert due(later, term, SHIPPED) >= due(received, term, SHIPPED)


def test_a_counted_saturday_overtakes_a_friday_that_was_too_late() -> None:
    # What comes too late on Friday is the next working day's, which a Saturday is not.
    term = replace(working_days("1"), cutoff=THREE_PM, saturday=Saturday.COUNTS)

    assert due(moment("06/03/2026 15:00"), term, SHIPPED) == moment("10/03/2026 17:00")
    assert due(moment("06/03/2026 17:01"), term, SHIPPED) == moment("10/03/2026 17:00")
    assert due(moment("07/03/2026 09:00"), term, SHIPPED) == moment("09/03/2026 17:00")


@given(moments(), terms(), st.integers(0, 2), st.integers(0, 20))
def test_a_longer_term_is_never_due_earlier(
    received: datetime, term: Term, which: int, halves: int
) -> None:
    parts = list(term.segments)
    part = parts[which % len(parts)]
    parts[which % len(parts)] = replace(part, amount=part.amount + Decimal(halves) / 2)
    longer = replace(term, segments=tuple(parts))

    assert due(received, longer, SHIPPED) >= due(received, term, SHIPPED)


@given(moments(), terms(), days())
def test_a_new_day_off_never_makes_a_case_due_earlier(
    received: datetime, term: Term, day: date
) -> None:
    with_day_off = SHIPPED.with_days(SpecialDay(day, DayKind.HOLIDAY))

    assert due(received, term, with_day_off) >= due(received, term, SHIPPED)


@given(IN_SPRING, terms(), PAUSES)
def test_a_pause_never_makes_a_case_due_earlier(
    received: datetime, term: Term, pauses: list[Pause]
) -> None:
    assert due(received, term, SHIPPED, pauses) >= due(received, term, SHIPPED)


@given(IN_SPRING, terms(), PAUSES, st.data())
def test_splitting_a_pause_in_two_that_touch_changes_nothing(
    received: datetime, term: Term, pauses: list[Pause], data: st.DataObject
) -> None:
    parts: list[Pause] = []
    for pause in pauses:
        seconds = int((pause.end - pause.start).total_seconds())
        middle = pause.start + timedelta(seconds=data.draw(st.integers(0, seconds)))
        parts += [Pause(middle, pause.end, pause.kind), Pause(pause.start, middle, pause.kind)]

    assert due(received, term, SHIPPED, parts) == due(received, term, SHIPPED, pauses)


@given(IN_SPRING, terms(), st.lists(IN_SPRING, max_size=3))
def test_a_pause_without_length_changes_nothing(
    received: datetime, term: Term, instants: list[datetime]
) -> None:
    empty = [Pause(instant, instant) for instant in instants]

    assert due(received, term, SHIPPED, empty) == due(received, term, SHIPPED)


@given(PAUSES, IN_SPRING)
def test_merged_pauses_cover_what_the_pauses_cover(pauses: list[Pause], instant: datetime) -> None:
    def covered(stretches: Sequence[Pause | Stop]) -> bool:
        return any(pause.start <= instant < pause.end for pause in stretches)

    whole = [
        Pause(
            pause.start.replace(second=0, microsecond=0), pause.end.replace(second=0, microsecond=0)
        )
        for pause in pauses
    ]

    assert covered(merged(pauses)) == covered(whole)
