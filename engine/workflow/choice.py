"""Why a case went this way: what each gateway asked, what it was told, where it led.

A choice is recorded while the case moves and kept with its history. It holds
nothing but texts and plain values, so that it can be stored as JSON and still
be said in either language when a citizen asks years later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.i18n import Name, Said, mark
from engine.workflow.definition import Definition
from engine.workflow.operands import Plain, shown


@dataclass(frozen=True)
class Tried:
    """One condition that was asked: on which arrow, with which values, and its answer."""

    flow: str | None
    condition: str
    operands: Mapping[str, Plain]
    holds: bool


@dataclass(frozen=True)
class Choice:
    """A gateway that a case passed: the conditions in the order asked, the arrows taken.

    Behind an event-based gateway nothing is asked; the arrow taken says which
    event came first.
    """

    gateway: str
    tried: tuple[Tried, ...]
    taken: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Write the choice as JSON holds it; ``Choice.read`` gives it back."""
        return {
            "gateway": self.gateway,
            "tried": [
                [each.flow, each.condition, dict(each.operands), each.holds] for each in self.tried
            ],
            "taken": list(self.taken),
        }

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Choice:
        """Read what ``as_json`` wrote."""
        return cls(
            written["gateway"],
            tuple(Tried(*each) for each in written["tried"]),
            tuple(written["taken"]),
        )

    def said(self, definition: Definition) -> Said:
        """Say why the case went this way, with the names of the diagram."""
        gateway = Name(*_gateway(definition, self.gateway))
        way = _joined([_way(definition, flow) for flow in self.taken])
        held = [each for each in self.tried if each.holds]
        if not self.tried:
            return Said(
                mark("“%(gateway)s” → %(way)s, which came first."), gateway=gateway, way=way
            )
        if held:
            because = mark("“%(gateway)s” → %(way)s, because %(held)s.")
            return Said(because, gateway=gateway, way=way, held=_conditions(held))
        otherwise = mark("“%(gateway)s” → %(way)s, because nothing else holds: not %(tried)s.")
        return Said(otherwise, gateway=gateway, way=way, tried=_conditions(self.tried))


def _conditions(tried: Iterable[Tried]) -> Said:
    return _joined([_condition(each) for each in tried])


def _condition(tried: Tried) -> Said:
    values = ", ".join(f"{name} = {shown(value)}" for name, value in tried.operands.items())
    return Name(f"{tried.condition} ({values})" if values else tried.condition)


def _gateway(definition: Definition, element: str) -> tuple[str, str]:
    found = definition.elements.get(element)
    if found is None or not found.name:
        return element, ""
    return found.name, found.properties.get("name_en", "")


def _way(definition: Definition, flow: str) -> Said:
    """An arrow by its own name, or by that of the step it leads to."""
    arrow = definition.drawn.flows.get(flow)
    if arrow is None:
        name, name_en = flow, ""
    elif arrow.name:
        name, name_en = arrow.name, arrow.name_en
    else:
        name, name_en = _gateway(definition, arrow.target)
    return Name(f"“{name}”", name_en and f"“{name_en}”")


def _joined(parts: list[Said]) -> Said:
    if len(parts) == 1:
        return parts[0]
    places = "; ".join(f"%({number})s" for number in range(len(parts)))
    return Said(places, **{str(number): part for number, part in enumerate(parts)})
