"""A calendar as a row of minutes, each worked or not; it knows no arithmetic.

Days are counted from ``FIRST_DAY``, minutes from its midnight, in office time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import resources

FIRST_DAY = date(2025, 11, 1)
DAYS = 5 * 366
A_DAY = 24 * 60
SATURDAY = 5
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Sessions = Sequence[tuple[int, int]]  # minutes of the day


@dataclass(frozen=True)
class Season:
    """The hours of some weekdays from a day to another, both kept."""

    since: date
    until: date
    week: Mapping[int, Sessions]


@dataclass(frozen=True)
class PlainCalendar:
    """What was announced, as plain data: a later season goes before an earlier one."""

    seasons: tuple[Season, ...]
    off: frozenset[date] = frozenset()
    makeup: Mapping[date, int] = field(default_factory=dict)
    half_days: Mapping[date, Sessions] = field(default_factory=dict)

    def is_special(self, day: date) -> bool:
        return day in self.off or day in self.makeup or day in self.half_days

    def weekday_hours(self, day: date, weekday: int) -> Sessions:
        for season in reversed(self.seasons):
            if season.since <= day <= season.until and weekday in season.week:
                return season.week[weekday]
        return ()

    def hours(self, day: date) -> Sessions:
        if day in self.off:
            return ()
        if day in self.half_days:
            return self.half_days[day]
        if day in self.makeup:
            return self.weekday_hours(day, self.makeup[day])
        return () if day.weekday() == SATURDAY else self.weekday_hours(day, day.weekday())


class Walked:
    """The same, laid out minute by minute."""

    def __init__(self, plain: PlainCalendar) -> None:
        self.plain = plain
        self.open = bytearray(DAYS * A_DAY)
        for number in range(DAYS):
            for start, end in plain.hours(FIRST_DAY + timedelta(days=number)):
                for minute in range(start, end):
                    self.open[number * A_DAY + minute] = 1

    def is_worked(self, day: int) -> bool:
        return any(self.open[day * A_DAY : (day + 1) * A_DAY])

    def closing(self, day: int) -> int:
        """The end of the last minute worked on the first worked day from ``day`` on."""
        while not self.is_worked(day):
            day += 1
        minute = (day + 1) * A_DAY
        while not self.open[minute - 1]:
            minute -= 1
        return minute

    def opening(self, minute: int) -> int:
        """The moment itself while people work, also at the end of a session; else the next."""
        while not (self.open[minute] or self.open[minute - 1]):
            minute += 1
        return minute

    def counter_is_open(self, minute: int) -> bool:
        """Whether this is an ordinary Saturday on which the counter may still receive."""
        day = date_of(minute)
        if day.weekday() != SATURDAY or self.plain.is_special(day):
            return False
        hours = self.plain.weekday_hours(day, SATURDAY)
        return not hours or minute % A_DAY <= max(end for _, end in hours)


def minute_of(moment: datetime) -> int:
    """The minute of a moment written in office time."""
    return (moment.date() - FIRST_DAY).days * A_DAY + moment.hour * 60 + moment.minute


def moment_of(minute: int) -> datetime:
    return datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day) + timedelta(minutes=minute)  # noqa: DTZ001  (office time throughout)


def date_of(minute: int) -> date:
    return FIRST_DAY + timedelta(days=minute // A_DAY)


def shipped() -> PlainCalendar:
    """The calendar files that ship, read once more and otherwise."""
    week: dict[int, Sessions] = {}
    off: set[date] = set()
    makeup: dict[date, int] = {}
    for file in (resources.files("bpmn") / "calendar").iterdir():
        table = tomllib.loads(file.read_text("utf-8"))
        for name, hours in table.get("sessions", {}).items():
            week[WEEKDAYS.index(name)] = [(_minutes(start), _minutes(end)) for start, end in hours]
        off |= {entry["date"] for entry in table.get("off", [])}
        makeup |= {entry["date"]: WEEKDAYS.index(entry["as"]) for entry in table.get("makeup", [])}
    return PlainCalendar((Season(date.min, date.max, week),), frozenset(off), makeup)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
