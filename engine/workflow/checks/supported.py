"""Elements that SpiffWorkflow can't run, or would silently run wrong.

Each was tried against 3.2.0: an event subprocess starts with the process, a link
event swallows the token, a signal end event and a compensation throw do nothing,
an ad-hoc subprocess crashes. None of them may be drawn for the office to run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from engine.i18n import Said, mark
from engine.workflow.checks.note import at, in_file
from engine.workflow.diagram import EVENTS, Diagram, Element
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding

_CATCHING: Final = frozenset({"message", "signal", "timer", "conditional"})
_ALLOWED: Final = {
    "startEvent": _CATCHING,
    "intermediateCatchEvent": _CATCHING,
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation"}),
    "boundaryEvent": _CATCHING | {"error", "escalation", "cancel"},
    "endEvent": frozenset({"message", "error", "escalation", "terminate", "cancel"}),
}
_OWN_RULE: Final = {
    "link": (
        "link-event",
        mark("A link event loses the case: draw the arrow, or use a subprocess."),
    ),
    "compensate": (
        "compensation",
        mark("Compensation is not carried out: draw what must be undone as steps."),
    ),
}


def unsupported_elements(drawn: Diagram) -> Iterator[Finding]:
    """Find every element of a kind that does not run."""
    for element in drawn.elements.values():
        for rule, is_so, message in _ELEMENTS:
            if is_so(element):
                yield at(element, rule, Said(message))
    for store in drawn.xml.iter(f"{BPMN}dataStore"):
        said = Said(mark("A data store can't be read or written by a diagram."))
        yield in_file("data-store", said, store.sourceline or 1)


def unsupported_events(drawn: Diagram) -> Iterator[Finding]:
    """Find every event about something that its place in the diagram can't be about."""
    for element in drawn.elements.values():
        if element.kind not in EVENTS:
            continue
        for kind in element.event_kinds:
            yield from _event(element, kind)
        if element.kind == "boundaryEvent" and not element.event_kinds:
            said = Said(mark("This boundary event does not say what it waits for."))
            yield at(element, "event-without-kind", said)
        if element.kind == "intermediateCatchEvent" and not element.event_kinds:
            said = Said(mark("This event does not say what it waits for, so it waits for nothing."))
            yield at(element, "event-without-kind", said, severity="warning")


def _event(element: Element, kind: str) -> Iterator[Finding]:
    if kind in _OWN_RULE:
        rule, message = _OWN_RULE[kind]
        yield at(element, rule, Said(message))
    elif element.kind == "endEvent" and kind == "signal":
        said = Said(mark("A signal end event sends nothing: throw the signal before the end."))
        yield at(element, "signal-end", said)
    elif kind not in _ALLOWED[element.kind]:
        said = Said(mark("An event of the kind “%(kind)s” can't stand here."), kind=kind)
        yield at(element, "unsupported-event", said)


def _is_event_subprocess(element: Element) -> bool:
    return element.xml.get("triggeredByEvent", "false") in {"true", "1"}


def _is_compensation(element: Element) -> bool:
    return element.xml.get("isForCompensation", "false") in {"true", "1"}


def _is_uncounted(element: Element) -> bool:
    several = element.xml.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if several is None:
        return False
    counts = ("loopCardinality", "loopDataInputRef")
    return sum(several.find(BPMN + name) is not None for name in counts) != 1


def _is_endless(element: Element) -> bool:
    loop = element.xml.find(f"{BPMN}standardLoopCharacteristics")
    if loop is None:
        return False
    most = loop.get("loopMaximum")
    if most is not None:
        return not (most.isdigit() and 0 < int(most) <= 1000)
    return loop.find(f"{BPMN}loopCondition") is None


def _is_unwritten_script(element: Element) -> bool:
    return (
        element.kind == "scriptTask" and not (element.xml.findtext(f"{BPMN}script") or "").strip()
    )


_ELEMENTS: Final[tuple[tuple[str, Callable[[Element], bool], str], ...]] = (
    (
        "complex-gateway",
        lambda element: element.kind == "complexGateway",
        mark("A complex gateway does not run: use exclusive, parallel or inclusive gateways."),
    ),
    (
        "ad-hoc-subprocess",
        lambda element: element.kind == "adHocSubProcess",
        mark("An ad-hoc subprocess does not run: draw its steps in order or side by side."),
    ),
    (
        "event-subprocess",
        _is_event_subprocess,
        mark("An event subprocess would run at once: use a boundary event on a subprocess."),
    ),
    (
        "compensation",
        _is_compensation,
        mark("Compensation is not carried out: draw what must be undone as steps."),
    ),
    (
        "service-task",
        lambda element: element.kind == "serviceTask",
        mark("A service task does not run: the office has no services a diagram may call."),
    ),
    (
        "multi-instance-count",
        _is_uncounted,
        mark("A step done several times needs either a number or a list, and not both."),
    ),
    (
        "loop-without-end",
        _is_endless,
        mark("A repeated step needs a condition or a maximum of 1 to 1,000 rounds."),
    ),
    ("script-missing", _is_unwritten_script, mark("The script task has no script.")),
)
