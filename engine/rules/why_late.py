"""Why a case took as long as it did: its working time, divided among causes.

Every working minute from reception to the end belongs to exactly one cause, so
the parts add up to the whole. Where two causes lie over the same minute (a
pause while a step waits, two branches at once) the first in ``Cause`` has it:
what the office could not help comes before what it could.

>>> str(worked(1_090))
'2 days 2 hours'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from engine.i18n import Said, mark
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.standing import WORKING_DAY


class Cause(StrEnum):
    """What a minute of a case went into; the earlier cause takes it from the later."""

    CITIZEN = "citizen"  # paused: the next move is the applicant's
    TRANSIT = "transit"  # handed over, and not yet received by the other side
    REWORK = "rework"  # a step done again because its result was sent back
    HANDS = "hands"  # in somebody's hands
    UNCLAIMED = "unclaimed"  # waiting in a unit, in nobody's hands
    UNKNOWN = "unknown"  # between two steps, for no cause on record


@dataclass(frozen=True)
class Stretch:
    """A length of time with its cause; ``unit`` is the code of the unit that had the case."""

    cause: Cause
    start: datetime
    end: datetime | None  # None while it lasts
    unit: str = ""


@dataclass(frozen=True)
class Run:
    """A step as it was done once: when it began to wait, was taken in hand, and ended."""

    step: str
    unit: str
    started: datetime
    claimed: datetime | None
    ended: datetime | None


@dataclass(frozen=True)
class Share:
    """The working minutes of one cause, in one unit where the cause has a unit."""

    cause: Cause
    unit: str
    minutes: int


@dataclass(frozen=True)
class Elapsed:
    """How long a case took: its shares, the largest first, and the hours nobody works.

    ``total`` is the working time, which the shares add up to; ``outside`` the
    minutes of nights, weekends and holidays between reception and the end.
    """

    shares: tuple[Share, ...]
    total: int
    outside: int

    def of(self, cause: Cause) -> int:
        """The minutes of a cause, in all units: a column of lists and sheets."""
        return sum(share.minutes for share in self.shares if share.cause is cause)


def stretches(
    runs: Sequence[Run],
    transits: Iterable[tuple[datetime, datetime | None, str]],
    pauses: Sequence[tuple[datetime, datetime | None]],
) -> Iterator[Stretch]:
    """Give what a case went through as stretches; ``runs`` in the order of their beginning.

    ``transits`` are hand-overs: sent, answered, and the unit they went to.
    """
    for start, end in pauses:
        yield Stretch(Cause.CITIZEN, start, end)
    for sent, answered, unit in transits:
        yield Stretch(Cause.TRANSIT, sent, answered, unit)
    last_end: dict[str, datetime] = {}
    for run in runs:
        before = last_end.get(run.step)
        if before is not None and not _asked_between(before, run.started, pauses):
            yield Stretch(Cause.REWORK, run.started, run.ended, run.unit)
        else:
            yield from _first_time(run)
        if run.ended is not None:
            last_end[run.step] = run.ended


def divide(
    received: datetime, end: datetime, found: Iterable[Stretch], calendar: WorkingCalendar
) -> Elapsed:
    """Divide the time from reception to ``end`` among its causes."""
    start, end = office_time(received), max(office_time(received), office_time(end))
    within = [_clipped(stretch, start, end) for stretch in found]
    edges = sorted({start, end, *(edge for one in within for edge in (one.start, one.end or end))})
    minutes: Counter[tuple[Cause, str]] = Counter()
    for begin, until in pairwise(edges):
        minutes[_had_it(within, begin, end)] += calendar.minutes_between(begin, until)
    shares = (Share(cause, unit, amount) for (cause, unit), amount in minutes.items() if amount)
    total = calendar.minutes_between(start, end)
    return Elapsed(
        shares=tuple(sorted(shares, key=lambda one: (-one.minutes, _ORDER[one.cause], one.unit))),
        total=total,
        outside=int((end - start) / timedelta(minutes=1)) - total,
    )


def told(elapsed: Elapsed, units: Mapping[str, Said]) -> Said:
    """One paragraph: the whole, then its parts with the largest first."""
    if not elapsed.shares:
        return Said(mark("No working time has passed since the case was received."))
    parts = [share_said(share, units.get(share.unit, share.unit)) for share in elapsed.shares]
    listed = parts[-1]
    for part in reversed(parts[:-1]):
        listed = Said(mark("%(part)s; %(rest)s"), part=part, rest=listed)
    return Said(
        mark(
            "%(total)s of working time since reception: %(parts)s. "
            "Outside office hours: %(outside)s, which do not count."
        ),
        total=worked(elapsed.total),
        parts=listed,
        outside=_hours(elapsed.outside) if elapsed.outside >= 60 else _minutes(elapsed.outside),
    )


def share_said(share: Share, unit: Said | str) -> Said:
    """One part of the whole: "2 days in the hands of …"."""
    return Said(_PARTS[share.cause], time=worked(share.minutes), unit=unit)


def worked(minutes: int) -> Said:
    """Say a length of working time in its two largest units; a day is eight hours."""
    days, rest = divmod(minutes, WORKING_DAY)
    hours, left = divmod(rest, 60)
    if days and hours:
        return Said(mark("%(days)s %(hours)s"), days=_days(days), hours=_hours(hours * 60))
    if days:
        return _days(days)
    if hours and left:
        return Said(mark("%(hours)s %(minutes)s"), hours=_hours(hours * 60), minutes=_minutes(left))
    return _hours(minutes) if hours else _minutes(left)


_ORDER = {cause: place for place, cause in enumerate(Cause)}
_PARTS: Mapping[Cause, str] = {
    Cause.CITIZEN: mark("%(time)s waiting for the applicant"),
    Cause.TRANSIT: mark("%(time)s in transit to %(unit)s"),
    Cause.REWORK: mark("%(time)s of rework in %(unit)s"),
    Cause.HANDS: mark("%(time)s in the hands of %(unit)s"),
    Cause.UNCLAIMED: mark("%(time)s lying unclaimed in %(unit)s"),
    Cause.UNKNOWN: mark("%(time)s for no cause on record"),
}


def _asked_between(
    before: datetime, start: datetime, pauses: Sequence[tuple[datetime, datetime | None]]
) -> bool:
    """Whether the applicant had the case meanwhile: then doing a step again is no rework."""
    return any(before <= paused <= start for paused, _ in pauses)


def _first_time(run: Run) -> Iterator[Stretch]:
    if run.claimed is None:
        yield Stretch(Cause.UNCLAIMED, run.started, run.ended, run.unit)
        return
    claimed = max(run.claimed, run.started)
    yield Stretch(Cause.UNCLAIMED, run.started, claimed, run.unit)
    yield Stretch(Cause.HANDS, claimed, run.ended, run.unit)


def _clipped(stretch: Stretch, start: datetime, end: datetime) -> Stretch:
    begin = min(max(office_time(stretch.start), start), end)
    until = end if stretch.end is None else min(max(office_time(stretch.end), begin), end)
    return Stretch(stretch.cause, begin, until, stretch.unit)


def _had_it(within: Sequence[Stretch], at: datetime, end: datetime) -> tuple[Cause, str]:
    """Who had the case at a moment, by the order of causes and then of beginning."""
    there = [one for one in within if one.start <= at < (one.end or end)]
    if not there:
        return Cause.UNKNOWN, ""
    first = min(there, key=lambda one: (_ORDER[one.cause], one.start))
    return first.cause, first.unit


def _days(days: int) -> Said:
    return Said(mark("1 day") if days == 1 else mark("%(n)s days"), n=days)


def _hours(minutes: int) -> Said:
    hours = minutes // 60
    return Said(mark("1 hour") if hours == 1 else mark("%(n)s hours"), n=hours)


def _minutes(minutes: int) -> Said:
    return Said(mark("1 minute") if minutes == 1 else mark("%(n)s minutes"), n=minutes)
