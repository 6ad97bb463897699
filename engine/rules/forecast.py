"""What is going to be late: the chance that an open case misses its date.

The method is one that can be said to a head of department. For each step one
looks at the cases that were finished: how long they stayed there, and how long
it took from entering the step to the result. An open case has been at its step
for a while and has so much time left; of the earlier stays that lasted at least
as long, one counts those after which the rest took longer than what is left.
Where hardly any stay lasted so long, one asks less: how many needed longer
from the end of the step alone. Rework, supplements and every detour are in the
rest as they happened.

All lengths are running time (``running_time``), so that nobody's pause counts.
One case more of either kind is added to what was counted (Laplace's rule of
succession): nothing that people do is ever certain.

>>> stays = Stays(Stay(took=60 * n, rest=60 * n + 240) for n in range(1, 41))
>>> str(stays.chance(been=60, left=1200))
'0.57'
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engine.i18n import Said, mark
from engine.rules.why_late import worked

# Older habits say little of today, and more cases would not say it better.
LOOKED_BACK = timedelta(days=180)
MOST_CASES = 1_000
# So many stays at a step are needed to say anything, so many that lasted as long to
# go by them alone.
ENOUGH = 20
ENOUGH_AS_LONG = 5
# From here on a case is flagged.
LIKELY = 0.5
METHOD = Said(
    mark(
        "Of the finished cases that stayed at the same step at least as long, those are counted "
        "after which the result took longer than the time that is left; one more of either kind is "
        "added, so that nothing is certain. Where hardly any stayed so long, the case is taken to "
        "stay as long again. Time in which the clock stood still is left out; a paused case is "
        "judged as if its clock ran on now."
    )
)


class Basis(StrEnum):
    """What an open case was compared with."""

    AS_LONG = "as_long"  # the stays that lasted at least as long as its own by now
    AS_LONG_AGAIN = "as_long_again"  # all stays, as if its own lasted as long again as by now


@dataclass(frozen=True, order=True)
class Stay:
    """A finished case's stay at a step: how long it took, and all from its beginning to the end."""

    took: int
    rest: int

    @property
    def after(self) -> int:
        """What was still needed when the step was done."""
        return self.rest - self.took


@dataclass(frozen=True)
class Chance:
    """The chance of missing a date, and the count it comes from.

    After ``late`` of ``of`` stays the result took longer than the time that is
    ``left``, when a case has ``been`` at the step for so long.
    """

    basis: Basis
    late: int
    of: int
    been: int
    left: int

    @property
    def share(self) -> float:
        """The chance, never 0 and never 1."""
        return (self.late + 1) / (self.of + 2)

    @property
    def percent(self) -> int:
        """The chance in whole percent, as it is shown; never 0 and never 100."""
        return min(max(round(100 * self.share), 1), 99)

    @property
    def is_likely(self) -> bool:
        """Whether the case is flagged: what it shows as a percentage decides."""
        return self.percent >= 100 * LIKELY

    @property
    def why(self) -> Said:
        """The count in one sentence."""
        return Said(
            _WHY[self.basis] if self.been else _WHY_JUST_THERE,
            late=self.late,
            of=self.of,
            been=worked(self.been),
            left=worked(self.left),
        )

    def __str__(self) -> str:
        return f"{self.share:.2f}"


_WHY_JUST_THERE = mark(
    "After %(late)s of %(of)s earlier stays at this step the result took longer than the "
    "%(left)s that are left."
)
_WHY = {
    Basis.AS_LONG: mark(
        "After %(late)s of %(of)s earlier stays at this step that lasted %(been)s or more, the "
        "result took longer than the %(left)s that are left."
    ),
    Basis.AS_LONG_AGAIN: mark(
        "At this step for %(been)s, longer than nearly all before; if it stays as long again, "
        "%(late)s of %(of)s earlier cases would then need longer than the %(left)s that are left."
    ),
}


class Stays:
    """All the earlier stays at one step, in an order in which they are quickly counted."""

    def __init__(self, stays: Iterable[Stay] = ()) -> None:
        ordered = sorted(stays)
        self._took = [stay.took for stay in ordered]
        self._rest = [stay.rest for stay in ordered]
        self._after = sorted(stay.after for stay in ordered)

    @classmethod
    def of_kept(cls, kept: Mapping[str, list[int]]) -> Stays:
        """Those that ``kept`` gave, read without looking at each."""
        found = cls()
        found._took, found._rest = kept["took"], kept["rest"]
        found._after = sorted(
            rest - took for took, rest in zip(found._took, found._rest, strict=True)
        )
        return found

    def kept(self) -> dict[str, list[int]]:
        """As they are kept: how long each took, the shortest first, and the rest of each."""
        return {"took": self._took, "rest": self._rest}

    def __len__(self) -> int:
        return len(self._took)

    def add(self, stay: Stay) -> None:
        """Learn of one more."""
        place = bisect_right(self._took, stay.took)
        self._took.insert(place, stay.took)
        self._rest.insert(place, stay.rest)
        insort(self._after, stay.after)

    def chance(self, been: int, left: int) -> Chance | None:
        """The chance that the result takes longer than what is left; None of too few stays.

        With more time left it is never greater.
        """
        if len(self) < ENOUGH:
            return None
        first = bisect_left(self._took, been)
        as_long = len(self) - first
        if as_long >= ENOUGH_AS_LONG:
            # Ten thousand cases may be asked of a thousand stays each, so C does the counting.
            late = sum(map((been + left).__lt__, self._rest[first:]))
            return Chance(Basis.AS_LONG, late, as_long, been, left)
        late = len(self) - bisect_right(self._after, left - been)
        return Chance(Basis.AS_LONG_AGAIN, late, len(self), been, left)


def worst(chances: Iterable[Chance | None]) -> Chance | None:
    """Of steps that wait side by side the one that endangers the date most."""
    told = [chance for chance in chances if chance is not None]
    return max(told, key=lambda chance: chance.share, default=None)
