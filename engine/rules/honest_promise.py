"""The honest promise: by when four of five cases like this one were ready.

The law's date is what the receipt promises; this one is what the office has
kept, for staff to tell a citizen who asks when it is really worth coming. It
is counted in working time from the reception to the result at the counter,
without the time the clock stood still: how long earlier applicants took for a
supplement says nothing of this one.

>>> usual([300, 480, 240, 960, 400] * 4).minutes
480
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.i18n import Said, mark
from engine.rules.running_time import RunningTime

# Near enough to say something of today, and enough not to be one week's luck; more
# than MOST would not say it better, and the counter asks every minute.
LOOKED_BACK = timedelta(days=90)
ENOUGH, MOST = 20, 1_000
READY, OF = 4, 5


@dataclass(frozen=True)
class Usual:
    """How long cases took: how many it rests on, and the minutes within which most were ready.

    There are no ``minutes`` while the cases are too few.
    """

    cases: int
    minutes: int | None

    @property
    def said(self) -> Said:
        """What it rests on, in words."""
        if self.minutes is None:
            text = mark("too few cases (%(n)s of %(enough)s)")
            return Said(text, n=self.cases, enough=ENOUGH)
        text = mark("4 of 5 of the %(n)s cases last finished, in %(days)s days, were ready by then")
        return Said(text, n=self.cases, days=LOOKED_BACK.days)


@dataclass(frozen=True)
class HonestPromise:
    """The date by which four of five such cases were ready, and what it rests on."""

    ready: datetime | None
    usual: Usual


def usual(took: Sequence[int]) -> Usual:
    """The minutes within which four of five were ready: the nearest rank, never interpolated."""
    if len(took) < ENOUGH:
        return Usual(len(took), None)
    rank = -(-len(took) * READY // OF)
    return Usual(len(took), sorted(took)[rank - 1])


def promise(found: Usual, clock: RunningTime) -> HonestPromise:
    """Turn what was usual into a date for the case whose clock this is."""
    ready = None if found.minutes is None else clock.when(found.minutes)
    return HonestPromise(ready, found)
