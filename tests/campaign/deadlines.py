"""Random cases by the hundred thousand: the rules against the walk, minute by minute."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.compare import Disagreement, disagreements

SHOWN = 5


@dataclass(frozen=True)
class Agreement:
    """How many cases were walked, and the first of those in which the rules said otherwise."""

    cases: int
    disagreed: int
    first: tuple[str, ...]


def walk_deadlines(cases: int, seed: int) -> Agreement:
    """Count the cases in which the rules and the walk come to different moments."""
    found = list(disagreements(cases, seed))
    return Agreement(cases, len(found), tuple(map(_told, found[:SHOWN])))


def _told(found: Disagreement) -> str:
    return f"{found.case}: rules {found.rules:%d/%m/%Y %H:%M}, walk {found.walked:%d/%m/%Y %H:%M}"
