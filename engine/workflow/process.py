"""Running a case: bytes in, a ``Progress`` out, nothing changed anywhere else.

Each function loads the case, makes one move, lets the engine run until people or
time have the next move, and gives back the new state. When it refuses, the bytes
that came in are still the case.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.workflow import state, waiting
from engine.workflow.clock import Clock, WorkingTime
from engine.workflow.definition import Definition
from engine.workflow.message import Awaited, Correlations, Message, hand_over
from engine.workflow.progress import Progress, failing, is_stuck, run_on, told
from engine.workflow.running import Running
from engine.workflow.scripting import OfficeEngine
from engine.workflow.trace import Trace

# SpiffWorkflow describes every change of state for its log, walking the tree to do so
# unless the level of each of these says no. The office has its audit.
for _name in ("spiff", "spiff.workflow", "spiff.task"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


_NO_TIME: Final = datetime.min.replace(tzinfo=UTC)


class NoSuchTask(Refusal):
    """The task that should be completed does not wait for anybody."""

    code = "no-such-task"
    status = 409
    default = mark("This step is no longer waiting.")


class NobodyWaits(Refusal):
    """A message came that no step is waiting for."""

    code = "nobody-waits"
    status = 409
    default = mark("No step is waiting for this message.")


def start(
    definition: Definition, data: Mapping[str, Any], *, now: datetime, working_time: WorkingTime
) -> Progress:
    """Start a case and run it to its first waiting steps."""
    engine = engine_at(definition, now, working_time)
    workflow = Running(definition, engine)
    workflow.task_tree.data.update(deepcopy(dict(data)))
    return run_on(definition, workflow, engine)


def complete(
    definition: Definition,
    state: bytes,
    task: str,
    answers: Mapping[str, Any],
    *,
    now: datetime,
    working_time: WorkingTime,
) -> Progress:
    """Complete a waiting step with its answers and run on; ``NoSuchTask`` if it isn't waiting."""
    engine = engine_at(definition, now, working_time)
    workflow = _load(definition, state, engine)
    found = _waiting_task(workflow, task)
    found.data.update(deepcopy(dict(answers)))
    engine.trace.entering(found)
    with failing(engine.trace):
        found.run()
    engine.trace.completed(found)
    return run_on(definition, workflow, engine)


def fire_timers(
    definition: Definition, state: bytes, *, now: datetime, working_time: WorkingTime
) -> Progress:
    """Fire every timer that is due at ``now``, each once, and run on."""
    engine = engine_at(definition, now, working_time)
    workflow = _load(definition, state, engine)
    with failing(engine.trace):
        workflow.refresh_timers()
    return run_on(definition, workflow, engine)


def deliver(
    definition: Definition,
    state: bytes,
    message: str,
    payload: Any,
    *,
    key: str | None = None,
    now: datetime,
    working_time: WorkingTime,
) -> Progress:
    """Hand a message to the step that waits for it; ``NobodyWaits`` when none does.

    ``key`` says which conversation is meant where the diagram correlates messages.
    """
    engine = engine_at(definition, now, working_time)
    workflow = _load(definition, state, engine)
    event = BpmnEvent(Message(message), deepcopy(payload), _correlations(workflow, message, key))
    with failing(engine.trace):
        taken = hand_over(workflow, event)
    if not taken:
        raise NobodyWaits(
            Said(mark("No step is waiting for the message “%(name)s”."), name=message)
        )
    return run_on(definition, workflow, engine)


def cancel(definition: Definition, state: bytes) -> Progress:
    """End a case where it stands: whatever waits is cancelled, and its values are kept.

    For the verbs that end a case from outside its diagram. A case that is over
    already stays as it is.
    """
    engine = at_rest(definition)
    workflow = _load(definition, state, engine)
    if not workflow.completed:
        workflow.set_data(**waiting.data(workflow))
        workflow.cancel()
    return told(definition, workflow, engine.trace)


def awaited(definition: Definition, state: bytes) -> tuple[Awaited, ...]:
    """The messages a case is waiting for, so that one kept for it can be delivered."""
    return waiting.messages(_load(definition, state, at_rest(definition)))


def is_stalled(definition: Definition, state: bytes) -> bool:
    """Tell whether a case is open and yet nothing that could move it is ready or waiting."""
    return is_stuck(_load(definition, state, at_rest(definition)))


def at_rest(definition: Definition) -> OfficeEngine:
    """An engine to look at a case with: nothing moves, so nothing asks what time it is."""
    return engine_at(definition, _NO_TIME, _no_working_time)


def _no_working_time(*_asked: Any) -> datetime:
    return _NO_TIME


def engine_at(definition: Definition, now: datetime, working_time: WorkingTime) -> OfficeEngine:
    """The engine of one move."""
    return OfficeEngine(Clock(now, working_time), Trace(definition.arrows))


def _load(definition: Definition, kept: bytes, engine: OfficeEngine) -> Any:
    return state.load(kept, definition, engine)


def _waiting_task(workflow: Any, task: str) -> Any:
    try:
        key = UUID(task)
    except ValueError as wrong:
        raise NoSuchTask from wrong
    for each in (workflow, *workflow.subprocesses.values()):
        found = each.tasks.get(key)
        if found is not None and found.state == TaskState.READY and found.task_spec.manual:
            return found
    raise NoSuchTask


def _correlations(workflow: Any, message: str, key: str | None) -> Correlations:
    if key is None:
        return {}
    found: Correlations = {}
    for task in workflow.event_manager.tasks.values():
        for waited in waiting.definitions(task):
            if isinstance(waited, Message) and waited.name == message:
                found.update(waited.correlations(key))
    return found
