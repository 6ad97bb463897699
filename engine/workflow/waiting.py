"""What a case is waiting for: people, time, messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.spiff.specs.event_definitions import SignalEventDefinition
from SpiffWorkflow.util.task import TaskState

from engine.workflow import gateways
from engine.workflow.conditional import Conditional
from engine.workflow.definition import Definition, Step
from engine.workflow.message import Awaited, Message
from engine.workflow.timers import CycleTimer, DueTimer

# What can come from outside a case. Errors and escalations only come from within it.
KINDS: Final[Mapping[type, str]] = {
    DueTimer: "timer",
    CycleTimer: "timer",
    Message: "message",
    SignalEventDefinition: "signal",
    Conditional: "condition",
}
_DATA_OBJECTS: Final = "data_objects"
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    """A step that waits for a person; ``task`` tells apart several instances of one step."""

    task: str
    step: Step


@dataclass(frozen=True)
class Event:
    """An event that a case waits for; ``due`` is known for timers.

    ``task`` tells apart several places that wait for one event; those behind one
    event-based gateway share theirs.
    """

    element: str
    kind: str
    due: datetime | None
    properties: Mapping[str, str]
    task: str


def people(workflow: Any, definition: Definition) -> tuple[Waiting, ...]:
    """The steps that wait for people, in the order in which they became ready."""
    return tuple(
        Waiting(task.id.hex, definition.elements[task.task_spec.bpmn_id])
        for task in ready_for_people(workflow)
    )


def ready_for_people(workflow: Any) -> list[Any]:
    """The engine's own tasks behind ``people``."""
    ready = [
        task
        for task in _open_tasks(workflow)
        if task.state == TaskState.READY and task.task_spec.manual
    ]
    return sorted(ready, key=lambda task: task.last_state_change)


def events(workflow: Any, definition: Definition) -> tuple[Event, ...]:
    """The events a case waits for, the earliest first."""
    found = [
        Event(
            element,
            KINDS[type(waited)],
            due,
            definition.elements[element].properties,
            task.id.hex,
        )
        for task in _waiting_for_events(workflow)
        for element, waited, due in _waited(task)
        if type(waited) in KINDS
    ]
    return tuple(sorted(found, key=lambda each: (each.due is None, each.due or _NEVER)))


def messages(workflow: Any) -> tuple[Awaited, ...]:
    """The messages a case waits for, each with the key of its conversation."""
    return tuple(
        Awaited(waited.name, waited.key(task.workflow.correlations), element)
        for task in _waiting_for_events(workflow)
        for element, waited, _ in _waited(task)
        if isinstance(waited, Message)
    )


def definitions(task: Any) -> list[Any]:
    """The event definitions a task waits for: several below an event-based gateway."""
    waited = task.task_spec.event_definition
    several = isinstance(waited, MultipleEventDefinition)
    return list(waited.event_definitions) if several else [waited]


def has_engine_work(workflow: Any) -> bool:
    """Tell whether a step is ready that no person is needed for."""
    return any(
        task.state == TaskState.READY and not task.task_spec.manual
        for task in _open_tasks(workflow)
    )


def can_still_move(workflow: Any) -> bool:
    """Tell whether anything from outside could move a case that waits for no person."""
    return any(
        type(each) in KINDS for task in _waiting_for_events(workflow) for each in definitions(task)
    )


def data(workflow: Any) -> dict[str, Any]:
    """The routing values as they stand: of the end when finished, else of the open branches."""
    values = {key: each for key, each in workflow.data.items() if key != _DATA_OBJECTS}
    if not workflow.completed:
        branches = [*_open_tasks(workflow), *gateways.not_yet_joined(workflow)]
        for task in sorted(branches, key=lambda each: each.last_state_change):
            values.update(task.data)
    return values


def _waiting_for_events(workflow: Any) -> Iterator[Any]:
    for task in workflow.event_manager.tasks.values():
        if task.state == TaskState.WAITING:
            yield task


def _open_tasks(workflow: Any) -> Iterator[Any]:
    for each in (workflow, *workflow.subprocesses.values()):
        for task in each.tasks.values():
            if task.has_state(TaskState.READY | TaskState.WAITING):
                yield task


def _waited(task: Any) -> Iterator[tuple[str, Any, datetime | None]]:
    waited = definitions(task)
    if isinstance(task.task_spec.event_definition, MultipleEventDefinition) and task.children:
        elements = [child.task_spec.bpmn_id for child in task.children]
    else:
        elements = [task.task_spec.bpmn_id] * len(waited)
    for element, each in zip(elements, waited, strict=False):
        due = each.due(task) if isinstance(each, DueTimer | CycleTimer) else None
        yield element, each, due
