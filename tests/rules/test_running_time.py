"""The clock of a case against one that looks at every minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.rules.calendar import OFFICE_ZONE
from engine.rules.pause import Pause, merged
from engine.rules.running_time import RunningTime
from tests.rules.calendars import SHIPPED, in_session, moment

RECEIVED = moment("16/11/2026 08:00")
A_FORTNIGHT = 14 * 24 * 60

minutes = st.integers(0, A_FORTNIGHT).map(lambda n: RECEIVED + timedelta(minutes=n))
pauses = st.lists(
    st.tuples(minutes, minutes).map(lambda ends: Pause(min(ends), max(ends))), max_size=3
)


def run_minute_by_minute(some: Sequence[Pause], until: datetime) -> int:
    run, at = 0, RECEIVED
    while at < until:
        stands = any(pause.start <= at < pause.end for pause in some)
        run += not stands and in_session(SHIPPED.sessions_on(at.date()), at)
        at += timedelta(minutes=1)
    return run


@given(some=pauses, until=minutes)
def test_the_clock_runs_as_one_that_looks_at_every_minute(
    some: list[Pause], until: datetime
) -> None:
    clock = RunningTime(SHIPPED, RECEIVED, merged(some))

    assert clock.at(until) == run_minute_by_minute(some, until)


@given(some=pauses, worked=st.integers(0, 10 * 480))
def test_when_so_much_will_have_run_that_much_has_run(some: list[Pause], worked: int) -> None:
    clock = RunningTime(SHIPPED, RECEIVED, merged(some))

    assert clock.at(clock.when(worked)) == worked


def test_a_pause_moves_what_comes_after_it_and_nothing_before() -> None:
    paused = merged([Pause(moment("17/11/2026 07:30"), moment("19/11/2026 07:30"))])
    clock = RunningTime(SHIPPED, RECEIVED, paused)

    assert clock.when(60) == datetime(2026, 11, 16, 9, tzinfo=OFFICE_ZONE)
    assert clock.when(480) == datetime(2026, 11, 19, 8, tzinfo=OFFICE_ZONE)


def test_nothing_has_run_before_the_reception() -> None:
    assert RunningTime(SHIPPED, RECEIVED).at(RECEIVED - timedelta(days=3)) == 0
