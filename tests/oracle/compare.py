"""What the rules answer for a drawn case, beside what the walk comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from engine.rules import deadline
from engine.rules.calendar import (
    OFFICE_ZONE,
    CalendarLayer,
    DayKind,
    OfficeHours,
    Session,
    SpecialDay,
    WorkingCalendar,
    laid,
)
from engine.rules.deadline import Pause, PauseKind, Policy, Resume, Saturday, Segment, Term, Unit
from tests.oracle import walk
from tests.oracle.cases import Drawn, calendars, drawn
from tests.oracle.walk import PlainTerm
from tests.oracle.walked_calendar import PlainCalendar, Sessions, Walked, moment_of


@dataclass(frozen=True)
class Disagreement:
    """A case in which the rules and the walk come to different moments."""

    case: Drawn
    rules: datetime
    walked: datetime


def disagreements(count: int, seed: int) -> Iterator[Disagreement]:
    """The disagreements among so many random cases; there should be none."""
    plain = calendars()
    offices = [Walked(one) for one in plain]
    ruled = [as_calendar(one) for one in plain]
    for case in islice(drawn(seed), count):
        walked = local(walk.due(offices[case.calendar], case.received, case.term, case.pauses))
        answered = deadline.due(
            local(case.received),
            as_term(case.term),
            ruled[case.calendar],
            [
                Pause(
                    local(one.start),
                    local(one.end),
                    PauseKind.SUPPLEMENT if one.supplement else PauseKind.FINANCIAL_DUTY,
                )
                for one in case.pauses
            ],
        )
        if answered != walked:
            yield Disagreement(case, answered, walked)


def local(minute: int) -> datetime:
    return moment_of(minute).replace(tzinfo=OFFICE_ZONE)


def as_term(plain: PlainTerm) -> Term:
    """A plain term, as the rules want it."""
    return Term(
        tuple(Segment(amount, Unit(unit)) for amount, unit in plain.parts),
        Policy(plain.policy),
        cutoff=_clock(plain.cutoff) if plain.cutoff is not None else None,
        saturday=Saturday(plain.saturday),
        pause_day_consumed=plain.pause_day_consumed,
        resume=Resume(plain.resume),
    )


def as_calendar(plain: PlainCalendar) -> WorkingCalendar:
    """A plain calendar, as the rules want it."""
    hours = tuple(
        OfficeHours(
            {weekday: _sessions(given) for weekday, given in season.week.items()},
            since=None if season.since == date.min else season.since,
            until=None if season.until == date.max else season.until,
        )
        for season in plain.seasons
    )
    days = [SpecialDay(day, DayKind.HOLIDAY) for day in plain.off]
    days += [
        SpecialDay(day, DayKind.MAKEUP, works_as=weekday) for day, weekday in plain.makeup.items()
    ]
    days += [
        SpecialDay(day, DayKind.HALF_DAY, sessions=_sessions(given))
        for day, given in plain.half_days.items()
    ]
    return laid(CalendarLayer(hours, tuple(days)))


def _sessions(given: Sessions) -> tuple[Session, ...]:
    return tuple(Session(_clock(start), _clock(end)) for start, end in given)


def _clock(minute: int) -> time:
    return (datetime.min + timedelta(minutes=minute)).time()  # noqa: DTZ901  (an hour of the day)
