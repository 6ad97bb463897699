"""How good the forecast would have been: told anew for cases whose end is known.

Each finished case is forecast at the moment when half of its term had run,
from nothing but the cases that were finished before that moment, and compared
with what became of it. A forecast is worth something when it beats saying of
every case that it will be late as often as cases usually are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime

from engine.i18n import Name, Said, mark
from engine.rules.forecast import Chance, Stay, Stays, worst


@dataclass(frozen=True)
class Visit:
    """A stay at a step, in the running minutes of its case: entered and left."""

    step: str
    entered: int
    left: int


@dataclass(frozen=True)
class PastCase:
    """A finished case by its own clock: its term, its length, the steps it stood at.

    ``halfway`` is the moment at which half of its term had run.
    """

    finished: datetime
    halfway: datetime
    term: int
    total: int
    late: bool
    visits: tuple[Visit, ...]

    @property
    def was_open_halfway(self) -> bool:
        """Whether there was still something to forecast at that moment."""
        return self.total > self.term // 2

    def stays(self) -> Iterable[tuple[str, Stay]]:
        """What it teaches of each step."""
        for visit in self.visits:
            yield visit.step, Stay(visit.left - visit.entered, self.total - visit.entered)


@dataclass(frozen=True)
class HitRate:
    """How the forecasts of past cases came out; two of them add up.

    ``error`` is the sum of squared differences between the chance and what
    happened (Brier's score, before it is divided), ``usual_error`` the same of
    who always says the usual share. ``untold`` had too few cases before them.
    """

    judged: int = 0
    late: int = 0
    flagged: int = 0
    hits: int = 0
    error: float = 0.0
    usual_error: float = 0.0
    untold: int = 0

    def __add__(self, other: HitRate) -> HitRate:
        return HitRate(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def score(self) -> float:
        """The mean squared error of the forecast: 0 is perfect."""
        return self.error / self.judged if self.judged else 0.0

    @property
    def usual_score(self) -> float:
        """The mean squared error of always saying the usual share."""
        return self.usual_error / self.judged if self.judged else 0.0

    def kept(self) -> dict[str, float]:
        """As it is kept."""
        return asdict(self)

    @property
    def told(self) -> tuple[Said, ...]:
        """The same in plain words, a sentence each."""
        return (
            Said(_JUDGED, n=self.judged, late=self.late, untold=self.untold),
            Said(_FLAGGED, flagged=self.flagged, hits=self.hits, late=self.late),
            Said(_SCORES, score=_number(self.score), usual=_number(self.usual_score)),
        )


_JUDGED = mark(
    "Tried on finished cases: %(n)s were still open when half of their term had run, and %(late)s "
    "of them became late. Each was forecast at that moment, from the cases finished before it; "
    "%(untold)s more came too early to be forecast."
)
_FLAGGED = mark(
    "It flagged %(flagged)s of them (a chance of at least 50%%), and %(hits)s of those became "
    "late; so it found %(hits)s of the %(late)s late ones."
)
_SCORES = mark(
    "Its mean squared error is %(score)s; saying the usual share of every case would have made "
    "%(usual)s (less is better)."
)


def learnt(cases: Iterable[PastCase]) -> dict[str, Stays]:
    """What finished cases teach, by step."""
    found: dict[str, list[Stay]] = defaultdict(list)
    for case in cases:
        for step, stay in case.stays():
            found[step].append(stay)
    return {step: Stays(stays) for step, stays in found.items()}


def tried(cases: Sequence[PastCase]) -> HitRate:
    """Forecast each case that was open halfway, from those finished before that moment."""
    finished = sorted(cases, key=lambda case: case.finished)
    known: defaultdict[str, Stays] = defaultdict(Stays)
    open_halfway, late_of_them, next_one = 0, 0, 0
    result = HitRate()
    for case in sorted(cases, key=lambda case: case.halfway):
        if not case.was_open_halfway:
            continue
        while finished[next_one].finished < case.halfway:
            before = finished[next_one]
            open_halfway += before.was_open_halfway
            late_of_them += before.was_open_halfway and before.late
            for step, stay in before.stays():
                known[step].add(stay)
            next_one += 1
        usual = (late_of_them + 1) / (open_halfway + 2)
        result += _judged(case, _halfway(case, known), usual)
    return result


def _halfway(case: PastCase, known: Mapping[str, Stays]) -> Chance | None:
    """What would have been said of a case when half of its term had run."""
    half = case.term // 2
    return worst(
        known[visit.step].chance(half - visit.entered, case.term - half)
        for visit in case.visits
        if visit.entered <= half < visit.left and visit.step in known
    )


def _judged(case: PastCase, said: Chance | None, usual: float) -> HitRate:
    if said is None:
        return HitRate(untold=1)
    return HitRate(
        judged=1,
        late=int(case.late),
        flagged=int(said.is_likely),
        hits=int(said.is_likely and case.late),
        error=(said.share - case.late) ** 2,
        usual_error=(usual - case.late) ** 2,
    )


def _number(value: float) -> Name:
    plain = f"{value:.3f}"
    return Name(plain.replace(".", ","), plain)
