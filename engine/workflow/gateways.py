"""Joins that count right in loops, in place of SpiffWorkflow's.

SpiffWorkflow's parallel join takes the branches of an earlier round for branches
of this one, and so lets a loop go on before both are there; its inclusive join
does not see its own second round. Here each arrival counts for one firing of the
join and is then used up. What a branch did not write, it does not overwrite.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState

USED: Final = "used"
_TOKEN: Final = TaskState.READY | TaskState.WAITING | TaskState.STARTED


class ParallelJoin(ParallelGateway):
    """Goes on when every arrow into it has brought a token."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        return len(_arrivals(self, my_task)) == len(self.inputs)

    def _run_hook(self, my_task: Any) -> bool:
        _join(self, my_task)
        return True


class InclusiveJoin(InclusiveGateway):
    """Goes on when no token that is under way could still arrive on an empty arrow."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        filled = set(_arrivals(self, my_task))
        empty = {source.name for source in self.inputs} - filled
        return not any(
            _reaches(spec, empty, self.name) and not _reaches(spec, filled, self.name)
            for spec in _under_way(self, my_task.workflow)
        )

    def _run_hook(self, my_task: Any) -> bool:
        _join(self, my_task)
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise WorkflowException("No condition of the gateway holds", task_spec=self)
        my_task._sync_children(matches or defaults, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


def not_yet_joined(workflow: Any) -> list[Any]:
    """The last tasks of branches that have come to a join which is still waiting for others."""
    return [
        task.parent
        for each in (workflow, *workflow.subprocesses.values())
        if not each.completed
        for task in each.tasks.values()
        if isinstance(task.task_spec, ParallelJoin | InclusiveJoin)
        and USED not in task.internal_data
        and task.parent.state == TaskState.COMPLETED
    ]


def _arrivals(join: Any, my_task: Any) -> dict[str, Any]:
    """For each arrow that has brought a token not yet used, the first task it brought."""
    found: dict[str, Any] = {}
    for task in sorted(my_task.workflow.tasks.values(), key=lambda each: each.last_state_change):
        if task.task_spec is not join or USED in task.internal_data:
            continue
        parent = task.parent
        if parent is not None and parent.state == TaskState.COMPLETED:
            found.setdefault(parent.task_spec.name, task)
    return found


def _join(join: Any, my_task: Any) -> None:
    arrivals = list(_arrivals(join, my_task).values())
    if my_task not in arrivals:
        arrivals.append(my_task)
    before = _shared_data([task.parent for task in arrivals])
    for task in arrivals:
        written = task.parent.data
        my_task.data.update(
            {
                key: value
                for key, value in written.items()
                if key not in before or value != before[key]
            }
        )
        task.internal_data[USED] = True


def _shared_data(tasks: list[Any]) -> Mapping[str, Any]:
    """The data from which all these branches started out."""
    shared: list[Any] | None = None
    for task in tasks:
        line = []
        while task is not None:
            line.append(task)
            task = task.parent
        shared = line if shared is None else [each for each in shared if each in line]
    return shared[0].data if shared else {}


def _under_way(join: Any, workflow: Any) -> list[Any]:
    """The specs at which a token stands, this join itself left out."""
    return [
        task.task_spec
        for task in workflow.tasks.values()
        if task.task_spec is not join
        and (
            task.has_state(_TOKEN)
            or (task.state == TaskState.FUTURE and task.parent.state == TaskState.COMPLETED)
        )
    ]


def _reaches(spec: Any, sources: set[str], join: str) -> bool:
    """Tell whether a token at ``spec`` can come to one of ``sources`` without passing the join."""
    seen: set[str] = set()
    ahead = [spec]
    while ahead:
        each = ahead.pop()
        if each.name in sources:
            return True
        if each.name not in seen and each.name != join:
            seen.add(each.name)
            ahead.extend(each.outputs)
    return False
