"""Data objects of a diagram: values that outlast the step which wrote them.

SpiffWorkflow stops a case whose step did not bring a data object that is drawn
behind it, and takes the value away from the steps that follow. Drawing one is
mostly meant as a note; so here it is kept when it is there, and left where it was.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree
from SpiffWorkflow.spiff.parser.process import SpiffProcessParser
from SpiffWorkflow.spiff.specs.data_object import DataObject


class CaseObject(DataObject):
    """A value of the case, known by the id of its data object."""

    def get(self, my_task: Any) -> None:
        kept = self._keeper(my_task)
        if kept is not None and self.bpmn_id in kept.data_objects:
            my_task.data[self.bpmn_id] = deepcopy(kept.data_objects[self.bpmn_id])

    def set(self, my_task: Any) -> None:
        kept = self._keeper(my_task)
        if kept is not None and self.bpmn_id in my_task.data:
            kept.data_objects[self.bpmn_id] = deepcopy(my_task.data[self.bpmn_id])

    def delete(self, my_task: Any) -> None:
        """SpiffWorkflow would take the value away again behind the step."""

    def _keeper(self, my_task: Any) -> Any:
        workflow = my_task.workflow
        while workflow is not None and self.bpmn_id not in workflow.spec.data_objects:
            workflow = workflow.parent_workflow
        return workflow


class OfficeProcessParser(SpiffProcessParser):
    """Reads a process whose data objects are ours."""

    def parse_data_object(self, obj: etree._Element) -> CaseObject:
        return CaseObject(None, obj.get("id"), obj.get("name"))
