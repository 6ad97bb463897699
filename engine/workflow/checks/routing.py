"""Where arrows part and meet: gateways, and the steps that try to be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.i18n import Said, mark
from engine.workflow.checks.exhaustive import Values, always_one
from engine.workflow.checks.note import at
from engine.workflow.diagram import GATEWAYS, Diagram, Element, Flow
from engine.workflow.finding import Finding

_CHOOSING: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})
_JOINING: Final = frozenset({"parallelGateway", "inclusiveGateway"})


@dataclass(frozen=True)
class Known:
    """What is known of the answers that conditions ask for.

    ``values`` are those that forms allow; with ``only_asked`` the forms are not at
    hand, and are taken to allow nothing that is not asked for.
    """

    values: Values = field(default_factory=dict)
    only_asked: bool = False


NOTHING_KNOWN: Final = Known()


def parting_without_gateway(drawn: Diagram) -> Iterator[Finding]:
    """Find steps with several arrows out: the parser takes only one."""
    for element in drawn.elements.values():
        if element.kind in GATEWAYS or element.kind in {"startEvent", "endEvent"}:
            continue
        ways = drawn.leaving(element.id)
        if len(ways) > 1:
            said = Said(
                mark(
                    "Several arrows leave this step: put a gateway behind it that says whether "
                    "one way is taken, or all of them."
                )
            )
            certain = parting_gateway(element, ways) is not None
            yield at(element, "implicit-split", said, fix=certain)


def meeting_without_gateway(drawn: Diagram) -> Iterator[Finding]:
    """Find steps in which several arrows meet: each goes on by itself."""
    for element in drawn.elements.values():
        if meets_by_itself(drawn, element):
            said = Said(
                mark(
                    "Several arrows meet in this step: an exclusive gateway before it shows that "
                    "each of them goes on by itself."
                )
            )
            yield at(element, "implicit-join", said, severity="info", fix=True)


def meets_by_itself(drawn: Diagram, element: Element) -> bool:
    """Whether arrows meet in a step and not in a gateway or an end."""
    meets = element.kind not in GATEWAYS and element.kind not in {"startEvent", "endEvent"}
    return meets and len(drawn.entering(element.id)) > 1


def conditions_nobody_asks(drawn: Diagram) -> Iterator[Finding]:
    """Find conditions on arrows where the engine ignores them and always goes on."""
    for flow in drawn.flows.values():
        source = drawn.elements.get(flow.source)
        if flow.condition is None or source is None:
            continue
        if source.kind not in _CHOOSING:
            said = Said(
                mark(
                    "The condition on this arrow would be ignored: it does not leave a choice. "
                    "Put an exclusive gateway before it."
                )
            )
            yield at(flow, "condition-ignored", said)
        elif source.xml.get("default") == flow.id:
            said = Said(
                mark("The condition on the default arrow is not asked: remove it, or the default.")
            )
            yield at(flow, "condition-on-default", said, severity="warning", fix=True)


def choices(drawn: Diagram, known: Known) -> Iterator[Finding]:
    """Find gateways that could be left with no way to go."""
    for gateway in drawn.elements.values():
        ways = drawn.leaving(gateway.id)
        if gateway.kind not in _CHOOSING or not _chooses(ways):
            continue
        default = gateway.xml.get("default")
        if default is not None and default not in {flow.id for flow in ways}:
            said = Said(
                mark("The default arrow of this gateway does not leave it: choose one that does.")
            )
            yield at(gateway, "wrong-default", said)
            continue
        bare = [flow for flow in ways if flow.condition is None and flow.id != default]
        certain = default is None and len(bare) == 1
        for flow in bare:
            said = Said(mark("This arrow needs a condition, or must be the default."))
            yield at(flow, "condition-missing", said, fix=certain)
        if default is None and not _one_holds(ways, known):
            said = Said(
                mark(
                    "If no condition holds the case would stop here: choose a default arrow, or "
                    "cover every answer."
                )
            )
            yield at(gateway, "no-default", said, fix=certain)


def event_choices(drawn: Diagram) -> Iterator[Finding]:
    """Find event-based gateways that lead to something other than an event."""
    for gateway in drawn.elements.values():
        if gateway.kind != "eventBasedGateway":
            continue
        for flow in drawn.leaving(gateway.id):
            target = drawn.elements.get(flow.target)
            if target is not None and target.kind not in {"intermediateCatchEvent", "receiveTask"}:
                said = Said(
                    mark("An event-based gateway may only lead to events: put one before the step.")
                )
                yield at(flow, "event-gateway-target", said)


def double_arrows(drawn: Diagram) -> Iterator[Finding]:
    """Find two arrows side by side: a join would count them as one and wait for ever."""
    seen = set()
    for flow in drawn.flows.values():
        target = drawn.elements.get(flow.target)
        if (flow.source, flow.target) in seen and target is not None and target.kind in _JOINING:
            said = Said(mark("A second arrow leads the same way into this join: remove one."))
            yield at(flow, "double-arrow", said)
        seen.add((flow.source, flow.target))


def joins_that_wait_for_themselves(drawn: Diagram) -> Iterator[Finding]:
    """Find parallel joins with an arrow that only the join itself can feed."""
    for gateway in drawn.elements.values():
        incoming = drawn.entering(gateway.id)
        if gateway.kind != "parallelGateway" or len(incoming) < 2:
            continue
        before = _reached_without(drawn, gateway)
        for flow in incoming:
            if flow.source not in before:
                said = Said(
                    mark(
                        "The join waits for this arrow, which only leads here after the join: "
                        "let it lead to an exclusive gateway before the join."
                    )
                )
                yield at(flow, "join-waits-for-itself", said)


def parting_gateway(element: Element, ways: list[Flow]) -> str | None:
    """The gateway that says what several arrows out of a step mean; None when it is not certain.

    BPMN takes every arrow without a condition, and each other one whose condition holds.
    """
    if all(flow.condition is None for flow in ways):
        return "parallelGateway"
    default = element.xml.get("default")
    asked = [flow for flow in ways if flow.id != default]
    if any(flow.condition is None for flow in asked):
        return None
    if len(asked) == 2 and _one_holds(asked, NOTHING_KNOWN):
        return "exclusiveGateway"
    return "inclusiveGateway" if default is not None else None


def _chooses(ways: list[Flow]) -> bool:
    return len(ways) > 1 or any(flow.condition is not None for flow in ways)


def _one_holds(ways: Sequence[Flow], known: Known) -> bool:
    asked = [flow.condition for flow in ways if flow.condition]
    return always_one(asked, known.values, only_asked=known.only_asked)


def _reached_without(drawn: Diagram, gateway: Element) -> set[str]:
    seen: set[str] = set()
    ahead = [each.id for each in drawn.elements.values() if each.kind == "startEvent"]
    while ahead:
        key = ahead.pop()
        if key in seen or key == gateway.id:
            continue
        seen.add(key)
        ahead.extend(flow.target for flow in drawn.leaving(key))
        ahead.extend(
            each.id
            for each in drawn.elements.values()
            if each.kind == "boundaryEvent" and each.xml.get("attachedToRef") == key
        )
    return seen
