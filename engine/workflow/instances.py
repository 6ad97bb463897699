"""The list over which a step is repeated: looked at before an instance is made of each member.

SpiffWorkflow takes whatever stands under the name, of any length, and breaks off
with an error of Python's where nothing stands there.
"""

from __future__ import annotations

from typing import Any, Final

from SpiffWorkflow.bpmn.specs.data_spec import TaskDataReference
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.expression.values import kind_of
from engine.workflow.failure import EngineFailed

MOST_INSTANCES: Final = 1_000


class TooMany(Refusal):
    """A step asks for more parallel instances than any office has people."""

    code = "too-many-instances"
    default = mark("A step asks for more than 1,000 instances.")


class Collection(TaskDataReference):
    """A name under which a list or a record must stand."""

    def get(self, my_task: Any) -> Any:
        found = super().get(my_task)
        why = None
        if type(found) not in {list, tuple, dict}:
            why = Said(
                mark("“%(name)s” should hold the list to go through, but is %(kind)s."),
                name=self.bpmn_id,
                kind=kind_of(found),
            )
        elif len(found) > MOST_INSTANCES:
            why = Said(TooMany.default)
        if why is not None:
            spec = my_task.task_spec
            raise EngineFailed(
                why, element=spec.bpmn_id, name=spec.bpmn_name or "", what=self.bpmn_id
            )
        return found


def hold_to_lists(process: Any) -> None:
    """Look at the lists over which the steps of a process are repeated."""
    for step in process.task_specs.values():
        given = step.data_input if isinstance(step, MultiInstanceTask) else None
        if isinstance(given, TaskDataReference):
            step.data_input = Collection(given.bpmn_id, given.bpmn_name)
