"""Errors, escalations, signals and cancellations: what is thrown is caught, and the reverse.

A thrower and a catcher find each other by code (errors, escalations), by name
(signals), or by the transaction they belong to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from engine.i18n import Said, mark
from engine.workflow.checks.note import at, at_xml
from engine.workflow.diagram import SUBPROCESSES, Diagram, Element
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding

_FROM_WITHIN: Final = frozenset({"error", "escalation", "cancel"})
_THROWS: Final = frozenset({"endEvent", "intermediateThrowEvent"})
_ONLY_TRANSACTIONS: Final = mark(
    "Only a transaction can be cancelled: make the subprocess a transaction, or take an error."
)
_CODES: Final = {"error": "errorCode", "escalation": "escalationCode"}


def uncaught_errors(drawn: Diagram) -> Iterator[Finding]:
    """Find errors that nothing catches: they would end their branch only."""
    for element in drawn.elements.values():
        if element.kind == "endEvent" and "error" in element.event_kinds:
            hosts = _around(drawn, element.scope)
            caught = any(
                _catches(drawn, event, element, "error")
                for host in hosts
                for event in drawn.attached(host.id)
            )
            if not caught:
                said = Said(
                    mark(
                        "Nothing catches this error: put an error event on the subprocess around "
                        "it, or take a terminate event to end the whole case."
                    )
                )
                yield at(element, "error-uncaught", said)


def cancellations(drawn: Diagram) -> Iterator[Finding]:
    """Find cancel events that belong to no transaction, or that nothing catches."""
    for element in drawn.elements.values():
        if "cancel" not in element.event_kinds:
            continue
        if element.kind == "endEvent":
            host = drawn.elements.get(element.scope)
            if host is None or host.kind != "transaction":
                yield at(element, "cancel-outside-transaction", Said(_ONLY_TRANSACTIONS))
            elif not any("cancel" in each.event_kinds for each in drawn.attached(host.id)):
                said = Said(mark("Nothing catches this: put a cancel event on the transaction."))
                yield at(element, "cancel-uncaught", said)
        elif element.kind == "boundaryEvent":
            host = drawn.elements.get(element.xml.get("attachedToRef", ""))
            if host is not None and host.kind != "transaction":
                yield at(element, "cancel-outside-transaction", Said(_ONLY_TRANSACTIONS))


def events_that_never_come(drawn: Diagram) -> Iterator[Finding]:
    """Find boundary events for something that their step can't throw."""
    for element in drawn.elements.values():
        kinds = _FROM_WITHIN & set(element.event_kinds)
        host = drawn.elements.get(element.xml.get("attachedToRef", ""))
        if element.kind != "boundaryEvent" or host is None or not kinds:
            continue
        kind = min(kinds)
        inside = [
            each
            for scope in _scopes_of(drawn, host)
            for each in drawn.within(scope)
            if each.kind in _THROWS and _catches(drawn, element, each, kind)
        ]
        if not inside and not (kind == "cancel" and host.kind != "transaction"):
            said = Said(
                mark(
                    "This event never comes: nothing inside “%(step)s” throws it. Throw it "
                    "there, or remove the event."
                ),
                step=host.name or host.id,
            )
            yield at(element, "event-never-comes", said)


def signals(drawn: Diagram) -> Iterator[Finding]:
    """Find waits for a signal that nothing throws: signals do not come from outside."""
    thrown = {
        _about(drawn, each, "signal")
        for each in drawn.elements.values()
        if each.kind == "intermediateThrowEvent" and "signal" in each.event_kinds
    }
    for element in drawn.elements.values():
        if element.kind in _THROWS or "signal" not in element.event_kinds:
            continue
        if _about(drawn, element, "signal") not in thrown:
            said = Said(
                mark(
                    "Nothing in the diagram throws this signal, and none comes from outside: "
                    "throw it, or wait for a message."
                )
            )
            yield at(element, "signal-never-thrown", said)


def codes(drawn: Diagram) -> Iterator[Finding]:
    """Find errors and escalations without a code: an event for one would catch every one."""
    for kind, code in _CODES.items():
        path = f".//{BPMN}{kind}EventDefinition"
        for process in drawn.xml.iter(f"{BPMN}process"):
            if process.get("id", "") not in {each.id for each in drawn.processes}:
                continue
            used = {each.get(f"{kind}Ref") for each in process.iterfind(path)}
            for shared in drawn.xml.iterfind(BPMN + kind):
                if shared.get("id") in used and not shared.get(code):
                    said = Said(
                        mark(
                            "“%(name)s” has no code, so an event for it would catch every other "
                            "one too: give it a code."
                        ),
                        name=shared.get("name") or shared.get("id", "")[:120],
                    )
                    yield at_xml(shared, "code-missing", said, severity="warning", fix=True)


def _around(drawn: Diagram, scope: str) -> list[Element]:
    """The subprocesses and call activities from within which ``scope`` runs."""
    found: dict[str, Element] = {}
    ahead = [scope]
    while ahead:
        inner = ahead.pop()
        for each in drawn.elements.values():
            runs = each.id if each.kind in SUBPROCESSES else each.xml.get("calledElement")
            if runs == inner and each.id not in found:
                found[each.id] = each
                ahead.append(each.scope)
    return list(found.values())


def _scopes_of(drawn: Diagram, host: Element) -> set[str]:
    if host.kind in SUBPROCESSES:
        return drawn.reached_from(host.id)
    called = host.xml.get("calledElement")
    return drawn.reached_from(called) if host.kind == "callActivity" and called else set()


def _catches(drawn: Diagram, catcher: Element, thrower: Element, kind: str) -> bool:
    """Whether a catching event takes what another event throws."""
    if kind not in catcher.event_kinds or kind not in thrower.event_kinds:
        return False
    if kind == "cancel":
        return thrower.scope == catcher.xml.get("attachedToRef")
    code = _code(drawn, catcher, kind)
    return code is None or code == _code(drawn, thrower, kind)


def _code(drawn: Diagram, event: Element, kind: str) -> str | None:
    shared = _shared(drawn, event, kind)
    return None if shared is None else shared.get(_CODES[kind])


def _about(drawn: Diagram, event: Element, kind: str) -> str | None:
    shared = _shared(drawn, event, kind)
    return event.name if shared is None else shared.get("name")


def _shared(drawn: Diagram, event: Element, kind: str) -> etree._Element | None:
    """The error, signal or escalation of the file that an event is about."""
    definition = event.xml.find(f"{BPMN}{kind}EventDefinition")
    reference = None if definition is None else definition.get(f"{kind}Ref")
    return next((e for e in drawn.xml.iterfind(BPMN + kind) if e.get("id") == reference), None)
