"""Dropping the finished history of a case, where nothing will ever look at it.

SpiffWorkflow keeps every task for ever and stops, without an error, looking at
its own tree below depth 1,000: a supplement loop would die there. So before a
case is saved, branches that are used up are dropped, and of each row of finished
tasks only the last is kept, hung where the row began. History is kept in our
audit, not here.

It is only done where the outcome stays the same, which is looked at each time: a
step with events at its edge is kept whole until it is over, and a branch that
ended until every join has used it and the case's end can learn nothing from it.
This holds in every branch, however many are open, and inside subprocesses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import (
    BoundaryEventJoin,
    EventSplit,
    StartEventJoin,
    _EndJoin,
)
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.workflow.gateways import USED
from engine.workflow.running import Running, forget_inside

_OPEN: Final = TaskState.WAITING | TaskState.READY | TaskState.STARTED


def prune(case: Running) -> None:
    """Drop the finished history of a case and of every subprocess that runs in it."""
    for workflow in (case, *list(case.subprocesses.values())):
        if not workflow.completed:
            _prune(workflow)


def _prune(workflow: Any) -> None:
    alive = _alive(workflow)
    tops = [workflow.task_tree] if alive else []
    while tops:
        top = tops.pop()
        _drop_spent(top, alive)
        below = [child for child in top.children if child.id in alive]
        if is_pending(top):
            # A step and the events at its edge are told apart by where they hang.
            tops += below
        else:
            tops += [_shorten(top, child, alive) for child in below]


def _alive(workflow: Any) -> set[UUID]:
    """The open tasks, and all that lie above them."""
    alive: set[UUID] = set()
    for task in workflow.tasks.values():
        above = task if task.has_state(_OPEN) else None
        while above is not None and above.id not in alive:
            alive.add(above.id)
            above = above.parent
    return alive


def _shorten(top: Any, first: Any, alive: set[UUID]) -> Any:
    """Keep the last finished task of the row that begins below ``top``; give its end."""
    row = [first]
    while True:
        task = row[-1]
        _drop_spent(task, alive)
        onward = task.children
        if task.has_state(_OPEN) or len(onward) != 1 or onward[0].id not in alive:
            break
        row.append(onward[0])
    for place in range(len(row) - 1, 0, -1):
        if row[place].state == TaskState.COMPLETED:
            _hang(row[place], top, row[:place])
            break
    return row[-1]


def _drop_spent(task: Any, alive: set[UUID]) -> None:
    """Drop the branches below a task that have ended and are used up."""
    if is_pending(task):
        return
    top = task.workflow.top_workflow
    if task.has_state(TaskState.FINISHED_MASK):
        forget_inside(top, task)
    for child in task.children:
        if child.id not in alive and _is_spent(child, task):
            _forget(top, list(_all_below(child)))
            task._children.remove(child.id)


def is_pending(split: Any) -> bool:
    """Tell whether this is a step with events at its edge that is not over, or not joined."""
    return isinstance(split.task_spec, EventSplit) and not all(
        child.has_state(TaskState.FINISHED_MASK)
        and all(
            grandchild.has_state(TaskState.FINISHED_MASK)
            for grandchild in child.children
            if isinstance(grandchild.task_spec, BoundaryEventJoin | StartEventJoin)
        )
        for child in split.children
    )


def _is_spent(branch: Any, above: Any) -> bool:
    """Tell whether a branch has ended and no join, nor the end, can still count on it."""
    for task in _all_below(branch):
        spec = task.task_spec
        if not task.has_state(TaskState.FINISHED_MASK):
            return False
        if isinstance(spec, _EndJoin):
            if not _adds_nothing(task.parent.data, above.data):
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


def _hang(task: Any, top: Any, row: list[Any]) -> None:
    """Hang a task under ``top``, in the place of the row that led to it."""
    top._children[top._children.index(row[0].id)] = task.id
    task.parent = top
    _forget(task.workflow.top_workflow, row)


def _forget(top: Running, tasks: list[Any]) -> None:
    for task in tasks:
        del task.workflow.tasks[task.id]
        if task.workflow.last_task is task:
            task.workflow.last_task = None
        top.event_manager.remove_task(task)
        forget_inside(top, task)
