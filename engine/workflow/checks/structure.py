"""The drawing as a whole: where it begins and ends, and whether all of it is joined up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from engine.i18n import Said, mark
from engine.workflow.checks.note import at, in_file
from engine.workflow.diagram import GATEWAYS, NODES, SUBPROCESSES, Diagram, Element
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding

# Beyond some 900 steps SpiffWorkflow exceeds Python's recursion limit.
MOST_STEPS: Final = 400
# Names SpiffWorkflow gives to its own parts: a diagram that uses one dies when it starts.
_RESERVED: Final = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
_RESERVED_ENDINGS: Final = (".BoundaryEventSplit", ".BoundaryEventJoin", ".EndJoin", " [child]")


def processes(drawn: Diagram) -> Iterator[Finding]:
    """Find out whether there is one process that a case would run."""
    executable = [process for process in drawn.processes if process.executable]
    if not drawn.processes:
        yield in_file("no-process", Said(mark("The file has no process.")))
    elif not executable:
        yield in_file(
            "not-executable",
            Said(mark("No process of the file is marked as executable: it is a drawing only.")),
            drawn.processes[0].line,
        )
    main = drawn.main_process()
    called = {element.xml.get("calledElement") for element in drawn.elements.values()}
    others = [each for each in executable if each is not main and each.id not in called]
    if main is not None and others:
        said = Said(
            mark("The file has several processes; “%(name)s” is the one that runs."),
            name=main.name or main.id,
        )
        yield in_file("several-processes", said, others[0].line, severity="warning")
    if len(drawn.elements) > MOST_STEPS:
        yield in_file(
            "too-many-steps",
            Said(
                mark("The diagram has %(count)s elements; at most %(most)s can run."),
                count=len(drawn.elements),
                most=MOST_STEPS,
            ),
        )


def ids(drawn: Diagram) -> Iterator[Finding]:
    """Find ids that are missing, used twice, or taken by the engine itself."""
    marked = [each for each in drawn.xml.iter(f"{BPMN}*") if each.get("id") is not None]
    counts = Counter(each.get("id", "") for each in marked)
    for key, count in counts.items():
        if count > 1:
            line = next(each.sourceline for each in marked[::-1] if each.get("id") == key)
            said = Said(mark("The id “%(id)s” is used %(count)s times."), id=key, count=count)
            yield Finding("", "error", "duplicate-id", key, line, said)
    for process in drawn.xml.iter(f"{BPMN}process"):
        for child in process.iter():
            kind = child.tag.removeprefix(BPMN) if isinstance(child.tag, str) else ""
            if kind in NODES | {"sequenceFlow"} and not child.get("id"):
                said = Said(mark("An element has no id."))
                yield in_file("missing-id", said, child.sourceline or 1)
    for element in drawn.elements.values():
        if element.id in _RESERVED or element.id.endswith(_RESERVED_ENDINGS):
            said = Said(mark("The id “%(id)s” is used by the engine itself."), id=element.id)
            yield at(element, "reserved-id", said)
        elif any(sign in element.id for sign in "'\"<>&"):
            yield at(element, "bad-id", Said(mark("The id has a sign that ids can't have.")))


def beginnings_and_ends(drawn: Diagram) -> Iterator[Finding]:
    """Find processes and subprocesses that can't begin, or that never come to an end."""
    main = drawn.main_process()
    called = {element.xml.get("calledElement") for element in drawn.elements.values()}
    for process in drawn.processes:
        if process is main or process.id in called:
            inside = drawn.within(process.id)
            starts = [each for each in inside if each.kind == "startEvent"]
            if not starts:
                said = Said(mark("The process has no start event."))
                yield Finding("", "error", "no-start", process.id or None, process.line, said)
            if not any(each.kind == "endEvent" for each in inside):
                said = Said(mark("The process has no end event, so a case would never be over."))
                yield Finding("", "error", "no-end", process.id or None, process.line, said)
    for element in drawn.elements.values():
        if element.kind in SUBPROCESSES - {"adHocSubProcess"}:
            yield from _subprocess(element, drawn.within(element.id))


def joined_up(drawn: Diagram) -> Iterator[Finding]:
    """Find arrows to nowhere, steps nothing leads to, and steps that lead nowhere."""
    for flow in drawn.flows.values():
        ends = [drawn.elements.get(flow.source), drawn.elements.get(flow.target)]
        if None in ends:
            said = Said(mark("An arrow begins or ends at something that is not in the diagram."))
            yield at(flow, "loose-arrow", said)
        elif ends[0].scope != ends[1].scope:  # type: ignore[union-attr]  # neither is None here
            said = Said(mark("An arrow crosses the border of a subprocess."))
            yield at(flow, "arrow-across-border", said)
    reached = _reached(drawn)
    for element in drawn.elements.values():
        attached = element.xml.get("attachedToRef")
        if element.kind == "boundaryEvent" and attached not in drawn.elements:
            said = Said(mark("The boundary event is not attached to a step."))
            yield at(element, "loose-event", said)
        elif element.id not in reached and not _is_apart(element):
            said = Said(mark("No arrow leads here from the start."))
            yield at(element, "unreachable", said)
        if not drawn.leaving(element.id) and not _may_end(element):
            said = Said(mark("No arrow leads on from here, and it is not an end event."))
            yield at(element, "dead-end", said)


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
    for key in onward:
        if key in _from([key], onward):
            said = Said(mark("A loop without a gateway has no way out."))
            yield at(drawn.elements[key], "loop-without-gateway", said)


def _subprocess(element: Element, inside: list[Element]) -> Iterator[Finding]:
    starts = [each for each in inside if each.kind == "startEvent"]
    if len(starts) != 1:
        said = Said(mark("A subprocess needs exactly one start event."))
        yield at(element, "subprocess-start", said)
    if not any(each.kind == "endEvent" for each in inside):
        said = Said(mark("The subprocess has no end event, so it would never be over."))
        yield at(element, "no-end", said)


def _is_apart(element: Element) -> bool:
    """What another rule already refuses is not also called unreachable."""
    return element.kind == "boundaryEvent" or element.xml.get("triggeredByEvent") == "true"


def _may_end(element: Element) -> bool:
    return (
        element.kind == "endEvent"
        or element.xml.get("triggeredByEvent") == "true"
        or element.xml.get("isForCompensation") == "true"
    )


def _reached(drawn: Diagram) -> set[str]:
    onward: dict[str, list[str]] = {key: [] for key in drawn.elements}
    for flow in drawn.flows.values():
        onward.setdefault(flow.source, []).append(flow.target)
    starts = []
    for element in drawn.elements.values():
        if element.kind == "startEvent":
            starts.append(element.id)
        elif element.kind == "boundaryEvent":
            onward.setdefault(element.xml.get("attachedToRef", ""), []).append(element.id)
    return _from(starts, onward) | set(starts)


def _from(starts: Iterable[str], onward: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = [following for start in starts for following in onward.get(start, ())]
    while ahead:
        key = ahead.pop()
        if key not in seen:
            seen.add(key)
            ahead.extend(onward.get(key, ()))
    return seen
