"""The length that an office promises, part by part.

A law may count its parts in different units: three working days to send for
opinions, then fifteen days to answer. Each is a segment; one begins where the
one before it ends, and each ends on a working day. ``continue`` or ``restart``
differs from law to law, so each procedure states it with its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum

from engine.errors import Refusal
from engine.i18n import Name, Said, mark
from engine.rules.standing import WORKING_DAY

LARGEST_AMOUNT = 10_000
LARGEST_MONTHS = 1_200
MOST_SEGMENTS = 12
# Half a month is fifteen days (Civil Code 2015, art. 146).
HALF_MONTH = 15


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WORKING_HOURS = "working_hours"
    SAME_DAY = "same_day"
    MONTHS = "months"


class Policy(StrEnum):
    """Whether working days end with the day or at the minute of reception."""

    END_OF_DAY = "end_of_day"
    HOUR_EXACT = "hour_exact"


class Saturday(StrEnum):
    """Whether what is handed in on an ordinary Saturday is Monday's or that day's."""

    ROLLS = "rolls"
    COUNTS = "counts"


class Resume(StrEnum):
    """Whether a term goes on after a supplement or starts anew."""

    CONTINUE = "continue"
    RESTART = "restart"


class BadTerm(Refusal):
    """A term or a pause makes no sense."""

    code = "bad-term"
    default = mark("The term makes no sense.")


_LENGTHS = {
    Unit.WORKING_DAYS: mark("%(n)s working days"),
    Unit.CALENDAR_DAYS: mark("%(n)s days"),
    Unit.WORKING_HOURS: mark("%(n)s working hours"),
    Unit.SAME_DAY: mark("the same day"),
    Unit.MONTHS: mark("%(n)s months"),
}
_ONE = {
    Unit.WORKING_DAYS: mark("%(n)s working day"),
    Unit.CALENDAR_DAYS: mark("%(n)s day"),
    Unit.WORKING_HOURS: mark("%(n)s working hour"),
    Unit.MONTHS: mark("%(n)s month"),
}


@dataclass(frozen=True)
class Segment:
    """An amount of one unit of time."""

    amount: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        largest = LARGEST_MONTHS if self.unit is Unit.MONTHS else LARGEST_AMOUNT
        if not (self.amount.is_finite() and 0 <= self.amount <= largest):
            raise BadTerm(Said(mark("A term lies between 0 and %(largest)s."), largest=largest))
        if self.unit is Unit.MONTHS and self.amount % Decimal("0.5"):
            raise BadTerm(Said(mark("Months are counted in whole and half months.")))

    @property
    def days(self) -> int:
        """The whole days it takes; a begun day is a day."""
        return int(self.amount.to_integral_value(ROUND_CEILING))

    @property
    def minutes(self) -> int:
        """The working minutes it takes, where it is counted in minutes."""
        one = 60 if self.unit is Unit.WORKING_HOURS else WORKING_DAY
        return int((self.amount * one).to_integral_value(ROUND_HALF_UP))

    def last_day(self, start: date) -> date:
        """The day on which so many days or months after ``start`` end.

        Months end on the day of the same number, or on the month's last day
        where it has none (Civil Code 2015, art. 148).

        >>> Segment(Decimal(1), Unit.MONTHS).last_day(date(2026, 1, 31))
        datetime.date(2026, 2, 28)
        """
        if self.unit is Unit.SAME_DAY:
            return start
        if self.unit is not Unit.MONTHS:
            return date.fromordinal(start.toordinal() + self.days)
        months, half = divmod(self.amount, 1)
        ended = _months_after(start, int(months))
        return date.fromordinal(ended.toordinal() + (HALF_MONTH if half else 0))

    @property
    def said(self) -> Said:
        """The length in words: "1.5 working days", 1,5 ngày làm việc."""
        plain = f"{self.amount.normalize():f}"
        words = _ONE if self.amount == 1 and self.unit in _ONE else _LENGTHS
        return Said(words[self.unit], n=Name(plain.replace(".", ","), plain))


@dataclass(frozen=True)
class Term:
    """A promised length of time, and how it is counted."""

    segments: tuple[Segment, ...]
    policy: Policy = Policy.END_OF_DAY
    cutoff: time | None = None
    saturday: Saturday = Saturday.ROLLS
    pause_day_consumed: bool = False
    resume: Resume = Resume.CONTINUE

    def __post_init__(self) -> None:
        if not 1 <= len(self.segments) <= MOST_SEGMENTS:
            raise BadTerm(
                Said(mark("A term has between 1 and %(most)s parts."), most=MOST_SEGMENTS)
            )

    @classmethod
    def of(
        cls,
        amount: Decimal,
        unit: Unit,
        policy: Policy = Policy.END_OF_DAY,
        cutoff: time | None = None,
        saturday: Saturday = Saturday.ROLLS,
    ) -> Term:
        """Give the term of one segment, which most are."""
        return cls((Segment(amount, unit),), policy, cutoff, saturday)

    def is_counted_in_minutes(self, segment: Segment) -> bool:
        """Whether a segment of this term ends at a minute, not with a day."""
        exact = self.policy is Policy.HOUR_EXACT and segment.unit is Unit.WORKING_DAYS
        return exact or segment.unit is Unit.WORKING_HOURS

    @property
    def said(self) -> Said:
        """The term in words, part after part."""
        first, *others = self.segments
        said = first.said
        for other in others:
            said = Said(mark("%(first)s, then %(then)s"), first=said, then=other.said)
        return said


def _months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last_of_month = date.fromordinal(first_of_next.toordinal() - 1)
    return last_of_month.replace(day=min(start.day, last_of_month.day))
