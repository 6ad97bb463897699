"""Events: what each may be about where it stands, and whether it can ever come.

Each was tried against SpiffWorkflow 3.2.0: a link event swallows the token, a
signal end event and a compensation throw do nothing, an uncaught error ends one
branch and not the process, several timers in one event never fire.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.i18n import Said, mark
from engine.workflow.checks.note import at
from engine.workflow.diagram import EVENTS, Diagram, Element
from engine.workflow.finding import Finding

_CATCHING: Final = frozenset({"message", "signal", "timer", "conditional"})
_ALLOWED: Final = {
    "startEvent": frozenset({"message", "timer", "signal"}),
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
_WAITS: Final = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def kinds(drawn: Diagram) -> Iterator[Finding]:
    """Find every event about something that its place in the diagram can't be about."""
    for element in drawn.elements.values():
        if element.kind in EVENTS:
            for kind in element.event_kinds:
                yield from _kind(element, kind)


def about_nothing(drawn: Diagram) -> Iterator[Finding]:
    """Find events that don't say what they wait for."""
    for element in drawn.elements.values():
        if element.event_kinds:
            continue
        if element.kind == "boundaryEvent":
            said = Said(mark("The boundary event does not say what it waits for: choose a kind."))
            yield at(element, "event-without-kind", said)
        elif element.kind == "intermediateCatchEvent":
            said = Said(
                mark(
                    "The event does not say what it waits for, so it waits for nothing: "
                    "choose a kind, or remove it."
                )
            )
            yield at(element, "event-without-kind", said, severity="warning")


def several_at_once(drawn: Diagram) -> Iterator[Finding]:
    """Find events that wait for several things."""
    for element in drawn.elements.values():
        if element.kind in _WAITS and len(element.event_kinds) > 1:
            said = Said(
                mark(
                    "One event can't wait for several things: put an event-based gateway "
                    "before it, with an event for each."
                )
            )
            yield at(element, "multiple-event", said)


def starts_inside(drawn: Diagram) -> Iterator[Finding]:
    """Find subprocesses and called processes whose start event waits for something."""
    main = drawn.main_process()
    for element in drawn.elements.values():
        inside = main is None or element.scope != main.id
        if element.kind == "startEvent" and inside and element.event_kinds:
            said = Said(
                mark(
                    "A process inside another one begins at once: take a plain start event, "
                    "and draw what is waited for behind it."
                )
            )
            yield at(element, "start-inside-waits", said)


def parallel_events(drawn: Diagram) -> Iterator[Finding]:
    """Find gateways and steps that would start a process by themselves."""
    for element in drawn.elements.values():
        starts = element.xml.get("instantiate") == "true"
        if starts or element.xml.get("eventGatewayType") == "Parallel":
            said = Said(
                mark(
                    "A case is started by the counter, not by a gateway or a step: draw a "
                    "start event before it."
                )
            )
            yield at(element, "starts-by-itself", said)


def errors_interrupt(drawn: Diagram) -> Iterator[Finding]:
    """Find error events that would let their subprocess go on."""
    for element in drawn.elements.values():
        if (
            element.kind == "boundaryEvent"
            and {"error", "cancel"} & set(element.event_kinds)
            and element.xml.get("cancelActivity") == "false"
        ):
            said = Said(
                mark("An error always ends the subprocess it comes from: make the event interrupt.")
            )
            yield at(element, "error-not-interrupting", said, fix=True)


def waits_for_a_condition(drawn: Diagram) -> Iterator[Finding]:
    """Find a condition that the start of a case would wait for."""
    for element in drawn.elements.values():
        if element.kind == "startEvent" and "conditional" in element.event_kinds:
            said = Said(
                mark(
                    "Nothing is known of a case before it starts, so this condition would "
                    "never hold: ask it in a gateway behind the start."
                )
            )
            yield at(element, "unsupported-event", said)


def _kind(element: Element, kind: str) -> Iterator[Finding]:
    if kind in _OWN_RULE:
        rule, message = _OWN_RULE[kind]
        yield at(element, rule, Said(message))
    elif element.kind == "endEvent" and kind == "signal":
        said = Said(mark("A signal end event sends nothing: throw the signal before the end."))
        yield at(element, "signal-end", said, fix=True)
    elif element.kind == "startEvent" and kind == "conditional":
        return
    elif kind not in _ALLOWED[element.kind]:
        said = Said(
            mark("An event of the kind “%(kind)s” can't stand here: take another kind."), kind=kind
        )
        yield at(element, "unsupported-event", said)
