"""A case while it moves: SpiffWorkflow's workflow, where it needs mending.

SpiffWorkflow drops the unfinished instances of a step that is broken off, and
forgets that a subprocess may be running in them: its steps would wait on, and the
next move would look for an owner that is gone.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.workflow.definition import Definition
from engine.workflow.scripting import OfficeEngine


class Running(BpmnWorkflow):
    """A case of a definition, moved by one engine."""

    def __init__(self, definition: Definition, engine: OfficeEngine, **more: Any) -> None:
        super().__init__(
            definition.spec, dict(definition.subprocess_specs), script_engine=engine, **more
        )
        self.task_removed_event.connect(self._forget)

    def _forget(self, _workflow: Any, task: Any) -> None:
        """Forget what a task was waiting for, and what was running inside it."""
        self.event_manager.remove_task(task)
        forget_inside(self, task)


def forget_inside(workflow: Any, owner: Any) -> None:
    """Drop the subprocess of a task, and those that are running in it."""
    inner = workflow.subprocesses.pop(owner.id, None)
    if inner is not None:
        for task in inner.tasks.values():
            workflow.event_manager.remove_task(task)
            forget_inside(workflow, task)
