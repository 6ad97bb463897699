"""The slow way to a due date: walk on, minute by minute and day by day, until it is there.

What it walks over is said in plain values: amounts as fractions of their unit,
units and policies as the words of the command line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from tests.oracle.walked_calendar import A_DAY, DAYS, FIRST_DAY, Walked


@dataclass(frozen=True)
class PlainPause:
    """From one minute to another, for a supplement or for something else."""

    start: int
    end: int
    supplement: bool = True


@dataclass(frozen=True)
class PlainTerm:
    """Amounts and units in order, and how they are counted."""

    parts: tuple[tuple[Decimal, str], ...]
    policy: str = "end_of_day"
    cutoff: int | None = None  # a minute of the day
    saturday: str = "rolls"
    pause_day_consumed: bool = False
    resume: str = "continue"


@dataclass(frozen=True)
class _Still:
    """A run of minutes in which the clock stood still."""

    start: int
    end: int
    supplement: bool

    @property
    def first_day(self) -> int:
        return self.start // A_DAY

    @property
    def last_day(self) -> int:
        return self.end // A_DAY

    @property
    def crosses_a_day(self) -> bool:
        return self.first_day != self.last_day


_CLOCK = bytearray(DAYS * A_DAY)


def due(office: Walked, received: int, term: PlainTerm, pauses: Sequence[PlainPause]) -> int:
    """The minute at which the case is due."""
    stills = _runs(pauses)
    promised = _walk(office, received, term, stills)
    if term.resume == "restart":
        for place, still in enumerate(stills):
            if still.start > promised:
                break
            if still.supplement and still.end > received:
                promised = _walk(office, still.end, term, stills[place + 1 :])
    return promised


def _runs(pauses: Sequence[PlainPause]) -> list[_Still]:
    """Stop a clock minute by minute, then read off when it stood still."""
    if not pauses:
        return []
    first, last = min(one.start for one in pauses), max(one.end for one in pauses)
    for pause in pauses:
        for minute in range(pause.start, pause.end):
            _CLOCK[minute] |= 2 if pause.supplement else 1
    runs, minute = [], first
    while minute < last:
        start, seen = minute, 0
        while _CLOCK[minute]:
            seen |= _CLOCK[minute]
            minute += 1
        if minute > start:
            runs.append(_Still(start, minute, bool(seen & 2)))
        minute += 1
    for minute in range(first, last):
        _CLOCK[minute] = 0
    return runs


def _walk(office: Walked, start: int, term: PlainTerm, stills: Sequence[_Still]) -> int:
    now = start
    for place, (amount, unit) in enumerate(term.parts):
        if unit == "working_hours":
            now = _by_minutes(office, now, _rounded(amount * 60), stills)
        elif unit == "working_days" and term.policy == "hour_exact":
            now = _by_minutes(office, now, _rounded(amount * 480), stills)
        else:
            day = now // A_DAY if place else _reception_day(office, now, term)
            if unit == "working_days":
                now = _by_working_days(office, day, ceil(amount), term, stills)
            else:
                now = _by_days(office, day, _length(day, amount, unit), stills)
    return now


def _reception_day(office: Walked, received: int, term: PlainTerm) -> int:
    counts = term.saturday == "counts" and office.counter_is_open(received)
    moment = received if counts else office.opening(received)
    day = moment // A_DAY
    if term.cutoff is not None and moment % A_DAY >= term.cutoff:
        day += 1
        while not office.is_worked(day):
            day += 1
    return day


def _by_minutes(office: Walked, start: int, left: int, stills: Sequence[_Still]) -> int:
    """Tick off a minute whenever somebody works on the case."""
    minute = start if left else office.opening(start)
    while left:
        if office.open[minute] and not _stands(stills, minute):
            left -= 1
        minute += 1
    for still in stills:
        if still.start <= minute < still.end:
            for later in range(minute, still.end):
                if office.open[later]:
                    minute = later + 1
    return minute


def _stands(stills: Sequence[_Still], minute: int) -> bool:
    return any(still.start <= minute < still.end for still in stills)


def _by_working_days(
    office: Walked, day: int, wanted: int, term: PlainTerm, stills: Sequence[_Still]
) -> int:
    """Tick off each worked day on which the clock ran from morning to evening."""
    crossing = [one for one in stills if one.crosses_a_day and one.last_day > day]
    resumed_on = {day} | {one.last_day for one in crossing}
    reception, used = day, 0
    while True:
        if used == wanted:
            return _once_it_runs(office, day, crossing)
        day += 1
        if not office.is_worked(day):
            continue
        if used + 1 == wanted and not _has_begun(crossing, day, office.closing(day)):
            return office.closing(day)
        around = [one for one in crossing if one.first_day <= day <= one.last_day]
        begins = any(one.first_day == day for one in around)
        spared = not around or (
            term.pause_day_consumed and begins and day not in resumed_on and day > reception
        )
        used += spared


def _by_days(office: Walked, day: int, wanted: int, stills: Sequence[_Still]) -> int:
    """Tick off each day but those after the clock stopped, until it runs again."""
    crossing = [one for one in stills if one.crosses_a_day and one.last_day > day]
    used = 0
    while used < wanted:
        day += 1
        used += not any(one.first_day < day <= one.last_day for one in crossing)
    return _once_it_runs(office, day, crossing)


def _has_begun(stills: Sequence[_Still], day: int, closing: int) -> bool:
    return any(one.start <= closing and one.first_day <= day <= one.last_day for one in stills)


def _once_it_runs(office: Walked, day: int, stills: Sequence[_Still]) -> int:
    """The closing of a day, or of the day on which a clock that stands still then runs again."""
    for still in stills:
        if still.start <= office.closing(day) < still.end:
            day = office.opening(still.end) // A_DAY
    return office.closing(day)


def _length(day: int, amount: Decimal, unit: str) -> int:
    """How many days after ``day`` a length of calendar time ends."""
    if unit == "same_day":
        return 0
    if unit == "calendar_days":
        return ceil(amount)
    months, half = int(amount), amount % 1 > 0
    start = FIRST_DAY + timedelta(days=day)
    walked = start
    for _ in range(months):
        walked = _first_of_next_month(walked)
    while walked.day < start.day and (walked + timedelta(days=1)).month == walked.month:
        walked += timedelta(days=1)
    ended = walked if months else start
    return (ended - start).days + (15 if half else 0)


def _first_of_next_month(day: date) -> date:
    month = day.month
    while day.month == month:
        day += timedelta(days=1)
    return day


def _rounded(amount: Decimal) -> int:
    return int(amount + Decimal("0.5"))
