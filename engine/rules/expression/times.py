"""Lengths of time and moments in expressions: exact, and never without a zone.

A text without an offset is the office's own time. A length is either exact (days,
hours, minutes, seconds) or a number of months, which follow the calendar; nothing
reaches further than a hundred years.

>>> months_after(date(2026, 1, 31), 1)
datetime.date(2026, 2, 28)
>>> read_duration("P1Y2M").months
14
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from engine.i18n import mark
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.expression.budget import MOST_YEARS
from engine.rules.expression.refusals import BadExpression, bad

_NUMBER = r"\d{1,12}(?:[.,]\d{1,6})?"
_DURATION = re.compile(
    rf"P(?:(?P<weeks>{_NUMBER})W|"
    rf"(?:(?P<years>\d{{1,12}})Y)?(?:(?P<months>\d{{1,12}})M)?(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?=\d)(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?"
    rf"(?:(?P<seconds>{_NUMBER})S)?)?)",
    re.IGNORECASE | re.ASCII,
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?",
                     re.ASCII)  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
Day = TypeVar("Day", date, datetime)


@dataclass(frozen=True, order=True)
class Months:
    """A length of time that follows the calendar."""

    count: int

    def __str__(self) -> str:
        return f"-P{-self.count}M" if self.count < 0 else f"P{self.count}M"


@dataclass(frozen=True)
class Duration:
    """A length of ordinary time: months follow the calendar, the rest is exact."""

    months: int
    exact: timedelta

    def after(self, moment: datetime) -> datetime:
        """The moment this long after another; a month's last day stays the last day."""
        return months_after(moment, self.months) + self.exact


def months_after(day: Day, count: int) -> Day:
    """The same day so many months later, or the last of that month."""
    if count == 0:
        return day
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    last = monthrange(year, month)[1] if 1 <= year <= 9999 else 1
    return day.replace(year=year, month=month, day=min(day.day, last))


def read_duration(text: str) -> Duration:
    """Read a duration such as ``P3DT4H``, of at most a hundred years."""
    written = _DURATION.fullmatch(text.strip())
    parts = {} if written is None else {k: v for k, v in written.groupdict().items() if v}
    if not parts:
        raise bad(mark("“%(text)s” is not an ISO 8601 time, such as PT1H or P3D."), text=text[:120])
    numbers = {unit: float(number.replace(",", ".")) for unit, number in parts.items()}
    months = int(numbers.pop("years", 0)) * 12 + int(numbers.pop("months", 0))
    try:
        exact = timedelta(**numbers)
    except OverflowError as wrong:
        raise _too_long(text) from wrong
    if months / 12 + exact / timedelta(days=365.25) > MOST_YEARS:
        raise _too_long(text)
    return Duration(months, exact)


def read_length(text: str) -> timedelta | Months:
    """Read a length of time for an expression: exact or in months, not both."""
    written = text.strip()
    sign = -1 if written.startswith("-") else 1
    length = read_duration(written.removeprefix("-"))
    if length.months and length.exact:
        raise bad(
            mark("“%(text)s” mixes months with days: give one or the other."), text=text[:120]
        )
    return Months(sign * length.months) if length.months else sign * length.exact


def read_day(text: str) -> date:
    """Read a day such as 2026-11-23."""
    try:
        if _DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise bad(mark("“%(text)s” is not a day, such as 2026-11-23."), text=text[:120])


def read_moment(text: str) -> datetime:
    """Read a moment such as 2026-11-23T08:00, in the office's time when it has no offset."""
    written = text.strip()
    try:
        if _MOMENT.fullmatch(written):
            return in_office_time(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        pass
    raise bad(mark("“%(text)s” is not a moment, such as 2026-11-23T08:00."), text=text[:120])


def in_office_time(moment: datetime) -> datetime:
    """The same moment as the office's clock shows it; one without a zone is the office's."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=OFFICE_ZONE)
    return moment.astimezone(OFFICE_ZONE)


def start_of(day: date) -> datetime:
    """The first moment of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=OFFICE_ZONE)


def _too_long(text: str) -> BadExpression:
    return bad(mark("“%(text)s” is longer than %(most)s years."), text=text[:120], most=MOST_YEARS)
