"""A token of a running case: what stands at an element, moved by the engine's own means.

SpiffWorkflow knows only tasks, several of which may belong to one token of the
diagram: the instances of a step done by many, the events at its edge, and all
that happens inside a subprocess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.workflow.definition import Definition
from engine.workflow.gateways import USED
from engine.workflow.net import Found, Marking, Scope, Trouble, inside
from engine.workflow.trace import Trace, element_of

_OPEN: Final = TaskState.READY | TaskState.WAITING | TaskState.STARTED


@dataclass(frozen=True)
class Token:
    """What stands at an element of a scope, and where the others of that scope stand."""

    task: Any
    element: str
    scope: Scope
    marking: Marking

    @property
    def is_at_an_edge(self) -> bool:
        """Whether it is an event at the edge of a step, which goes where the step goes."""
        return isinstance(self.task.task_spec, BoundaryEvent)

    def lies_behind(self, element: str) -> bool:
        """Tell whether the case could have come here from ``element``."""
        return element != self.element and self.element in self.scope.reached(element)

    def leads_to(self, element: str) -> bool:
        """Tell whether the case could come to ``element`` from here."""
        return element != self.element and element in self.scope.reached(self.element)

    def trouble(self, to: str) -> Found | None:
        """What would go wrong if the token stood at ``to``, unless it goes wrong already."""
        after = list(self.marking)
        after.remove(inside(self.element))
        found = self.scope.trouble((*after, inside(to)))
        if found is None or found.trouble is Trouble.UNKNOWN:
            return found
        return None if self.trouble_now == found else found

    @cached_property
    def trouble_now(self) -> Found | None:
        """What goes wrong from here anyhow, wherever the token is put."""
        return self.scope.trouble(self.marking)

    def put(self, to: str) -> None:
        """Cancel what stands here, and go on at ``to`` with the values as they are."""
        self._cancel()
        specs = self.task.workflow.spec.task_specs
        spec = specs.get(f"{to}.BoundaryEventSplit", specs[to])
        child = self.task._add_child(spec, TaskState.FUTURE)
        child.triggered = True
        child.task_spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
        child.task_spec._update(child)

    def leave(self, trace: Trace) -> None:
        """Go on by the arrow drawn as if the step were done, without doing it."""
        _cancel_inside(self.task)
        self.task.workflow.top_workflow.event_manager.remove_task(self.task)
        trace.entering(self.task)
        self.task.complete()
        trace.took(self.task, self.task.children)

    def _cancel(self) -> None:
        """Cancel the token, what is inside it, and the events at its edge."""
        _cancel_inside(self.task)
        self.task.cancel()
        if isinstance(self.task.parent.task_spec, BoundaryEventSplit):
            for each in self.task.parent.children:
                if isinstance(each.task_spec, BoundaryEvent) and each.state == TaskState.WAITING:
                    each.cancel()


def tokens(definition: Definition, workflow: Any, task: str) -> Iterator[Token]:
    """The token of a waiting step or event, then those of the subprocesses around it.

    Nothing comes when nothing of this id waits.
    """
    found = _open_task(workflow, task)
    while found is not None:
        found = _of_the_diagram(found)
        element = str(element_of(found.task_spec))
        scope = Scope(definition.drawn, definition.elements[element].scope)
        yield Token(found, element, scope, marking(found.workflow, scope))
        owner = found.workflow.parent_task_id
        found = None if owner is None else workflow.get_task_from_id(owner)


def marking(workflow: Any, scope: Scope) -> Marking:
    """Where the tokens of a scope stand: in steps and events, and at joins that wait."""
    places = [inside(element) for element, _ in standing(workflow) if element in scope.elements]
    for source, join in arrivals(workflow):
        places.extend(scope.arrows(source, join))
    return tuple(sorted(places))


def standing(workflow: Any) -> Iterator[tuple[str, Any]]:
    """The elements in which a workflow has a token, each with SpiffWorkflow's task for it."""
    for task in workflow.tasks.values():
        spec = task.task_spec
        if (
            task.has_state(_OPEN)
            and spec.bpmn_id is not None
            and not isinstance(spec, UnstructuredJoin | BoundaryEvent)
            and _of_the_diagram(task) is task
        ):
            yield str(spec.bpmn_id), task


def arrivals(workflow: Any) -> Iterator[tuple[str, str]]:
    """The tokens that wait at a join for others: the element each came from, and the join."""
    for task in workflow.tasks.values():
        spec = task.task_spec
        if (
            isinstance(spec, UnstructuredJoin)
            and not isinstance(spec, _EndJoin)
            and USED not in task.internal_data
            and task.parent.state == TaskState.COMPLETED
        ):
            yield str(element_of(task.parent.task_spec)), str(spec.name)


def _open_task(workflow: Any, task: str) -> Any:
    try:
        key = UUID(task)
    except ValueError:
        return None
    for each in (workflow, *workflow.subprocesses.values()):
        found = each.tasks.get(key)
        if found is not None and found.has_state(TaskState.READY | TaskState.WAITING):
            return found
    return None


def _of_the_diagram(task: Any) -> Any:
    """The task of the element itself, where ``task`` is one of its instances."""
    parent = task.parent
    if (
        parent is not None
        and isinstance(parent.task_spec, LoopTask)
        and task.task_spec.name == parent.task_spec.task_spec
    ):
        return parent
    return task


def _cancel_inside(task: Any) -> None:
    """Cancel instances and subprocesses first: SpiffWorkflow would only forget them."""
    for each in task.children if isinstance(task.task_spec, LoopTask) else ():
        if each.task_spec.name == task.task_spec.task_spec:
            each.cancel()
    inner = task.workflow.top_workflow.get_subprocess(task)
    if inner is not None:
        task.workflow.top_workflow.cancel(inner)
