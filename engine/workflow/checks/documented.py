"""What BPMN lets one write down about a step, but the office decides elsewhere.

None of it stops a case; it is said, so that nobody waits for it to happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.i18n import Said, mark
from engine.workflow.checks.note import at
from engine.workflow.diagram import Diagram, Element
from engine.workflow.extensions import BPMN, PROPERTIES
from engine.workflow.finding import Finding

_PEOPLE: Final = ("resourceRole", "performer", "humanPerformer", "potentialOwner")
_WATCHING: Final = ("auditing", "monitoring")
_DATA_OBJECTS: Final = f"{BPMN}dataObjectReference"


def performers(drawn: Diagram) -> Iterator[Finding]:
    """Find people written at a step: the lane says who does it."""
    for element in drawn.elements.values():
        if any(element.xml.find(BPMN + kind) is not None for kind in _PEOPLE):
            said = Said(
                mark(
                    "Who does this step is said by its lane (or its property “role”); the "
                    "people written at it are not asked."
                )
            )
            yield at(element, "performer-not-used", said, severity="warning")


def data(drawn: Diagram) -> Iterator[Finding]:
    """Find inputs, outputs and data stores: each step knows all values of its case."""
    objects = {each.get("id") for each in drawn.xml.iter(_DATA_OBJECTS)}
    for element in drawn.elements.values():
        if _declares_data(element, objects):
            said = Said(
                mark(
                    "Data stores, inputs and outputs of a step are drawing only: every step "
                    "knows the values of its case."
                )
            )
            yield at(element, "data-not-used", said, severity="warning")


def watching(drawn: Diagram) -> Iterator[Finding]:
    """Find what asks for auditing, monitoring, or another service's operation."""
    for element in drawn.elements.values():
        asked = [kind for kind in _WATCHING if element.xml.find(BPMN + kind) is not None]
        asked += ["operationRef"] * ("operationRef" in element.xml.attrib)
        if asked:
            said = Said(
                mark("“%(what)s” has no meaning here: the office keeps its own record."),
                what=", ".join(asked),
            )
            yield at(element, "not-used", said, severity="info")


def subscriptions(drawn: Diagram) -> Iterator[Finding]:
    """Find conversations that a process subscribes to as a whole."""
    for process in drawn.xml.iter(f"{BPMN}process"):
        if process.find(f"{BPMN}correlationSubscription") is not None:
            for each in drawn.processes:
                if each.id == process.get("id"):
                    said = Said(
                        mark(
                            "A subscription of the whole process is not asked: write the key of "
                            "the conversation at the messages."
                        )
                    )
                    yield at(each, "subscription-not-used", said, severity="warning")


def unknown_properties(drawn: Diagram) -> Iterator[Finding]:
    """Find properties that the office does not know: perhaps a slip of the pen."""
    for element in drawn.elements.values():
        for name in element.properties:
            if name not in PROPERTIES:
                said = Said(
                    mark("The office knows no property “%(name)s”; it knows %(known)s."),
                    name=name[:60],
                    known=", ".join(sorted(PROPERTIES)),
                )
                yield at(element, "unknown-property", said, severity="warning")


def _declares_data(element: Element, objects: set[str | None]) -> bool:
    if any(element.xml.find(BPMN + kind) is not None for kind in ("ioSpecification", "property")):
        return True
    for association in element.xml.iterfind(f"{BPMN}dataInputAssociation"):
        if association.findtext(f"{BPMN}sourceRef") not in objects:
            return True
    return any(
        association.findtext(f"{BPMN}targetRef") not in objects
        for association in element.xml.iterfind(f"{BPMN}dataOutputAssociation")
    )
