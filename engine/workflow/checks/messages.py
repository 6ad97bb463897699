"""Messages: each has a name, somebody who sends it and somebody who waits for it.

The other side may be another agency, whose pool is drawn and which a message
flow leads to; then it is only pointed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.i18n import Said, mark
from engine.workflow.checks.note import at, at_xml
from engine.workflow.diagram import Diagram, Element
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding, Severity

_MESSAGE_TASKS: Final = frozenset({"sendTask", "receiveTask"})
_SENDS: Final = frozenset({"sendTask", "endEvent", "intermediateThrowEvent"})


def steps_have_one(drawn: Diagram) -> Iterator[Finding]:
    """Find steps that send or await a message without saying which."""
    for element in drawn.elements.values():
        if element.kind not in _MESSAGE_TASKS or message_name(drawn, element) is not None:
            continue
        if element.kind == "receiveTask":
            said = Said(
                mark("The step does not say which message it awaits, so it would not wait for any.")
            )
        else:
            said = Said(mark("The step does not say which message it sends, so it sends nothing."))
        yield at(element, "message-missing", said)


def messages_have_names(drawn: Diagram) -> Iterator[Finding]:
    """Find messages and message events without a name: they would all be the same."""
    used = {
        place.get("messageRef")
        for element in drawn.elements.values()
        for place in (element.xml, *element.xml.iterfind(f"{BPMN}messageEventDefinition"))
    }
    for message in drawn.xml.iterfind(f"{BPMN}message"):
        # One without an id is named by nobody, and so used by nobody.
        if message.get("id", "") in used and not message.get("name"):
            said = Said(mark("The message has no name: give it one, so that it can be told apart."))
            yield at_xml(message, "message-unnamed", said, fix=True)
    for element in drawn.elements.values():
        if "message" in element.event_kinds and not message_name(drawn, element):
            said = Said(mark("The event does not say which message it is about: choose one."))
            yield at(element, "message-missing", said)


def message_name(drawn: Diagram, element: Element) -> str | None:
    """The name of the message that an element sends or awaits, as the engine reads it."""
    definition = element.xml.find(f"{BPMN}messageEventDefinition")
    reference = element.xml.get("messageRef")
    if definition is not None:
        reference = definition.get("messageRef")
        if not reference:
            return element.xml.get("name")
    if not reference:
        return None
    for message in drawn.xml.iterfind(f"{BPMN}message"):
        if message.get("id") == reference:
            return message.get("name") or reference
    return reference


def both_sides(drawn: Diagram, *, in_folder: bool) -> Iterator[Finding]:
    """Find messages that nobody sends, or that nobody waits for."""
    severity: Severity = "error" if in_folder else "warning"
    sent: dict[str, Element] = {}
    awaited: dict[str, Element] = {}
    for element in drawn.elements.values():
        about = element.kind in _MESSAGE_TASKS or "message" in element.event_kinds
        name = message_name(drawn, element) if about else None
        if name:
            (sent if element.kind in _SENDS else awaited).setdefault(name, element)
    for name, element in awaited.items():
        if name not in sent and _leads_outside(drawn, element):
            said = Said(
                mark("“%(name)s” comes from another agency: somebody there must send it."),
                name=name[:120],
            )
            yield at(element, "message-without-sender", said, severity="warning")
        elif name not in sent:
            said = Said(
                mark(
                    "Nobody in the diagram sends “%(name)s”: draw who does, or the other "
                    "agency as a pool with a message flow from it."
                ),
                name=name[:120],
            )
            yield at(element, "message-without-sender", said, severity=severity)
    for name, element in sent.items():
        if name not in awaited and _leads_outside(drawn, element):
            said = Said(
                mark("“%(name)s” goes to another agency: somebody there must take it."),
                name=name[:120],
            )
            yield at(element, "message-without-catcher", said, severity="warning")
        elif name not in awaited:
            said = Said(
                mark(
                    "Nobody in the diagram waits for “%(name)s”: draw who does, or the other "
                    "agency as a pool with a message flow to it."
                ),
                name=name[:120],
            )
            yield at(element, "message-without-catcher", said, severity=severity)


def _leads_outside(drawn: Diagram, element: Element) -> bool:
    """Whether a message flow is drawn between a step and another agency's pool."""
    for flow in drawn.xml.iter(f"{BPMN}messageFlow"):
        ends = {flow.get("sourceRef", ""), flow.get("targetRef", "")}
        if element.id in ends and not ends <= drawn.elements.keys():
            return True
    return False
