"""Random cases, the same for the same seed, and most of them where it hurts.

Tết, year ends, make-up Saturdays, the minutes around sessions and cut-offs,
pauses that touch, overlap or lie over a weekend, terms of several units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from tests.oracle.walk import PlainPause, PlainTerm
from tests.oracle.walked_calendar import A_DAY, FIRST_DAY, PlainCalendar, Season, shipped

MORNING, AFTERNOON = (450, 690), (780, 1020)
SUMMER = Season(
    date(2026, 4, 16),
    date(2026, 10, 15),
    {day: [(420, 660), (810, 1050)] for day in range(5)},
)
SATURDAY_COUNTER = Season(FIRST_DAY, date.max, {5: [MORNING]})
THREE_SESSIONS = Season(
    date(2026, 6, 1), date.max, {0: [MORNING, (780, 960), (1020, 1140)], 2: [MORNING], 3: []}
)
HOT_DAYS = (
    (date(2025, 12, 29), 14),
    (date(2026, 2, 11), 16),
    (date(2026, 4, 22), 16),
    (date(2026, 8, 18), 18),
    (date(2026, 11, 20), 8),
    (date(2026, 12, 26), 14),
    (date(2027, 1, 29), 20),
)
HOT_MINUTES = (0, 420, 450, 660, 690, 720, 780, 810, 900, 930, 1020, 1050, 1140, 1439)
UNITS = ("working_days", "working_days", "calendar_days", "working_hours", "same_day", "months")


@dataclass(frozen=True)
class Drawn:
    """A case: which calendar it lies in, when it was received, its term and pauses."""

    calendar: int
    received: int
    term: PlainTerm
    pauses: tuple[PlainPause, ...]


def calendars() -> tuple[PlainCalendar, ...]:
    """The shipped calendar, and others with seasons, half days, storms and open Saturdays."""
    plain = shipped()
    stormy = replace(
        plain,
        seasons=(*plain.seasons, SUMMER),
        off=plain.off | {date(2026, 3, 4), date(2026, 9, 8), date(2026, 9, 9)},
        half_days={date(2026, 12, 31): [MORNING], date(2026, 2, 13): [(450, 600)]},
    )
    uneven = replace(plain, seasons=(*plain.seasons, SATURDAY_COUNTER, THREE_SESSIONS))
    return plain, stormy, uneven


def drawn(seed: int) -> Iterator[Drawn]:
    """Cases without end."""
    random = Random(seed)
    while True:
        received = _moment(random)
        term = _term(random)
        yield Drawn(random.randrange(3), received, term, _pauses(random, received, term))


def _moment(random: Random) -> int:
    if random.random() < 0.6:
        start, length = random.choice(HOT_DAYS)
        day = (start - FIRST_DAY).days + random.randrange(length)
    else:
        day = random.randrange(50, 500)
    if random.random() < 0.5:
        return day * A_DAY + max(0, random.choice(HOT_MINUTES) + random.randint(-1, 1))
    return day * A_DAY + random.randrange(A_DAY)


def _term(random: Random) -> PlainTerm:
    parts = tuple(_part(random) for _ in range(random.choice((1, 1, 1, 2, 3))))
    return PlainTerm(
        parts,
        policy=random.choice(("end_of_day", "hour_exact")),
        cutoff=random.choice((None, None, 690, 900, 960)),
        saturday=random.choice(("rolls", "counts")),
        pause_day_consumed=random.random() < 0.4,
        resume=random.choice(("continue", "continue", "restart")),
    )


def _part(random: Random) -> tuple[Decimal, str]:
    unit = random.choice(UNITS)
    if unit == "months":
        return Decimal(random.randrange(7)) / 2, unit
    if unit == "same_day":
        return Decimal(0), unit
    whole = random.choice((0, 1, 1, 2, 3, 5, 8, 15, 30))
    return whole + random.choice((Decimal(0), Decimal(0), Decimal("0.25"), Decimal("0.5"))), unit


def _pauses(random: Random, received: int, term: PlainTerm) -> tuple[PlainPause, ...]:
    reach = sum(int(amount) * (31 if unit == "months" else 2) for amount, unit in term.parts) + 2
    pauses: list[PlainPause] = []
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        if pauses and random.random() < 0.4:
            start = max(0, pauses[-1].end + random.choice((-A_DAY, -1, 0, 0, 1, 60, A_DAY)))
        else:
            start = received + random.randint(-A_DAY, reach * A_DAY)
            if random.random() < 0.5:
                start = start // A_DAY * A_DAY + random.choice(HOT_MINUTES)
        length = random.choice((0, 1, 30, 300, A_DAY, 2 * A_DAY, 9 * A_DAY))
        end = start + random.randint(0, length)
        pauses.append(PlainPause(start, end, supplement=random.random() < 0.5))
    random.shuffle(pauses)
    return tuple(pauses)
