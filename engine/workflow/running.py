"""A case while it moves: SpiffWorkflow's workflow, where it needs mending.

SpiffWorkflow looks for what is ready by walking its whole tree, again after every
task, and no deeper than a thousand tasks; here the few that are open are picked
out of the table of all tasks. And it drops the unfinished instances of a step
that is broken off, but forgets that a subprocess may be running in them: its
steps would wait on, and the next move would look for an owner that is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.workflow.definition import Definition
from engine.workflow.scripting import OfficeEngine
from engine.workflow.timers import CycleTimer, DueTimer

_AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)

Told = Callable[[Any], None]


class _Open:
    """Finds the open tasks of a workflow, in the order of its tree."""

    tasks: dict[Any, Any]
    get_tasks: Callable[..., list[Any]]

    def in_state(self, state: int) -> list[Any]:
        """The tasks in a state; the tree is only walked to put several in order."""
        found = [task for task in self.tasks.values() if task.state == state]
        if len(found) < 2:
            return found
        place = {task.id: number for number, task in enumerate(in_order(self))}
        return sorted(found, key=lambda task: place[task.id])

    def update_waiting_tasks(self) -> None:
        """Let each waiting task see whether it can go on."""
        for task in self.in_state(TaskState.WAITING):
            if task.state == TaskState.WAITING:
                task.task_spec._update(task)


class RunningInside(_Open, BpmnSubWorkflow):
    """A subprocess or a called process while it moves."""


class Running(_Open, BpmnWorkflow):
    """A case of a definition, moved by one engine."""

    def __init__(self, definition: Definition, engine: OfficeEngine, **more: Any) -> None:
        super().__init__(
            definition.spec, dict(definition.subprocess_specs), script_engine=engine, **more
        )
        self.task_removed_event.connect(self._forget)

    def create_subprocess(self, my_task: Any, spec_name: str) -> RunningInside:
        """Begin what runs inside a task."""
        inner = RunningInside(self.subprocess_specs[spec_name], my_task.id, self)
        self.subprocesses[my_task.id] = inner
        return inner

    def refresh_timers(self) -> None:
        """Let each timer see whether it is due, the one that is due first before the others."""
        dues = [(due_of(task), task) for task in self.event_manager.tasks.values()]
        timers = [(due, task) for due, task in dues if due is not None]
        for _, task in sorted(timers, key=lambda each: (each[0], each[1].last_state_change)):
            if task.state == TaskState.WAITING and task.id in task.workflow.tasks:
                task.task_spec._update(task)

    def _do_engine_steps(self, will_complete_task: Told, did_complete_task: Told) -> bool:
        """Run what is ready now, the innermost first; tell whether there may be more."""
        active = self.get_active_subprocesses()
        for inner in sorted(active, key=lambda each: each.depth, reverse=True):
            while _run_ready(inner, will_complete_task, did_complete_task):
                pass
            if inner.parent_task_id in self.subprocesses:
                owner = self.get_task_from_id(inner.parent_task_id)
                owner.task_spec._update(owner)
        ran = _run_ready(self, will_complete_task, did_complete_task)
        return ran or len(self.get_active_subprocesses()) > len(active)

    def _forget(self, _workflow: Any, task: Any) -> None:
        """Forget what a task was waiting for, and what was running inside it."""
        self.event_manager.remove_task(task)
        forget_inside(self, task)


def due_of(task: Any) -> datetime | None:
    """When the first timer that a task waits for is due; None when it waits for none."""
    waited = task.task_spec.event_definition
    several = getattr(waited, "event_definitions", (waited,))
    timers = [each for each in several if isinstance(each, DueTimer | CycleTimer)]
    dues = [each.due(task) for each in timers]
    # A cycle that has fired for the last time is only to be ended.
    return min((due or _AT_ONCE for due in dues), default=None)


def in_order(workflow: Any) -> list[Any]:
    """All tasks of a workflow, parents before children, children in their order."""
    tasks = workflow.tasks
    ordered, ahead = [], [workflow.task_tree.id]
    while ahead:
        task = tasks[ahead.pop()]
        ordered.append(task)
        ahead.extend(reversed(task._children))
    return ordered


def forget_inside(workflow: Any, owner: Any) -> None:
    """Drop the subprocess of a task, and those that are running in it."""
    inner = workflow.subprocesses.pop(owner.id, None)
    if inner is not None:
        for task in inner.tasks.values():
            workflow.event_manager.remove_task(task)
            forget_inside(workflow, task)


def _run_ready(workflow: Any, will_complete: Told, did_complete: Told) -> bool:
    ready = [each for each in workflow.in_state(TaskState.READY) if not each.task_spec.manual]
    for task in ready:
        # One that ran before may have ended everything, this task too.
        if task.state == TaskState.READY and task.id in workflow.tasks:
            will_complete(task)
            task.run()
            did_complete(task)
    return bool(ready)
