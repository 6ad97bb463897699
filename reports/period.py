"""The stretch of days that a report tells of.

A period is a month, a quarter, a year, one day or any two days. Offices know
two ways to cut a year: by the calendar (1st to last), and as the law wants
reports: from the 15th of the month before to the 14th (Decree 09/2019/NĐ-CP,
art. 12). Plain periods are meant unless the other way is asked for.

>>> month = read("2026-10")
>>> month.first.isoformat(), month.last.isoformat()
('2026-10-01', '2026-10-31')
>>> read("2026-Q4", Basis.REPORTING).first.isoformat()
'2026-09-15'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.calendar import OFFICE_ZONE

# Reports are of our time; a year outside is a slip of the finger.
FIRST_YEAR, LAST_YEAR = 2000, 2199
CUT_OFF = 15


class BadPeriod(Refusal):
    """What was asked for is no stretch of days."""

    code: ClassVar[str] = "bad-period"
    default: ClassVar[str] = mark("A period is a month, a quarter, a year, a day or two days.")


class Basis(StrEnum):
    """How a year is cut into periods."""

    CALENDAR = "calendar"
    REPORTING = "reporting"


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both included; ``key`` names it to programs."""

    first: date
    last: date
    key: str
    said: Said

    @property
    def starts(self) -> datetime:
        """The moment its first day begins."""
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The moment after its last day: the first that is outside."""
        return _midnight(self.last + timedelta(days=1))


def read(text: str, basis: Basis = Basis.CALENDAR) -> Period:
    """Read ``2026-10``, ``2026-Q4`` or ``2026``; raises ``BadPeriod``.

    A day (``2026-10-31``) and two of them (``2026-10-01_2026-10-31``) are read
    too, so that a link can carry any period by its key.
    """
    days = [day(part) for part in text.split("_")] if re.search(r"[-/].*[-/]", text) else []
    if len(days) in (1, 2):
        return between(days[0], days[-1])
    found = re.fullmatch(r"([0-9]{4})(?:-(?:Q([1-4])|([0-9]{2})))?", text.strip().upper())
    if found is None:
        raise BadPeriod(
            Said(
                mark("%(text)s is not a period; write it like 2026-10, 2026-Q4 or 2026."),
                text=text.strip() or "“”",
            )
        )
    year, quarter, month = (int(part) if part else None for part in found.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise _year_refused(text.strip())
    if month is not None:
        if not 1 <= month <= 12:
            raise BadPeriod(Said(mark("There is no month %(month)s."), month=f"{month:02}"))
        said = Said(mark("month %(month)s of %(year)s"), month=month, year=year)
        return _months(year, month, 1, f"{year}-{month:02}", said, basis)
    if quarter is not None:
        said = Said(mark("quarter %(quarter)s of %(year)s"), quarter=quarter, year=year)
        return _months(year, 3 * quarter - 2, 3, f"{year}-Q{quarter}", said, basis)
    return _months(year, 1, 12, f"{year}", Said(mark("year %(year)s"), year=year), basis)


def between(first: date, last: date) -> Period:
    """The period of any two days; raises ``BadPeriod`` when it ends before it begins."""
    if first == last:
        return on(first)
    for day_asked in (first, last):
        _refuse_year(day_asked)
    if last < first:
        raise BadPeriod(
            Said(
                mark("The period ends on %(last)s, before it begins on %(first)s."),
                first=_written(first),
                last=_written(last),
            )
        )
    said = Said(mark("from %(first)s to %(last)s"), first=_written(first), last=_written(last))
    return Period(first, last, f"{first.isoformat()}_{last.isoformat()}", said)


def on(asked: date) -> Period:
    """The period of one day."""
    _refuse_year(asked)
    return Period(asked, asked, asked.isoformat(), Said(mark("day %(day)s"), day=_written(asked)))


def day(text: str) -> date:
    """Read a day, as programs write it (2026-10-31) or as people do (31/10/2026)."""
    given = text.strip()
    if found := re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", given):
        given = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    raise BadPeriod(
        Said(
            mark("%(text)s is not a day; write it like 2026-10-31 or 31/10/2026."),
            text=text.strip() or "“”",
        )
    )


def _months(year: int, month: int, length: int, key: str, said: Said, basis: Basis) -> Period:
    begins, beyond = _first_of(year, month), _first_of(year, month + length)
    if basis is Basis.CALENDAR:
        return Period(begins, beyond - timedelta(days=1), key, said)
    # The month before the first, and the last month itself, each cut on the 15th.
    begins = (begins - timedelta(days=1)).replace(day=CUT_OFF)
    last = (beyond - timedelta(days=1)).replace(day=CUT_OFF - 1)
    reported = Said(mark("reporting period, %(period)s"), period=said)
    return Period(begins, last, f"{key}-{Basis.REPORTING.value}", reported)


def _first_of(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _midnight(asked: date) -> datetime:
    return datetime.combine(asked, time(), OFFICE_ZONE)


def _refuse_year(asked: date) -> None:
    if not FIRST_YEAR <= asked.year <= LAST_YEAR:
        raise _year_refused(_written(asked))


def _year_refused(text: str) -> BadPeriod:
    return BadPeriod(
        Said(
            mark("%(text)s lies outside the years %(first)s to %(last)s."),
            text=text,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    )


def _written(asked: date) -> str:
    return f"{asked:%d/%m/%Y}"
