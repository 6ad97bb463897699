"""The length that an office promises, and the stretches of time it may leave out.

These are the nouns of ``deadline``: data of a procedure and of a case, checked
when they are made. ``continue`` or ``restart`` differs from law to law, so each
procedure states it with its source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.calendar import office_time
from engine.rules.standing import WORKING_DAY

LARGEST_AMOUNT = 10_000


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WORKING_HOURS = "working_hours"
    SAME_DAY = "same_day"


class Policy(StrEnum):
    """Whether working days end with the day or at the minute of reception."""

    END_OF_DAY = "end_of_day"
    HOUR_EXACT = "hour_exact"


class Saturday(StrEnum):
    """Whether what is handed in on an ordinary Saturday is Monday's or that day's."""

    ROLLS = "rolls"
    COUNTS = "counts"


class Resume(StrEnum):
    """Whether a term goes on after a pause or starts anew."""

    CONTINUE = "continue"
    RESTART = "restart"


class BadTerm(Refusal):
    """A term or a pause makes no sense."""

    code = "bad-term"
    default = mark("The term makes no sense.")


@dataclass(frozen=True)
class Term:
    """A promised length of time, and how it is counted."""

    amount: Decimal
    unit: Unit
    policy: Policy = Policy.END_OF_DAY
    cutoff: time | None = None
    saturday: Saturday = Saturday.ROLLS
    pause_day_consumed: bool = False
    resume: Resume = Resume.CONTINUE

    def __post_init__(self) -> None:
        if not (self.amount.is_finite() and 0 <= self.amount <= LARGEST_AMOUNT):
            raise BadTerm(
                Said(mark("A term lies between 0 and %(largest)s."), largest=LARGEST_AMOUNT)
            )

    @property
    def days(self) -> int:
        """The whole days it takes; a begun day is a day."""
        return int(self.amount.to_integral_value(ROUND_CEILING))

    @property
    def minutes(self) -> int:
        """The working minutes it takes, where it is counted in minutes."""
        one = 60 if self.unit is Unit.WORKING_HOURS else WORKING_DAY
        return int((self.amount * one).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class Pause:
    """A stretch of time that the law does not count."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise BadTerm(Said(mark("A pause ends before it begins.")))

    @property
    def days(self) -> tuple[date, date]:
        """The day on which the clock stopped and the day on which it went on."""
        return self.start.date(), self.end.date()


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    """Join pauses that overlap or touch, in order; one without length is none."""
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda one: one.start):
        start, end = office_time(pause.start), office_time(pause.end)
        if joined and start <= joined[-1].end:
            joined[-1] = Pause(joined[-1].start, max(joined[-1].end, end))
        elif start < end:
            joined.append(Pause(start, end))
    return joined
