"""What a file says of things that are not in it."""

from __future__ import annotations

from typing import Final

from lxml import etree

from engine.i18n import Said, mark
from engine.workflow.extensions import BPMN
from engine.workflow.fixes.page import Page, local, remove

_DI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_TOLD_AGAIN: Final = (f"{BPMN}incoming", f"{BPMN}outgoing", f"{BPMN}flowNodeRef")


def drop_loose_references(page: Page) -> None:
    """Drop what the drawing, the lanes and the steps say of what is not there."""
    known = {each.get("id") for each in page.root.iter(f"{BPMN}*")}
    for each in list(page.root.iter(*_TOLD_AGAIN)):
        target = (each.text or "").strip()
        if target and target not in known and local(target) not in known:
            _note(page, each, target)
            remove(each)
    for each in page.root.iter(f"{BPMN}participant"):
        target = each.get("processRef", "")
        if target and target not in known and local(target) not in known:
            _note(page, each, target)
            del each.attrib["processRef"]
    for each in list(page.root.iter(f"{_DI}BPMNShape", f"{_DI}BPMNEdge")):
        target = each.get("bpmnElement", "").strip()
        if target and local(target) not in known and target not in known:
            _note(page, each, target)
            remove(each)


def _note(page: Page, place: etree._Element, target: str) -> None:
    page.changed = True
    said = Said(
        mark("What was said of “%(name)s”, which is not in the file, was dropped."),
        name=target[:120],
    )
    page.note("dropped", place, said)
