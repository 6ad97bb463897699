"""The drawing as a whole: where it begins and ends, and whether all of it is joined up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.i18n import Said, mark
from engine.workflow import graph
from engine.workflow.checks.note import at
from engine.workflow.checks.routing import meets_by_itself
from engine.workflow.diagram import GATEWAYS, SUBPROCESSES, Diagram, Element, Flow
from engine.workflow.finding import Finding

_NOTHING_IN: Final = frozenset({"startEvent", "boundaryEvent"})


def processes_begin(drawn: Diagram) -> Iterator[Finding]:
    """Find processes that can't begin, or that would begin in several places."""
    for process in drawn.processes:
        starts = [each for each in drawn.within(process.id) if each.kind == "startEvent"]
        if not starts:
            said = Said(
                mark("The process has no start event: draw one and an arrow to the first step.")
            )
            fix = len(unentered(drawn, process.id)) == 1
            yield at(process, "no-start", said, fix=fix)
        if len(starts) > 1:
            yield from _several(starts)


def processes_end(drawn: Diagram) -> Iterator[Finding]:
    """Find processes that would never be over."""
    for process in drawn.processes:
        inside = drawn.within(process.id)
        if not any(each.kind == "endEvent" for each in inside):
            said = Said(
                mark(
                    "The process has no end event, so a case would never be over: draw one "
                    "behind the last step."
                )
            )
            yield at(process, "no-end", said, fix=any(is_dead_end(drawn, each) for each in inside))


def subprocesses(drawn: Diagram) -> Iterator[Finding]:
    """Find subprocesses that can't begin in one place, or would never be over."""
    for element in drawn.elements.values():
        if element.kind not in SUBPROCESSES - {"adHocSubProcess"}:
            continue
        inside = drawn.within(element.id)
        starts = [each for each in inside if each.kind == "startEvent"]
        if len(starts) != 1:
            said = Said(mark("A subprocess needs exactly one start event."))
            fix = not starts and len(unentered(drawn, element.id)) == 1
            yield at(element, "subprocess-start", said, fix=fix)
        if not any(each.kind == "endEvent" for each in inside):
            said = Said(
                mark(
                    "The subprocess has no end event, so it would never be over: draw one "
                    "behind the last step."
                )
            )
            yield at(element, "no-end", said, fix=any(is_dead_end(drawn, each) for each in inside))


def arrows(drawn: Diagram) -> Iterator[Finding]:
    """Find arrows that lead from or to where no arrow can."""
    for flow in drawn.flows.values():
        source, target = drawn.elements.get(flow.source), drawn.elements.get(flow.target)
        if source is None or target is None:
            said = Said(
                mark(
                    "The arrow begins or ends at something that is not in the diagram: "
                    "draw it to a step, or remove it."
                )
            )
            yield at(flow, "loose-arrow", said)
        elif source.scope != target.scope:
            said = Said(
                mark(
                    "The arrow crosses the border of a subprocess: let it end at the "
                    "subprocess, and begin inside at its start event."
                )
            )
            yield at(flow, "arrow-across-border", said)
        else:
            yield from _wrong_end(flow, source, target)


def joined_up(drawn: Diagram) -> Iterator[Finding]:
    """Find steps that nothing leads to, and steps that lead nowhere."""
    reached = _reached(drawn)
    for element in drawn.elements.values():
        host = drawn.elements.get(element.scope)
        if host is not None and host.kind == "adHocSubProcess":
            continue  # It is refused as a whole.
        if element.kind == "boundaryEvent":
            if element.xml.get("attachedToRef") not in drawn.elements:
                said = Said(mark("The boundary event is not attached to a step: drag it onto one."))
                yield at(element, "loose-event", said)
        elif element.id not in reached and not is_event_subprocess(element):
            said = Said(
                mark("No arrow leads here from the start: draw one, or remove what nobody reaches.")
            )
            yield at(element, "unreachable", said)
        if is_dead_end(drawn, element):
            said = Said(
                mark(
                    "No arrow leads on from here, and it is not an end event: draw the arrow, "
                    "or an end event behind it."
                )
            )
            yield at(element, "dead-end", said, fix=True)


def circles(drawn: Diagram) -> Iterator[Finding]:
    """Find loops that no gateway can ever leave: the engine would look ahead for ever."""
    onward = {
        element.id: [
            flow.target
            for flow in drawn.leaving(element.id)
            if flow.target in drawn.elements and drawn.elements[flow.target].kind not in GATEWAYS
        ]
        for element in drawn.elements.values()
        if element.kind not in GATEWAYS
    }
    for circle in graph.circles(onward):
        said = Said(
            mark(
                "A loop without a gateway has no way out: put an exclusive gateway into it "
                "that asks whether to go round again."
            )
        )
        fix = any(meets_by_itself(drawn, drawn.elements[key]) for key in circle)
        for key in onward:
            if key in circle:
                yield at(drawn.elements[key], "loop-without-gateway", said, fix=fix)


def is_dead_end(drawn: Diagram, element: Element) -> bool:
    """Whether a case could come here and go no further without having ended."""
    may_end = (
        element.kind == "endEvent"
        or is_event_subprocess(element)
        or element.xml.get("isForCompensation") == "true"
    )
    return not may_end and not drawn.leaving(element.id)


def unentered(drawn: Diagram, scope: str) -> list[Element]:
    """What nothing leads to in a process: where it would begin if it had a start event."""
    return [
        each
        for each in drawn.within(scope)
        if each.kind not in _NOTHING_IN
        and not drawn.entering(each.id)
        and not is_event_subprocess(each)
        and each.xml.get("isForCompensation") != "true"
    ]


def is_event_subprocess(element: Element) -> bool:
    """Whether a subprocess waits for an event instead of an arrow."""
    return element.xml.get("triggeredByEvent") == "true"


def _several(starts: list[Element]) -> Iterator[Finding]:
    plain = [each for each in starts if not each.event_kinds]
    for each in plain[1:] or (plain and [s for s in starts if s.event_kinds]) or ():
        said = Said(
            mark(
                "The process has several start events, and a case would begin at another one "
                "only: keep one, and let a gateway ask where to go."
            )
        )
        yield at(each, "several-starts", said)


def _wrong_end(flow: Flow, source: Element, target: Element) -> Iterator[Finding]:
    if target.kind in _NOTHING_IN:
        said = Said(mark("No arrow may lead to this event: let it lead to the step behind it."))
        yield at(flow, "arrow-into-event", said)
    if source.kind == "endEvent":
        said = Said(
            mark("No arrow may leave an end event: take an intermediate event, or remove it.")
        )
        yield at(flow, "arrow-from-end", said)


def _reached(drawn: Diagram) -> set[str]:
    onward: dict[str, list[str]] = {key: [] for key in drawn.elements}
    for flow in drawn.flows.values():
        onward.setdefault(flow.source, []).append(flow.target)
    for element in drawn.elements.values():
        onward[element.id].extend(each.id for each in drawn.attached(element.id))
    starts = [each.id for each in drawn.elements.values() if each.kind == "startEvent"]
    return graph.reached(starts, onward)
