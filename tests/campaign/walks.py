"""Random walks through diagrams drawn by chance: saved at each move, and never saved."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.workflow.generated import drawn
from tests.workflow.twins import Twins

MOVES = 40


@dataclass(frozen=True)
class Walked:
    """What the walks did; ``different`` names each diagram and walk that parted ways."""

    diagrams: int
    walks: int
    moves: int
    ended: int
    different: list[str]


def walk_generated(diagrams: int, walks: int, seed: int) -> Walked:
    """Walk through each of so many diagrams so many times."""
    moves = ended = 0
    different: list[str] = []
    for number in range(diagrams):
        content = drawn(f"{seed} {number}")
        for walk in range(walks):
            chance = random.Random(f"{seed} {number} {walk}")
            try:
                twins = Twins(content, bare=False, choice="both")
                for _ in range(MOVES):
                    if twins.finished:
                        ended += 1
                        break
                    twins.move(chance)
                    moves += 1
            except Exception as parted:  # noqa: BLE001  # every way to part is an answer here
                different.append(f"{seed} {number} {walk}: {type(parted).__name__} {parted}"[:300])
    return Walked(diagrams, diagrams * walks, moves, ended, different)
