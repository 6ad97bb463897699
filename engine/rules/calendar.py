"""Working time: when the office is open.

Deadlines are promised in working days, so everything that counts time counts
it by a ``WorkingCalendar``. A calendar is data: the office hours of each
weekday, by season, and the days that differ from their weekday, each with the
decision that announced it. This is the face of working time: it reads
calendars, from the shipped files and from JSON; ``calendar_layer`` lays them
over each other and ``working_time`` does the counting.

>>> calendar = from_json({"sessions": {"mon": [["07:30", "11:30"]], "fri": [["13:00", "17:00"]]}})
>>> calendar.add_days(date(2026, 11, 20), 1)
datetime.date(2026, 11, 23)
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from engine.i18n import Name, Said, mark
from engine.rules.calendar_layer import CalendarLayer, laid
from engine.rules.office_hours import (
    OFFICE_ZONE,
    WEEKDAYS,
    BadCalendar,
    BeyondCalendar,
    OfficeHours,
    Session,
    office_time,
)
from engine.rules.special_day import DayKind, SpecialDay
from engine.rules.working_time import WorkingCalendar

__all__ = [
    "OFFICE_ZONE",
    "WEEKDAYS",
    "BadCalendar",
    "BeyondCalendar",
    "CalendarLayer",
    "DayKind",
    "OfficeHours",
    "Session",
    "SpecialDay",
    "WorkingCalendar",
    "days_of",
    "from_json",
    "from_toml",
    "laid",
    "office_time",
    "read_day",
    "read_hours",
    "read_json",
    "read_toml",
]


def from_json(given: Mapping[str, Any]) -> WorkingCalendar:
    """Read the calendar of ``motcua deadline --calendar``; refuse one that makes no sense.

    Nobody says in it how far holidays are announced, so no date in it is doubtful.
    """
    return laid(read_json(given))


def from_toml(*texts: str) -> WorkingCalendar:
    """Read announced calendars, a text a year, and the text with the office's sessions."""
    return laid(read_toml(*texts))


def read_json(given: Mapping[str, Any]) -> CalendarLayer:
    """Read the layer that a JSON calendar is: sessions by weekday, days off, make-up days."""
    try:
        off = [SpecialDay(_day(text), DayKind.HOLIDAY) for text in given.get("off") or ()]
        makeup = [
            SpecialDay(
                _day(entry["date"]), DayKind.MAKEUP, works_as=_weekday(entry.get("as") or "mon")
            )
            for entry in given.get("makeup") or ()
        ]
        return CalendarLayer((OfficeHours(_week(given["sessions"])),), (*off, *makeup))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _misshapen() from None


def read_toml(*texts: str) -> CalendarLayer:
    """Read the layer that calendar files are: hours, seasons, and announced years.

    A year that is only expected (``announced = false``) is counted by what is
    known of it, but a date in it is doubtful.
    """
    try:
        tables = [tomllib.loads(text) for text in texts]
        hours = [read_hours(table) for table in tables if "sessions" in table]
        hours += [read_hours(entry) for table in tables for entry in table.get("seasons", ())]
        years = [table for table in tables if "year" in table]
        days = [read_day(entry) for year in years for entry in days_of(year)]
        announced = frozenset(year["year"] for year in years if year["announced"])
        return CalendarLayer(tuple(hours), tuple(days), announced if years else None)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _misshapen() from None


# The lists of a year's file, and what their days are when they don't say.
_KINDS = {"off": DayKind.HOLIDAY, "makeup": DayKind.MAKEUP, "half_days": DayKind.HALF_DAY}


def days_of(year: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The special days of a year's file, each with its kind."""
    for key, kind in _KINDS.items():
        for entry in year.get(key, ()):
            yield {"kind": kind.value, **entry}


def read_day(entry: Mapping[str, Any]) -> SpecialDay:
    """Read a special day as calendar files write it; raises ``BadCalendar``."""
    return SpecialDay(
        day=_day(entry["date"]),
        kind=DayKind(entry["kind"]),
        reason=Name(entry["reason"], entry.get("reason_en", "")),
        decision=entry.get("decision", ""),
        works_as=_weekday(entry["as"]) if "as" in entry else None,
        sessions=_stretches(entry.get("sessions")),
    )


def read_hours(entry: Mapping[str, Any]) -> OfficeHours:
    """Read the hours of a week, always or in a season; raises ``BadCalendar``."""
    since, until = entry.get("since"), entry.get("until")
    return OfficeHours(
        _week(entry["sessions"]),
        since=_day(since) if since else None,
        until=_day(until) if until else None,
    )


def _week(given: Mapping[str, Any]) -> dict[int, tuple[Session, ...]]:
    return {_weekday(name): _stretches(stretches) for name, stretches in given.items()}


def _stretches(given: Any) -> tuple[Session, ...]:
    return tuple(sorted(Session(_clock(start), _clock(end)) for start, end in given or ()))


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
