"""The record of one move: what was completed, which arrows were taken and why, what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.specs.MultiChoice import MultiChoice

from engine.i18n import Said
from engine.workflow.choice import Choice, Tried
from engine.workflow.failure import NOTHING, EngineFailed, RunsAway
from engine.workflow.message import Sent
from engine.workflow.operands import Plain
from engine.workflow.timers import CycleTimer

# One move passes a handful of elements, of at most 400 in a diagram; one that forks
# without end passes this, and soon after the depth to which SpiffWorkflow looks.
MOST_ELEMENTS: Final = 900

_SPLIT: Final = ".BoundaryEventSplit"


def element_of(spec: Any) -> str | None:
    """The id in the diagram of what SpiffWorkflow made of it; None for its own additions."""
    if spec.bpmn_id is not None:
        return str(spec.bpmn_id)
    name = str(spec.name)
    return name.removesuffix(_SPLIT) if name.endswith(_SPLIT) else None


def failed_at(
    spec: Any, why: Said, *, what: str | None = None, inputs: Mapping[str, Plain] = NOTHING
) -> EngineFailed:
    """The failure of a move at one of SpiffWorkflow's specs; None when it is not known where."""
    if spec is None:
        return EngineFailed(why, what=what, inputs=inputs)
    element = element_of(spec)
    return EngineFailed(why, element=element, name=spec.bpmn_name or "", what=what, inputs=inputs)


class Trace:
    """Collects what happens while a case moves."""

    def __init__(
        self, flows: Mapping[tuple[str, str], tuple[str, ...]], most: int = MOST_ELEMENTS
    ) -> None:
        self.path: list[str] = []
        self.flows: list[str] = []
        self.choices: list[Choice] = []
        self.sent: list[Sent] = []
        self.count = 0
        self.cycles_fired: set[UUID] = set()
        # The spec at which the engine is now: where a failure happened.
        self.at: Any = None
        self._flows = flows
        self._most = most
        self._tried: dict[UUID, list[Tried]] = {}

    @property
    def last(self) -> str | None:
        """The element that was completed last."""
        return self.path[-1] if self.path else None

    def entering(self, task: Any) -> None:
        """Note a task that the engine is about to run."""
        self.at = task.task_spec

    def asked(
        self, task: Any, condition: str, operands: Mapping[str, Plain], *, holds: bool
    ) -> None:
        """Note a condition that a gateway asked, and its answer."""
        tried = self._tried.setdefault(task.id, [])
        tried.append(Tried(self._way(task.task_spec, len(tried)), condition, operands, holds))

    def failure(
        self, why: Said, *, what: str | None = None, inputs: Mapping[str, Plain] = NOTHING
    ) -> EngineFailed:
        """What broke off where the engine is now."""
        return failed_at(self.at, why, what=what, inputs=inputs)

    def completed(self, task: Any) -> None:
        """Note a task that the engine has just finished."""
        self.count += 1
        if self.count > self._most:
            spec = task.task_spec
            raise RunsAway(element=element_of(spec), name=spec.bpmn_name or "")
        if isinstance(getattr(task.task_spec, "event_definition", None), CycleTimer):
            # It was noted each time it fired; now it has only come to its end.
            return
        children = task.children
        if isinstance(task.task_spec, LoopTask) and task.internal_data.get("merged"):
            # Each of its instances was noted when it was done.
            self.took(task, children)
        else:
            self.passed(task, children)

    def passed(self, task: Any, children: Iterable[Any]) -> None:
        """Note that a token went through ``task`` and on to ``children``."""
        spec = task.task_spec
        element = element_of(spec)
        if element is not None and spec.bpmn_id is not None:
            self.path.append(element)
        taken = self.took(task, children)
        if (
            element is not None
            and isinstance(spec, MultiChoice | EventBasedGateway)
            and len(spec.outputs) > 1
        ):
            tried = tuple(self._tried.pop(task.id, ()))
            self.choices.append(Choice(element, tried, taken))

    def _way(self, gateway: Any, nth: int) -> str | None:
        """The arrow on which a gateway's nth condition stands: they are asked in their order."""
        targets = [target for condition, target in gateway.cond_task_specs if condition is not None]
        target = targets[nth]
        ways = self._flows.get((str(gateway.name), target.removesuffix(_SPLIT)), ())
        earlier = targets[:nth].count(target)
        return ways[earlier] if earlier < len(ways) else None

    def took(self, task: Any, children: Iterable[Any]) -> tuple[str, ...]:
        """Note the arrows from ``task`` to ``children``."""
        source = element_of(task.task_spec)
        taken: list[str] = []
        for child in children if source is not None else ():
            target = element_of(child.task_spec)
            if source is not None and target is not None:
                taken.extend(self._flows.get((source, target), ()))
        self.flows.extend(taken)
        return tuple(taken)
