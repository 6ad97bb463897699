"""Working time: when the office is open.

Deadlines are promised in working days, so everything that counts time counts
it by a ``WorkingCalendar``. A calendar is data: the office hours of each
weekday, the announced days off, and the announced make-up days, which work as
another weekday. This is the face of working time: it reads calendars, from
the shipped files and from JSON; ``working_time`` does the counting.

>>> calendar = from_json({"sessions": {"mon": [["07:30", "11:30"]], "fri": [["13:00", "17:00"]]}})
>>> calendar.add_days(date(2026, 11, 20), 1)
datetime.date(2026, 11, 23)
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from engine.i18n import Said, mark
from engine.rules.office_hours import (
    OFFICE_ZONE,
    WEEKDAYS,
    BadCalendar,
    BeyondCalendar,
    Session,
    office_time,
)
from engine.rules.working_time import WorkingCalendar

__all__ = [
    "OFFICE_ZONE",
    "BadCalendar",
    "BeyondCalendar",
    "Session",
    "WorkingCalendar",
    "from_json",
    "from_toml",
    "office_time",
]


def from_json(given: Mapping[str, Any]) -> WorkingCalendar:
    """Read the calendar of ``motcua deadline --calendar``; refuse one that makes no sense.

    Nobody says in it how far holidays are announced, so no date in it is doubtful.
    """
    try:
        return WorkingCalendar(
            sessions=_sessions(given["sessions"]),
            off=frozenset(_day(text) for text in given.get("off") or ()),
            makeup={
                _day(entry["date"]): _weekday(entry.get("as") or "mon")
                for entry in given.get("makeup") or ()
            },
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _misshapen() from None


def from_toml(*texts: str) -> WorkingCalendar:
    """Read announced calendars, a text a year, and the text with the office's sessions.

    A year that is only expected (``announced = false``) is counted by what is
    known of it, but ends the stretch of time that is announced.
    """
    try:
        tables = [tomllib.loads(text) for text in texts]
        years = sorted((table for table in tables if "year" in table), key=lambda t: t["year"])
        days_off = [entry for year in years for entry in year.get("off", ())]
        makeup = [entry for year in years for entry in year.get("makeup", ())]
        hours = [table["sessions"] for table in tables if "sessions" in table]
        return WorkingCalendar(
            sessions=_sessions({name: on for week in hours for name, on in week.items()}),
            off=frozenset(_day(entry["date"]) for entry in days_off),
            makeup={_day(entry["date"]): _weekday(entry["as"]) for entry in makeup},
            reasons={_day(entry["date"]): entry["reason"] for entry in (*days_off, *makeup)},
            announced_until=_announced_until(years),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _misshapen() from None


def _announced_until(years: Sequence[Mapping[str, Any]]) -> date | None:
    """Give the last day before the first year that is not announced, or is missing."""
    if not years:
        return None
    year: int = years[0]["year"]
    for table in years:
        if not table["announced"] or table["year"] != year:
            break
        year += 1
    return date(year - 1, 12, 31)


def _sessions(given: Mapping[str, Any]) -> dict[int, tuple[Session, ...]]:
    return {
        _weekday(name): tuple(
            sorted(Session(_clock(start), _clock(end)) for start, end in stretches or ())
        )
        for name, stretches in given.items()
    }


def _weekday(name: str) -> int:
    if name not in WEEKDAYS:
        text = mark("%(name)s is not a weekday; the weekdays are %(weekdays)s.")
        raise BadCalendar(Said(text, name=name, weekdays=", ".join(WEEKDAYS)))
    return WEEKDAYS.index(name)


def _day(value: str | date) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        text = mark("%(text)s is not a date like 2026-01-31.")
        raise BadCalendar(Said(text, text=value)) from None


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise BadCalendar(Said(mark("%(text)s is not a time like 07:30."), text=text)) from None


def _misshapen() -> BadCalendar:
    return BadCalendar(Said(mark('The calendar must hold "sessions" by weekday, "off", "makeup".')))
