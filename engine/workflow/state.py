"""A running case as bytes, and back: what is stored in the case's row.

SpiffWorkflow's own serializer copies the whole diagram into every case. Here the
diagram stays in its ``Definition``, and a case holds one short row a task: its
parent, its spec, its state, and what differs from its parent's data. The bytes
begin with the version of this codec, so that a later one can still read them.

Nothing of the machine's clock goes in: the order of changes is kept as ranks.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import orjson
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.deep_merge import DeepMerge
from SpiffWorkflow.util.task import TaskState

from engine.errors import Refusal
from engine.i18n import mark
from engine.workflow.definition import Definition
from engine.workflow.running import Running, RunningInside, in_order
from engine.workflow.scripting import OfficeEngine
from engine.workflow.values import CannotBeKept, decode, encode

VERSION: Final = b"m2:"
# In states of this version a task that was not yet reached takes after its parent too.
_VERSION_1: Final = b"m1:"
_SEEN: Final = "seen_events"
# The instances of a repeated step that are done: only how many there were is ever asked.
_MERGED: Final = "merged"


class StateUnreadable(Refusal):
    """A stored state is damaged, of an unknown codec, or of another definition."""

    code = "state-unreadable"
    status = 500
    default = mark("The stored state of the case can't be read with this diagram.")


def dump(workflow: Any, definition: Definition) -> bytes:
    """Write a workflow; ``CannotBeKept`` when it holds a value of an unknown kind."""
    inner = workflow.subprocesses
    ranks = _ranks([workflow, *inner.values()])
    subprocesses = [[_short(owner), _workflow_row(each, ranks)] for owner, each in inner.items()]
    document = [definition.key[:16], _workflow_row(workflow, ranks), subprocesses]
    try:
        return VERSION + orjson.dumps(document)
    except TypeError as unknown:
        raise CannotBeKept from unknown


def load(state: bytes, definition: Definition, script_engine: OfficeEngine) -> Running:
    """Rebuild the workflow that ``dump`` wrote, to be run by ``script_engine``."""
    version = state[: len(VERSION)]
    if version not in {VERSION, _VERSION_1}:
        raise StateUnreadable
    try:
        key, top_row, subprocess_rows = orjson.loads(state[len(VERSION) :])
        if key != definition.key[:16]:
            raise StateUnreadable
        workflow = Running(definition, script_engine, deserializing=True)
        _fill(workflow, top_row, version)
        # Parents were created before what runs inside them, so their tasks are there.
        for owner, row in subprocess_rows:
            task = workflow.get_task_from_id(_long(owner))
            spec = workflow.subprocess_specs[task.task_spec.spec]
            inner = RunningInside(spec, task.id, workflow, deserializing=True)
            workflow.subprocesses[task.id] = inner
            _fill(inner, row, version)
            inner.completed_event.connect(task.task_spec._on_subworkflow_completed, task)
    except StateUnreadable:
        raise
    except Exception as damaged:
        raise StateUnreadable from damaged
    return workflow


def _ranks(workflows: list[Any]) -> dict[float, int]:
    """The order of all last changes, across the case and its subprocesses."""
    changes = {task.last_state_change for each in workflows for task in each.tasks.values()}
    return {at: rank for rank, at in enumerate(sorted(changes))}


def _workflow_row(workflow: Any, ranks: Mapping[float, int]) -> list[Any]:
    tasks = in_order(workflow)
    number = {task.id: index for index, task in enumerate(tasks)}
    specs: dict[str, int] = {}
    rows = [_task_row(task, number, ranks, specs) for task in tasks]
    last = workflow.last_task
    return [
        list(specs),
        rows,
        None if last is None else number.get(last.id),
        workflow.success,
        workflow.completed,
        encode(workflow.data),
        encode(workflow.correlations),
    ]


def _task_row(
    task: Any, number: Mapping[UUID, int], ranks: Mapping[float, int], specs: dict[str, int]
) -> list[Any]:
    parent = task.parent
    inherited = parent.data if parent is not None and _is_reached(task.state) else {}
    changed = {
        key: encode(value)
        for key, value in task.data.items()
        if key not in inherited or not _same(value, inherited[key])
    }
    row = [
        _short(task.id),
        -1 if parent is None else number[parent.id],
        specs.setdefault(task.task_spec.name, len(specs)),
        task.state,
        ranks[task.last_state_change],
        changed,
        _internal_row(task),
        [key for key in inherited if key not in task.data],
        task.triggered,
    ]
    while not row[-1]:
        row.pop()
    return row


def _is_reached(state: int) -> bool:
    """Tell whether a task has got its parent's values; what is only foreseen has none."""
    return bool(state >= TaskState.WAITING)


def _same(value: Any, other: Any) -> bool:
    """Equal and of one kind, all the way down: True is not 1 here."""
    if type(value) is not type(other) or value != other:
        return False
    return not isinstance(value, list | dict | tuple) or repr(value) == repr(other)


def _internal_row(task: Any) -> Any:
    if not task.internal_data:
        return {}
    internal = dict(task.internal_data)
    if seen := internal.pop(_SEEN, None):
        known = task.task_spec.event_definition.event_definitions
        internal[_SEEN] = [
            [known.index(event.event_definition), event.payload, event.correlations]
            for event in seen
        ]
    if _MERGED in internal:
        internal[_MERGED] = len(internal[_MERGED])
    return encode(internal)


def _fill(workflow: Any, row: list[Any], version: bytes) -> None:
    names, task_rows, last, success, completed, data, correlations = row
    specs = [workflow.spec.task_specs[name] for name in names]
    tasks: list[Any] = []
    for short in task_rows:
        tasks.append(_task(workflow, [*short, *_REST[len(short) :]], specs, tasks, version))
    workflow.task_tree = tasks[0]
    workflow.last_task = None if last is None else tasks[last]
    workflow.success = success
    workflow.completed = completed
    workflow.data = decode(data)
    workflow.correlations = decode(correlations)


# What stands at the end of a row when it is left off.
_REST: Final[list[Any]] = [None, -1, 0, 0, 0, {}, {}, [], False]


def _task(workflow: Any, row: list[Any], specs: list[Any], tasks: list[Any], version: bytes) -> Any:
    key, parent_number, spec, state, rank, changed, internal, gone, triggered = row
    parent = None if parent_number == -1 else tasks[parent_number]
    task = Task(workflow, specs[spec], parent, state, _long(key))
    task.thread_id = 0
    task.last_state_change = rank
    task.triggered = triggered
    if internal:
        task.internal_data = _internal(task, internal)
    if parent is not None and (_is_reached(state) or version == _VERSION_1):
        task.data = DeepMerge.merge({}, parent.data)
    if changed:
        task.data.update(decode(changed))
    for name in gone:
        task.data.pop(name, None)
    if task.state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
        workflow.top_workflow.event_manager.add_task(task)
    return task


def _internal(task: Any, row: Any) -> Any:
    internal = decode(row)
    if isinstance(internal.get(_MERGED), int):
        internal[_MERGED] = [""] * internal[_MERGED]
    if _SEEN in internal:
        known = task.task_spec.event_definition.event_definitions
        internal[_SEEN] = [
            BpmnEvent(known[index], payload, correlations)
            for index, payload, correlations in internal[_SEEN]
        ]
    return internal


def _short(key: UUID) -> str:
    return urlsafe_b64encode(key.bytes)[:22].decode()


def _long(text: str) -> UUID:
    return UUID(bytes=urlsafe_b64decode(text + "=="))
