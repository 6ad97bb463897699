"""Silence that is taken as an answer: only where the procedure states it, with its source.

A consulted agency that says nothing has said nothing, unless a law takes it as
consent (domain: T12). So neither a property nor an interrupting timer may make
an answer of it in a procedure that does not say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.i18n import Said, mark
from engine.rules.silence import CONSENT, deemed_answers
from engine.workflow.checks import folder as folders
from engine.workflow.checks.note import at
from engine.workflow.diagram import MANUAL, Diagram, Element
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding, Severity


def silence(drawn: Diagram, folder: Mapping[str, bytes] | None) -> Iterator[Finding]:
    """Hold every step that an agency answers against what its procedure says of silence."""
    severity: Severity = "warning" if folder is None else "error"
    stated = folder is not None and folders.states_deemed_consent(folder)
    for element in drawn.elements.values():
        if element.kind not in MANUAL:
            continue
        said = element.properties.get("silence")
        if said is not None:
            yield from _property(element, said, folder, severity, stated=stated)
        if element.properties.get("does") == "answer" and not stated:
            for event in drawn.attached(element.id):
                if _ends_in_time(event):
                    yield at(event, "silence-not-stated", _not_stated(), severity=severity)


def _property(
    element: Element,
    said: str,
    folder: Mapping[str, bytes] | None,
    severity: Severity,
    *,
    stated: bool,
) -> Iterator[Finding]:
    if said != CONSENT or element.properties.get("does") != "answer":
        text = mark("Silence can only be “consent”, and only at a step that is an answer.")
        yield at(element, "bad-silence", Said(text), severity=severity)
        return
    if not stated:
        yield at(element, "silence-not-stated", _not_stated(), severity=severity)
    if folder is None:
        return
    asked = folders.forms(folder).get(element.properties.get("form", element.id))
    if asked is None or not deemed_answers(asked):
        text = mark(
            "The step's form has no choice “deemed_consent”, which silence would give: add it."
        )
        yield at(element, "silence-without-choice", Said(text), severity=severity)


def _ends_in_time(event: Element) -> bool:
    """Whether it is a timer that ends the step to which it is attached."""
    timed = event.xml.find(f"{BPMN}timerEventDefinition") is not None
    return timed and event.xml.get("cancelActivity", "true") != "false"


def _not_stated() -> Said:
    return Said(
        mark(
            "An answer must not be taken as given by silence unless the procedure says so: state "
            "[deemed_consent] with its source in procedure.toml, or only remind."
        )
    )
