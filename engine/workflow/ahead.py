"""What still lies ahead of a waiting step, on the longest way to the end.

Parts are laid open, so that a way leads into them and out again; each loop is
gone round once. What it weighs is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.workflow.definition import Definition, Step
from engine.workflow.longest import longest


def steps_ahead(
    definition: Definition, waiting: Iterable[str], weight: Callable[[Step], float]
) -> list[Step]:
    """The steps on the heaviest way from one of these elements, that one with it."""
    onward = _laid_open(definition)
    elements, steps = definition.elements, definition.steps

    def heavy(key: str) -> float:
        return weight(steps[key]) if key in steps else 0.0

    ways = [longest(key, onward, heavy) for key in waiting if key in elements]
    best = max(ways, key=lambda way: sum(map(heavy, way)), default=[])
    return [steps[key] for key in best if key in steps]


def _laid_open(definition: Definition) -> dict[str, list[str]]:
    """Where each element leads to; into a part by its start, out of it where it ends."""
    elements = definition.elements
    leaving: dict[str, list[str]] = {key: [] for key in elements}
    for source, target in definition.flows.values():
        leaving[source].append(target)
    onward = {key: list(targets) for key, targets in leaving.items()}
    for key, element in elements.items():
        if element.host:
            onward[element.host].append(key)
        if element.scope in elements:
            if element.kind == "startEvent":
                onward[element.scope].append(key)
            if not leaving[key]:
                onward[key] += leaving[element.scope]
    return onward
