"""A closure that begins or ends within a day: a storm at noon, an election's morning.

The days between are closed; of the first and the last what is worked before and
after is left, so that a term that ends on them ends when the office does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from engine.i18n import Said, mark
from engine.rules.calendar import BadCalendar, DayKind, Session, WorkingCalendar
from engine.rules.office_hours import at


def closed(
    calendar: WorkingCalendar, first: date, last: date, since: time | None, until: time | None
) -> list[tuple[date, DayKind, tuple[Session, ...]]]:
    """The days of a closure, with the sessions that are left of each.

    Days on which the office is closed anyway are left out; raises
    ``BadCalendar`` when that leaves none, or when it ends before it begins.
    """
    if since and until and at(last, until) <= at(first, since):
        raise BadCalendar(Said(mark("The closure ends before it begins.")))
    found = []
    day = first
    while day <= last:
        sessions = calendar.sessions_on(day)
        left = (
            *(_before(sessions, since) if since and day == first else ()),
            *(_after(sessions, until) if until and day == last else ()),
        )
        if sessions and left != sessions:
            found.append((day, DayKind.HALF_DAY if left else DayKind.CLOSURE, left))
        day += timedelta(days=1)
    if not found:
        raise BadCalendar(
            Said(mark("The office is closed on these days or at these hours anyway."))
        )
    return found


def _before(sessions: Iterable[Session], clock: time) -> list[Session]:
    return [Session(one.start, min(one.end, clock)) for one in sessions if one.start < clock]


def _after(sessions: Iterable[Session], clock: time) -> list[Session]:
    return [Session(max(one.start, clock), one.end) for one in sessions if one.end > clock]
