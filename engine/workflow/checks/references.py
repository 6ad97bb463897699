"""What one part of a file says about another: the other part must be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from engine.i18n import Said, mark
from engine.workflow.checks.note import at_xml
from engine.workflow.diagram import Diagram
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding

_DI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"
# Without these a step would wait for something else, or for nothing.
_NEEDED: Final = {
    "messageRef": "message",
    "signalRef": "signal",
    "errorRef": "error",
    "escalationRef": "escalation",
    "dataObjectRef": "dataObject",
}
# These only tell people, and other tools, what the arrows and lanes say again.
_TOLD_AGAIN: Final = ("incoming", "outgoing", "flowNodeRef")


def needed_references(drawn: Diagram) -> Iterator[Finding]:
    """Find events and steps that are about something that is not in the file."""
    known = {
        kind: {each.get("id") for each in drawn.xml.iter(BPMN + kind)} for kind in _NEEDED.values()
    }
    for process in _running(drawn):
        for each in process.iter(f"{BPMN}*"):
            for name, kind in _NEEDED.items():
                target = each.get(name)
                if target and target not in known[kind]:
                    said = Said(
                        mark(
                            "“%(name)s” is named here, but not in the file: "
                            "choose one that is, or add it."
                        ),
                        name=target[:120],
                    )
                    yield at_xml(each, "dangling-reference", said)


def other_references(drawn: Diagram) -> Iterator[Finding]:
    """Find references that nothing depends on, but that lead nowhere."""
    known = {each.get("id") for each in drawn.xml.iter(f"{BPMN}*")}
    for each in drawn.xml.iter(*(BPMN + name for name in _TOLD_AGAIN)):
        yield from _loose(each, (each.text or "").strip(), known)
    for each in drawn.xml.iter(f"{BPMN}participant"):
        yield from _loose(each, each.get("processRef", ""), known)
    for each in drawn.xml.iter(f"{_DI}BPMNShape", f"{_DI}BPMNEdge"):
        written = each.get("bpmnElement", "").strip()
        yield from _loose(each, written.rpartition(":")[2] or written, known)


def _loose(each: etree._Element, target: str, known: set[str | None]) -> Iterator[Finding]:
    if target and target not in known:
        said = Said(
            mark("The drawing speaks of “%(name)s”, which is not in the file."), name=target[:120]
        )
        yield at_xml(each, "loose-reference", said, severity="warning", fix=True)


def _running(drawn: Diagram) -> Iterator[etree._Element]:
    running = {process.id for process in drawn.running.processes}
    for process in drawn.xml.iter(f"{BPMN}process"):
        if process.get("id", "") in running:
            yield process
