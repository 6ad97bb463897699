"""Office hours: the stretches of a day in which people work, in the office's own time.

The small things that all counting of time stands on: the zone, a session, and
how a moment is read. Moments carry their zone and are counted in whole
minutes; seconds are dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from engine.errors import Refusal
from engine.i18n import Said, mark

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SATURDAY = 5
# Beyond these no promise is made; they keep every loop over years short.
FIRST_YEAR, LAST_YEAR = 1900, 2999
# Nobody works longer in a day; hours beyond it are a slip of the pen.
LONGEST_DAY = 16


class BadCalendar(Refusal):
    """A calendar contradicts itself, or leaves no time to work in."""

    code = "bad-calendar"
    default = mark("The working calendar can't be used.")


class BeyondCalendar(Refusal):
    """A moment lies outside the years that are counted."""

    code = "beyond-calendar"
    default = mark("This moment is outside the years that can be counted (1900 to 2999).")


@dataclass(frozen=True, order=True)
class Session:
    """A stretch of a day in which the office works."""

    start: time
    end: time

    @cached_property
    def minutes(self) -> int:
        return minute_of(self.end) - minute_of(self.start)


@dataclass(frozen=True)
class OfficeHours:
    """The sessions of each weekday (0 is Monday), always or in a season.

    A season has its first day, its last day, or both. A weekday that is not
    named keeps the hours it has without the season; one with no sessions is
    closed.
    """

    week: Mapping[int, tuple[Session, ...]]
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        for weekday, sessions in self.week.items():
            check_sessions(WEEKDAYS[weekday], sessions)
        if self.since and self.until and self.until < self.since:
            text = mark("The season from %(since)s ends before it begins.")
            raise BadCalendar(Said(text, since=self.since.isoformat()))

    def cover(self, day: date) -> bool:
        """Whether these hours are kept on that day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


def check_sessions(day: str, sessions: tuple[Session, ...]) -> None:
    """Refuse a day's hours that run backwards, overlap, or are more than anybody works."""
    for session in sessions:
        if session.end <= session.start:
            raise BadCalendar(Said(mark("A session on %(day)s ends before it begins."), day=day))
    for one, other in pairwise(sessions):
        if other.start < one.end:
            raise BadCalendar(Said(mark("The sessions on %(day)s overlap."), day=day))
    if sum(session.minutes for session in sessions) > LONGEST_DAY * 60:
        text = mark("The sessions on %(day)s are more than %(longest)s hours.")
        raise BadCalendar(Said(text, day=day, longest=LONGEST_DAY))


def office_time(moment: datetime) -> datetime:
    """Give a moment in the office's zone, to the minute; refuse one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    try:
        local = moment.astimezone(OFFICE_ZONE)
    except OverflowError:
        raise BeyondCalendar from None
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise BeyondCalendar
    return local.replace(second=0, microsecond=0)


def at(day: date, clock: time) -> datetime:
    """Give the moment of a day at which the office's clock shows ``clock``."""
    return datetime.combine(day, clock, OFFICE_ZONE)


def minute_of(clock: time) -> int:
    """Count the minutes since midnight."""
    return clock.hour * 60 + clock.minute
