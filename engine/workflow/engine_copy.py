"""What of a diagram SpiffWorkflow gets to see: that which runs, and nothing else.

The drawing itself stays outside, because SpiffWorkflow orders the ways out of a
gateway by their height on the page. So do data stores, and what a step declares
as its inputs and outputs: it would stop a case that doesn't bring them, while
every step of the office knows all values of its case (``data-not-used`` says so).
"""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from lxml import etree

from engine.workflow.diagram import Diagram
from engine.workflow.extensions import BPMN

_DI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"
NOT_USED: Final = frozenset({"ioSpecification", "property", "dataStoreReference", "dataStore"})
_ASSOCIATIONS: Final = (f"{BPMN}dataInputAssociation", f"{BPMN}dataOutputAssociation")


def engine_copy(drawn: Diagram) -> etree._Element:
    """The running part of a diagram as SpiffWorkflow's parser takes it."""
    root = deepcopy(drawn.xml)
    running = {process.id for process in drawn.running.processes}
    for each in list(root):
        if each.tag == _DI or (each.tag == f"{BPMN}process" and each.get("id") not in running):
            root.remove(each)
    objects = {each.get("id") for each in root.iter(f"{BPMN}dataObjectReference")}
    for association in list(root.iter(*_ASSOCIATIONS)):
        if not objects & _ends(association):
            _drop(association)
    for each in list(root.iter(*(BPMN + name for name in NOT_USED))):
        _drop(each)
    return root


def _ends(association: etree._Element) -> set[str | None]:
    return {
        each.text for each in association if each.tag in {f"{BPMN}sourceRef", f"{BPMN}targetRef"}
    }


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
