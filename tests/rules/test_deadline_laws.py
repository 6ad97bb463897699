"""What must hold of any term, any pauses and any calendar."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.rules.calendar import (
    OFFICE_ZONE,
    CalendarLayer,
    DayKind,
    OfficeHours,
    SpecialDay,
    WorkingCalendar,
    laid,
)
from engine.rules.deadline import (
    Pause,
    PauseKind,
    Policy,
    Resume,
    Saturday,
    Segment,
    Term,
    Unit,
    after,
    due,
    merged,
    moved,
)
from engine.rules.hours_text import read as hours
from engine.rules.pause import Stop
from tests.rules.calendars import SHIPPED, days, moment, moments, with_days


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
        cutoff=st.sampled_from([None, time(11, 30), time(15)]),
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
    term = replace(
        Term.of(Decimal(1), Unit.WORKING_DAYS), cutoff=time(15), saturday=Saturday.COUNTS
    )

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
    with_day_off = with_days(SHIPPED, SpecialDay(day, DayKind.HOLIDAY))

    assert due(received, term, with_day_off) >= due(received, term, SHIPPED)


@given(IN_SPRING, terms(), PAUSES, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_new_day_off_never_makes_a_paused_case_due_earlier(
    received: datetime, term: Term, pauses: list[Pause], day: date
) -> None:
    # A pause that begins at the very minute of a part's end adds what was worked in it.
    assume(not any(term.is_counted_in_minutes(segment) for segment in term.segments))
    with_day_off = with_days(SHIPPED, SpecialDay(day, DayKind.HOLIDAY))

    assert due(received, term, with_day_off, pauses) >= due(received, term, SHIPPED, pauses)


# Summer hours that begin earlier, a Monday of three sessions, a closed Thursday, two half days.
UNEVEN = laid(
    CalendarLayer(
        (
            *SHIPPED.hours,
            OfficeHours(
                {0: hours("07:00-11:00, 13:30-17:30, 18:00-20:00"), 3: ()},
                date(2026, 3, 1),
                date(2026, 8, 31),
            ),
        ),
        (
            *SHIPPED.days.values(),
            SpecialDay(date(2026, 2, 13), DayKind.HALF_DAY, sessions=hours("07:30-10:00")),
            SpecialDay(date(2026, 12, 31), DayKind.HALF_DAY, sessions=hours("07:30-11:30")),
        ),
    )
)


@given(moments(), st.integers(0, 10_000), terms())
def test_seasons_and_half_days_leave_who_comes_later_behind(
    received: datetime, minutes: int, term: Term
) -> None:
    assume(term.saturday is Saturday.ROLLS)

    assert due(received + timedelta(minutes=minutes), term, UNEVEN) >= due(received, term, UNEVEN)


@given(moments(), terms(), days())
def test_a_closure_in_a_season_never_makes_a_case_due_earlier(
    received: datetime, term: Term, day: date
) -> None:
    closed = with_days(UNEVEN, SpecialDay(day, DayKind.CLOSURE))

    assert due(received, term, closed) >= due(received, term, UNEVEN)


@given(IN_SPRING, terms(), PAUSES, st.sampled_from([(SHIPPED, UNEVEN), (UNEVEN, SHIPPED)]))
def test_no_change_of_the_calendar_moves_a_printed_date_forward(
    received: datetime,
    term: Term,
    pauses: list[Pause],
    change: tuple[WorkingCalendar, WorkingCalendar],
) -> None:
    before, after = change
    printed = due(received, term, before, pauses)

    assert moved(printed, due(received, term, after, pauses)) >= printed


@given(IN_SPRING, terms(), PAUSES)
def test_a_pause_never_makes_a_case_due_earlier(
    received: datetime, term: Term, pauses: list[Pause]
) -> None:
    assert due(received, term, SHIPPED, pauses) >= due(received, term, SHIPPED)


@given(IN_SPRING, terms(), PAUSES)
def test_no_paused_case_is_due_on_a_day_on_which_its_clock_stands_still(
    received: datetime, term: Term, pauses: list[Pause]
) -> None:
    assume(not any(term.is_counted_in_minutes(segment) for segment in term.segments))
    promised = due(received, term, SHIPPED, pauses)

    for stop in merged(pauses):
        crossing = stop.start.date() != stop.end.date() and stop.end.date() > received.date()
        assert not (crossing and received <= stop.start <= promised < stop.end)


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


@given(IN_SPRING, terms(), PAUSES)
def test_overlapping_pauses_count_as_the_stops_they_make(
    received: datetime, term: Term, pauses: list[Pause]
) -> None:
    kinds = {True: PauseKind.SUPPLEMENT, False: PauseKind.EXCLUDED}
    joined = [Pause(stop.start, stop.end, kinds[stop.renews]) for stop in merged(pauses)]

    assert due(received, term, SHIPPED, pauses) == due(received, term, SHIPPED, joined)


@given(IN_SPRING, terms(), PAUSES, st.permutations(list(PauseKind)))
def test_of_a_term_that_continues_the_kinds_of_pauses_make_no_difference(
    received: datetime, term: Term, pauses: list[Pause], kinds: list[PauseKind]
) -> None:
    continued = replace(term, resume=Resume.CONTINUE)
    others = [replace(one, kind=kinds[n % len(kinds)]) for n, one in enumerate(pauses)]

    assert due(received, continued, SHIPPED, pauses) == due(received, continued, SHIPPED, others)


@given(IN_SPRING, st.decimals("0.25", 10, places=2), PAUSES)
def test_a_step_gets_the_working_time_back_that_its_case_stood_still(
    began: datetime, amount: Decimal, pauses: list[Pause]
) -> None:
    ends = after(began, amount, Unit.WORKING_DAYS, SHIPPED)
    paused = after(began, amount, Unit.WORKING_DAYS, SHIPPED, pauses)
    stood = sum(
        SHIPPED.minutes_between(max(stop.start, began), stop.end)
        for stop in merged(pauses)
        if stop.start <= paused and stop.end > began
    )

    assert SHIPPED.minutes_between(ends, paused) == stood
