"""Dropping the finished history of a case, where nothing will ever look at it.

SpiffWorkflow keeps every task for ever and stops, without an error, looking at
its own tree below depth 1,000: a supplement loop would die there. So before a
case is saved, the lowest finished task above everything open is hung under the
root, and what lay between is dropped. History is kept in our audit, not here.

It is only done where the outcome stays the same, which is checked each time:
no boundary event may still be pending above the new place, and no token may have
arrived at a join that has not used it yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.workflow.gateways import USED
from engine.workflow.running import forget_inside

_OPEN = TaskState.WAITING | TaskState.READY | TaskState.STARTED


def prune(workflow: Any) -> None:
    """Drop the finished history of a workflow or of a subprocess that runs."""
    path = _shared_path(workflow)
    for place in range(len(path) - 1, 1, -1):
        if path[place].state == TaskState.COMPLETED and _may_drop(path[: place + 1]):
            _hang_under_root(workflow, path[place])
            return


def _shared_path(workflow: Any) -> list[Any]:
    """The tasks from the root down to the last one that lies above everything open."""
    shared: list[Any] | None = None
    for task in workflow.tasks.values():
        if not task.has_state(_OPEN):
            continue
        line = _line_to(task)
        if shared is None:
            shared = line
        else:
            same = zip(shared, line, strict=False)
            length = next(
                (i for i, (one, other) in enumerate(same) if one is not other),
                min(len(shared), len(line)),
            )
            shared = shared[:length]
    return shared or []


def _line_to(task: Any) -> list[Any]:
    line = [task]
    while (parent := line[-1].parent) is not None:
        line.append(parent)
    line.reverse()
    return line


def _may_drop(path: list[Any]) -> bool:
    anchor = path[-1]
    for place in range(len(path) - 2, -1, -1):
        task, following = path[place], path[place + 1]
        if isinstance(task.task_spec, BoundaryEventSplit) and not _is_settled(task):
            return False
        for child in task.children:
            if child is not following and not _is_spent(child, anchor):
                return False
    return True


def _is_settled(split: Any) -> bool:
    """Tell whether a step with boundary events is over, its join included."""
    return all(
        child.has_state(TaskState.FINISHED_MASK)
        and all(
            grandchild.has_state(TaskState.FINISHED_MASK)
            for grandchild in child.children
            if isinstance(grandchild.task_spec, BoundaryEventJoin)
        )
        for child in split.children
    )


def _is_spent(branch: Any, anchor: Any) -> bool:
    """Tell whether no join can still count on a branch that ended beside the path."""
    for task in _all_below(branch):
        spec = task.task_spec
        if not task.has_state(TaskState.FINISHED_MASK):
            return False
        if isinstance(spec, _EndJoin):
            if not _adds_nothing(task.parent.data, anchor.data):
                return False
        elif isinstance(spec, UnstructuredJoin) and USED not in task.internal_data:
            return False
    return True


def _adds_nothing(ended: dict[str, Any], going_on: dict[str, Any]) -> bool:
    """A branch that ended gives its values to the case's end; the later ones win there."""
    return all(
        key in going_on and (value == going_on[key] or not isinstance(value, list | dict))
        for key, value in ended.items()
    )


def _all_below(task: Any) -> Iterator[Any]:
    ahead = [task]
    while ahead:
        each = ahead.pop()
        yield each
        ahead.extend(each.children)


def _hang_under_root(workflow: Any, anchor: Any) -> None:
    root = workflow.task_tree
    kept = {root.id} | {task.id for task in _all_below(anchor)}
    dropped = [task for key, task in workflow.tasks.items() if key not in kept]
    top = workflow.top_workflow
    for task in dropped:
        del workflow.tasks[task.id]
        top.event_manager.remove_task(task)
        forget_inside(top, task)
    anchor.parent = root
    root.children = [anchor]
    if workflow.last_task is not None and workflow.last_task.id not in kept:
        workflow.last_task = anchor
