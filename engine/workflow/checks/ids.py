"""Ids and names: each may stand for one thing only, and none may be the engine's own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from lxml import etree

from engine.i18n import Said, mark
from engine.workflow.checks.note import LONGEST_ID, at, at_xml
from engine.workflow.diagram import NODES, Diagram, Element, Flow, Lane, Process
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding, Severity

# Names SpiffWorkflow gives to its own parts: a diagram that uses one dies when it starts.
RESERVED: Final = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
RESERVED_ENDINGS: Final = (".BoundaryEventSplit", ".BoundaryEventJoin", ".EndJoin", " [child]")
_WITH_ID: Final = NODES | {"sequenceFlow", "lane"}
_NC_NAME: Final = re.compile(r"[^\W\d][\w.\-·]*")


def missing_ids(drawn: Diagram) -> Iterator[Finding]:
    """Find steps and arrows without an id."""
    running = {process.id for process in drawn.running.processes}
    for process in drawn.xml.iter(f"{BPMN}process"):
        if process.get("id", "") not in running:
            continue
        for child in process.iter(f"{BPMN}*"):
            kind = str(child.tag).removeprefix(BPMN)
            if kind in _WITH_ID and not child.get("id"):
                said = Said(mark("An element has no id. Give it one of its own."))
                line = child.sourceline or 1
                yield Finding("", "error", "missing-id", None, line, said, fix=True)


def duplicate_ids(drawn: Diagram) -> Iterator[Finding]:
    """Find ids that stand for several things."""
    running = {process.id for process in drawn.running.processes}
    places: defaultdict[str, list[etree._Element]] = defaultdict(list)
    for each in drawn.xml.iter(f"{BPMN}*"):
        if each.get("id"):
            places[each.get("id", "")].append(each)
    for key, found in places.items():
        if len(found) > 1:
            said = Said(
                mark("The id “%(id)s” is used %(count)s times. Give each element its own."),
                id=key[:LONGEST_ID],
                count=len(found),
            )
            severity: Severity = (
                "error" if any(_runs(each, running) for each in found) else "warning"
            )
            yield at_xml(found[-1], "duplicate-id", said, severity=severity, fix=True)


def engine_ids(drawn: Diagram) -> Iterator[Finding]:
    """Find ids that the engine uses itself, or can't read."""
    for each in _named(drawn.running):
        if not each.id:
            continue
        if isinstance(each, Element) and is_reserved(each.id):
            said = Said(
                mark("The id “%(id)s” is used by the engine itself. Choose another id."),
                id=each.id[:LONGEST_ID],
            )
            yield at(each, "reserved-id", said, fix=True)
        elif not is_good(each.id):
            said = Said(
                mark(
                    "The id “%(id)s” can't be read: an id begins with a letter and goes on with "
                    "letters, digits, “_”, “-” and “.”."
                ),
                id=each.id[:60],
            )
            yield at(each, "bad-id", said, fix=True)


def is_reserved(key: str) -> bool:
    """Whether an id is one of the engine's own."""
    return key in RESERVED or key.endswith(RESERVED_ENDINGS)


def is_good(key: str) -> bool:
    """Whether an id is written as XML wants it and short enough to be shown."""
    return len(key) <= LONGEST_ID and _NC_NAME.fullmatch(key) is not None


def _named(drawn: Diagram) -> Iterator[Element | Flow | Lane | Process]:
    yield from drawn.processes
    yield from drawn.elements.values()
    yield from drawn.flows.values()
    yield from drawn.lanes.values()


def _runs(each: etree._Element, running: set[str]) -> bool:
    around = (each, *each.iterancestors())
    return any(one.tag == f"{BPMN}process" and one.get("id") in running for one in around)
