"""When cases come and how long each step takes: seasons, Mondays, slow desks.

Time is counted in ticks of five working minutes, so that a night or a Tết between two
acts costs nothing. The figures are invented, but have the shape of a real counter:
a dip at Tết and a rush after it, a summer peak, busy Mondays and mornings, and steps
whose length is lognormal, longer where much has come in.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar
from tests.benchmarks.generator import plots
from tests.benchmarks.generator.life import Reckoning
from tests.benchmarks.generator.plots import Plot, with_timer
from tests.benchmarks.generator.telling import A_TICK_OF_THE_CLOCK

TICK = timedelta(minutes=5)
# How much comes in by month and by weekday, beside an ordinary day.
MONTHS = (1.0, 0.75, 1.2, 1.0, 1.0, 1.3, 1.4, 1.3, 1.1, 1.0, 1.0, 1.15)
WEEKDAYS = (1.35, 1.1, 1.0, 0.95, 0.85, 0.5, 0.5)
# The last working days before a long rest are empty, those after it are full.
LONG_REST, DIP, RUSH = 5, 0.5, 1.5
MORNING, NOON = 1.4, 12
# The median of each step in working minutes, and how far it spreads.
STEPS = {
    "hand_over": (45, 0.6),
    "receive_case": (30, 0.6),
    "assign_officer": (60, 0.8),
    "appraise": (260, 0.7),
    "issue_supplement": (60, 0.6),
    "receive_supplement": (1700, 0.7),
    plots.TAX: (190, 0.6),
    "approve": (110, 0.7),
    "number_result": (45, 0.6),
    "hand_back": (30, 0.6),
    "return_result": (700, 0.9),
    plots.WITHDRAW: (200, 0.5),
    plots.VOID: (40, 0.5),
}
_DRAWN = {step: (math.log(median / 5), spread) for step, (median, spread) in STEPS.items()}
# The tax office is reminded after this.
PATIENCE = "1 working_days"


@dataclass(frozen=True)
class Pace:
    """The working moments of an office's years, and how busy it was at each."""

    reckoning: Reckoning
    moments: Sequence[datetime]
    load: Sequence[float]  # of the day of each moment
    _summed: Sequence[float]

    @classmethod
    def of(cls, calendar: WorkingCalendar, since: date, until: datetime) -> Pace:
        """Lay out the working time from a day to a moment."""
        days = [since + timedelta(days=n) for n in range((until.date() - since).days + 1)]
        working = [day for day in days if calendar.is_working_day(day)]
        moments, load, weights = [], [], []
        for place, day in enumerate(working):
            busy = MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] * _around_rest(working, place)
            for session in calendar.sessions_on(day):
                at = datetime.combine(day, session.start, OFFICE_ZONE)
                while at < min(until, datetime.combine(day, session.end, OFFICE_ZONE)):
                    moments.append(at.astimezone(UTC))
                    load.append(busy)
                    weights.append(busy * (MORNING if at.hour < NOON else 1))
                    at += TICK
        return cls(Reckoning(calendar, until), moments, load, list(accumulate(weights)))

    def arrivals(self, chance: Random, cases: int) -> list[int]:
        """The ticks at which so many cases come in, in order."""
        ticks = range(len(self.moments))
        return sorted(chance.choices(ticks, cum_weights=self._summed, k=cases))

    def late_arrivals(self, chance: Random, cases: int, days: int) -> list[int]:
        """The ticks at which cases came in that are open still: of the last days only."""
        last = len(self.moments) - 1
        first = max(0, last - days * 96)
        ticks = range(first, last)
        return sorted(chance.choices(ticks, k=cases)) if cases else []

    def live(self, chance: Random, plot: Plot, start: int) -> tuple[Plot, list[datetime]]:
        """Let a case run from a tick on; the acts that are over by the end of the years."""
        slow = math.sqrt(self.load[start]) * chance.choice((0.8, 1.0, 1.3))
        steps = [act.step for act in plot.acts[1:]]
        lengths = [_length(chance, step, slow) for step in steps]
        return self._played(plot, start, lengths)

    def leave_open(self, chance: Random, plot: Plot, start: int) -> tuple[Plot, list[datetime]]:
        """The same for a case that still waits: cut before an act, squeezed into the time left."""
        over = chance.randrange(len(plot.acts) - 1)
        lengths = [_length(chance, act.step, 1.0) for act in plot.acts[1 : over + 1]]
        left, total = len(self.moments) - 1 - start, sum(lengths)
        if total > left:
            lengths = [max(1, length * left // total) for length in lengths]
        return self._played(plot, start, lengths[:left])

    def _played(self, plot: Plot, start: int, lengths: list[int]) -> tuple[Plot, list[datetime]]:
        at, acts = start, [self.moments[start]]
        for place, length in enumerate(lengths, 1):
            at += length
            waits = plot.acts[place].step == plots.TAX
            if waits and place - 1 != plot.waits_for_tax:
                at = min(at, self._before_reminder(acts[-1]))
            if at >= len(self.moments):
                break
            acts.append(self.moments[at])
        return self._reminded(plot, acts)

    def _before_reminder(self, asked: datetime) -> int:
        """The last tick at which the tax office answers without being reminded."""
        timer = self.reckoning.end(asked, PATIENCE)
        return bisect_left(self.moments, timer) - 1

    def _reminded(self, plot: Plot, acts: list[datetime]) -> tuple[Plot, list[datetime]]:
        """Put the reminder among the acts, where the tax office let its day pass."""
        waits = plot.waits_for_tax
        if waits is None or len(acts) <= waits:
            return plot, acts
        present = self.moments[-1] + TICK
        if len(acts) - 1 > waits and plot.next_step(len(acts)) == plots.TAX:
            # Asked once more after a rework, it is not left waiting until it must be reminded.
            acts = acts if present < self.reckoning.end(acts[-1], PATIENCE) else acts[:-1]
        timer = self.reckoning.end(acts[waits], PATIENCE)
        over = acts[waits + 1] if len(acts) > waits + 1 else present
        if over <= timer + A_TICK_OF_THE_CLOCK:
            return plot, acts
        fired = timer + A_TICK_OF_THE_CLOCK
        return with_timer(plot), [*acts[: waits + 1], fired, *acts[waits + 1 :]]


def _length(chance: Random, step: str, slow: float) -> int:
    middle, spread = _DRAWN[step]
    return max(1, round(chance.lognormvariate(middle, spread) * slow))


def _around_rest(working: Sequence[date], place: int) -> float:
    """How a long rest beside a day changes what comes in on it."""
    for distance in range(1, 4):
        after, before = place + distance, place - distance
        if after < len(working) and (working[after] - working[after - 1]).days > LONG_REST:
            return DIP
        if before >= 0 and (working[before + 1] - working[before]).days > LONG_REST:
            return RUSH
    return 1.0
