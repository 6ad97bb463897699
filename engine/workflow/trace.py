"""The record of one move: which elements were completed, which arrows taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.errors import Refusal
from engine.i18n import mark

# One move passes a handful of elements, of at most 400 in a diagram; one that forks
# without end passes this, and soon after the depth to which SpiffWorkflow looks.
MOST_ELEMENTS: Final = 900

_SPLIT: Final = ".BoundaryEventSplit"


class RunsAway(Refusal):
    """A move would go on for ever."""

    code = "runs-away"
    default = mark("The diagram runs on and on without a step for a person.")


def element_of(spec: Any) -> str | None:
    """The id in the diagram of what SpiffWorkflow made of it; None for its own additions."""
    if spec.bpmn_id is not None:
        return str(spec.bpmn_id)
    name = str(spec.name)
    return name.removesuffix(_SPLIT) if name.endswith(_SPLIT) else None


class Trace:
    """Collects path and flows while a case moves."""

    def __init__(
        self, flows: Mapping[tuple[str, str], tuple[str, ...]], most: int = MOST_ELEMENTS
    ) -> None:
        self.path: list[str] = []
        self.flows: list[str] = []
        self._flows = flows
        self._most = most
        self.count = 0
        self.cycles_fired: set[UUID] = set()

    def completed(self, task: Any) -> None:
        """Note a task that the engine has just finished."""
        self.count += 1
        if self.count > self._most:
            raise RunsAway
        children = task.children
        if isinstance(task.task_spec, LoopTask) and any(
            child.task_spec.name == task.task_spec.task_spec for child in children
        ):
            self._take(task, children)
        else:
            self.passed(task, children)

    def passed(self, task: Any, children: Iterable[Any]) -> None:
        """Note that a token went through ``task`` and on to ``children``."""
        element = element_of(task.task_spec)
        if element is not None and task.task_spec.bpmn_id is not None:
            self.path.append(element)
        self._take(task, children)

    def _take(self, task: Any, children: Iterable[Any]) -> None:
        source = element_of(task.task_spec)
        if source is None:
            return
        for child in children:
            target = element_of(child.task_spec)
            if target is not None:
                self.flows.extend(self._flows.get((source, target), ()))
