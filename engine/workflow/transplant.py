"""A running case taken over into another diagram, task by task.

SpiffWorkflow's own migration keeps what it had foreseen under the old diagram, so
that a step drawn in behind the present one is passed over. Here only what has
happened is taken along: the open tasks, with their values and the times their
timers are due, and the places where branches parted. What lies ahead is foreseen
anew, and events drawn at the edge of an open step begin to wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, EventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.workflow.definition import Definition
from engine.workflow.gateways import USED
from engine.workflow.pruning import is_pending
from engine.workflow.running import Running, RunningInside
from engine.workflow.scripting import OfficeEngine
from engine.workflow.timers import DUE
from engine.workflow.trace import element_of

_OPEN: Final = TaskState.READY | TaskState.WAITING | TaskState.STARTED
_CHILD: Final = " [child]"
_SPLIT: Final = ".BoundaryEventSplit"


def transplant(
    case: Running, definition: Definition, engine: OfficeEngine, to: Mapping[str, str]
) -> Running:
    """Take a case over into ``definition``; ``to`` names the elements that are called otherwise."""
    grown = Running(definition, engine, deserializing=True)
    work = _Transplant(grown, to)
    work.workflow(case, grown)
    # What runs inside others takes its turns in the order in which it began.
    began = [work.owners[owner] for owner in case.subprocesses if owner in work.owners]
    grown.subprocesses = {owner: grown.subprocesses[owner] for owner in began}
    return grown


class _Transplant:
    """Copies tasks under one parent after another; each method does one kind of them."""

    def __init__(self, case: Running, to: Mapping[str, str]) -> None:
        self.owners: dict[UUID, UUID] = {}
        self._case = case
        self._to = to

    def workflow(self, old: Any, new: Any) -> None:
        new.data = {**new.data, **deepcopy(old.data)}
        new.correlations = deepcopy(old.correlations)
        new.success, new.completed = old.success, old.completed
        root = old.task_tree
        new.task_tree = self._copy(root, new.spec.start, new, None)
        for child in root.children:
            self._place(child, new.task_tree)
        for task in list(new.tasks.values()):
            if task.has_state(_OPEN):
                task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)

    def _place(self, old: Any, parent: Any) -> None:
        """Copy a task and what lies below it; what was only foreseen is left behind."""
        spec = old.task_spec
        if old.state < TaskState.WAITING:
            return
        if isinstance(spec, EventSplit):
            self._step_with_edges(old, parent)
        elif isinstance(spec, BoundaryEventJoin):
            self._joined_edge(old, parent)
        elif isinstance(spec, _EndJoin):
            self._below(old, self._copy(old, parent.workflow.spec.end, parent.workflow, parent))
        elif _is_kept(old):
            self._kept(old, parent)
        else:
            self._history(old, parent)

    def _below(self, old: Any, new: Any) -> None:
        for child in old.children:
            self._place(child, new)

    def _history(self, old: Any, parent: Any) -> None:
        """A task that is over: only its values, and that branches part here, still count."""
        self._below(old, self._copy(old, parent.workflow.spec.start, parent.workflow, parent))

    def _kept(self, old: Any, parent: Any) -> None:
        """An open task, or one at a join that has not used it yet."""
        specs = parent.workflow.spec.task_specs
        name = self._name(old)
        split = specs.get(name + _SPLIT)
        alone = not isinstance(parent.task_spec, EventSplit)
        if old.has_state(_OPEN) and alone and split is not None:
            parent = self._add_split(parent, split)
        new = self._copy(old, specs[name], parent.workflow, parent)
        self._inside(old, new)
        self._below(old, new)
        if alone:
            self._add_edges(parent, new)

    def _step_with_edges(self, old: Any, parent: Any) -> None:
        element = str(element_of(old.task_spec))
        split = parent.workflow.spec.task_specs.get(self._to.get(element, element) + _SPLIT)
        if not is_pending(old):
            self._history(old, parent)
            return
        top = parent if split is None else self._copy(old, split, parent.workflow, parent)
        for child in old.children:
            if not isinstance(child.task_spec, BoundaryEvent):
                self._place(child, top)
            elif split is not None and self._name(child) in split._outputs:
                self._edge(child, top)
            elif child.has_state(TaskState.FINISHED_MASK):
                self._history(child, parent)
        main = next((each for each in top.children if each.has_state(_OPEN)), None)
        if main is not None:
            self._add_edges(top, main)

    def _edge(self, old: Any, parent: Any) -> None:
        spec = parent.workflow.spec.task_specs[self._name(old)]
        self._below(old, self._copy(old, spec, parent.workflow, parent))

    def _joined_edge(self, old: Any, parent: Any) -> None:
        for spec in parent.task_spec.outputs:
            if isinstance(spec, BoundaryEventJoin):
                self._copy(old, spec, parent.workflow, parent)

    def _add_split(self, parent: Any, split: Any) -> Any:
        """Put an open step, at which events are drawn now, below what holds them together."""
        added = parent._add_child(split, TaskState.COMPLETED)
        added.data = deepcopy(parent.data)
        return added

    def _add_edges(self, split: Any, main: Any) -> None:
        """Let the events wait that are drawn at an open step and were not there before."""
        if not isinstance(split.task_spec, EventSplit) or not main.has_state(_OPEN):
            return
        there = {child.task_spec.name for child in split.children}
        for spec in split.task_spec.outputs:
            if isinstance(spec, BoundaryEvent) and spec.name not in there:
                event = split._add_child(spec, TaskState.WAITING)
                spec._update(event)

    def _inside(self, old: Any, new: Any) -> None:
        """Take over what runs inside a subprocess or a called process."""
        inner = old.workflow.top_workflow.get_subprocess(old)
        if inner is None or not old.has_state(_OPEN):
            return
        spec = self._case.subprocess_specs[new.task_spec.spec]
        grown = RunningInside(spec, new.id, self._case, deserializing=True)
        self._case.subprocesses[new.id] = grown
        self.owners[old.id] = new.id
        self.workflow(inner, grown)
        grown.completed_event.connect(new.task_spec._on_subworkflow_completed, new)

    def _name(self, old: Any) -> str:
        """How the spec of a task is called in the new diagram."""
        name = str(old.task_spec.name)
        element = name.removesuffix(_CHILD)
        return self._to.get(element, element) + name[len(element) :]

    def _copy(self, old: Any, spec: Any, workflow: Any, parent: Any) -> Any:
        """A task as it was; one that is called otherwise now is another one to the office."""
        same = element_of(old.task_spec) == element_of(spec) or not old.has_state(_OPEN)
        task = Task(workflow, spec, parent, old.state, old.id if same else None)
        task.thread_id = 0
        task.last_state_change = old.last_state_change
        task.triggered = old.triggered
        task.data = deepcopy(old.data)
        task.internal_data = {
            self._internal_key(key): deepcopy(value) for key, value in old.internal_data.items()
        }
        if task.state == TaskState.WAITING and isinstance(spec, CatchingEvent):
            self._case.event_manager.add_task(task)
        return task

    def _internal_key(self, key: str) -> str:
        if not key.startswith(DUE):
            return key
        element = key.removeprefix(DUE)
        return DUE + self._to.get(element, element)


def _is_kept(old: Any) -> bool:
    """Tell whether a task still counts as what it is, and not only by its values."""
    if old.has_state(_OPEN):
        return True
    if isinstance(old.task_spec, UnstructuredJoin):
        return USED not in old.internal_data
    instance = isinstance(old.parent.task_spec, LoopTask) and old.parent.has_state(_OPEN)
    return instance or any(
        isinstance(child.task_spec, UnstructuredJoin)
        and not isinstance(child.task_spec, _EndJoin)
        and USED not in child.internal_data
        for child in old.children
    )
