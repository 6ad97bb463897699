"""Running a case: bytes in, a ``Progress`` out, nothing changed anywhere else.

Each function loads the case, makes one move, lets the engine run until people or
time have the next move, and gives back the new state. When it refuses, the bytes
that came in are still the case.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.workflow import pruning, state, waiting
from engine.workflow.clock import Clock, WorkingTime
from engine.workflow.definition import Definition
from engine.workflow.parser import Message
from engine.workflow.scripting import OfficeEngine
from engine.workflow.trace import Trace
from engine.workflow.waiting import Event, Waiting

# SpiffWorkflow describes every change of state for its log, walking the tree to do so
# unless the level of each of these says no. The office has its audit.
for _name in ("spiff", "spiff.workflow", "spiff.task"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


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


class EngineFailed(Refusal):
    """The engine can't make this move with these values."""

    code = "engine-failed"
    default = mark("The engine can't go on from here.")


class Stalled(Refusal):
    """After a move nothing waits and the case is not finished: it could never go on."""

    code = "stalled"
    default = mark("The case would stop here for ever: nothing waits and it is not finished.")


@dataclass(frozen=True)
class Progress:
    """Where a case stands after a move, and what the move passed on its way.

    ``path`` are the elements completed and ``flows`` the arrows taken during this
    one move, in order; ``next_timer`` is the earliest moment when ``fire_timers``
    has something to do.
    """

    state: bytes
    waiting: tuple[Waiting, ...]
    events: tuple[Event, ...]
    next_timer: datetime | None
    path: tuple[str, ...]
    flows: tuple[str, ...]
    finished: bool
    data: Mapping[str, Any]


def start(
    definition: Definition, data: Mapping[str, Any], *, now: datetime, working_time: WorkingTime
) -> Progress:
    """Start a case and run it to its first waiting steps."""
    engine = _engine(definition, now, working_time)
    workflow = BpmnWorkflow(
        definition.spec, dict(definition.subprocess_specs), script_engine=engine
    )
    workflow.task_tree.data.update(deepcopy(dict(data)))
    return _progress(definition, workflow, engine)


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
    engine = _engine(definition, now, working_time)
    workflow = _load(definition, state, engine)
    found = _waiting_task(workflow, task)
    found.data.update(deepcopy(dict(answers)))
    with _failure_in_words():
        found.run()
    engine.trace.completed(found)
    return _progress(definition, workflow, engine)


def fire_timers(
    definition: Definition, state: bytes, *, now: datetime, working_time: WorkingTime
) -> Progress:
    """Fire every timer that is due at ``now``, each once, and run on."""
    engine = _engine(definition, now, working_time)
    workflow = _load(definition, state, engine)
    with _failure_in_words():
        workflow.refresh_timers()
    return _progress(definition, workflow, engine)


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
    engine = _engine(definition, now, working_time)
    workflow = _load(definition, state, engine)
    event = BpmnEvent(Message(message), deepcopy(payload), _correlations(workflow, message, key))
    with _failure_in_words():
        caught = workflow.event_manager.catch(event, internal=False)
    if caught == 0:
        raise NobodyWaits(
            Said(mark("No step is waiting for the message “%(name)s”."), name=message)
        )
    return _progress(definition, workflow, engine)


@contextmanager
def _failure_in_words() -> Iterator[None]:
    """Turn what SpiffWorkflow raises into a refusal; our own refusals pass as they are."""
    try:
        yield
    except SpiffWorkflowException as failure:
        why = str(failure)[:200]
        raise EngineFailed(Said(mark("The engine can't go on: %(why)s"), why=why)) from failure
    except RecursionError as failure:
        raise EngineFailed from failure


def _engine(definition: Definition, now: datetime, working_time: WorkingTime) -> OfficeEngine:
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


def _correlations(workflow: Any, message: str, key: str | None) -> dict[str, dict[str, str]]:
    if key is None:
        return {}
    found: dict[str, dict[str, str]] = {}
    for task in workflow.event_manager.tasks.values():
        for definition in waiting.definitions(task):
            if isinstance(definition, Message) and definition.name == message:
                for prop in definition.correlation_properties:
                    for name in prop.correlation_keys:
                        found.setdefault(name, {})[prop.name] = key
    return found


def _progress(definition: Definition, workflow: Any, engine: OfficeEngine) -> Progress:
    with _failure_in_words():
        run(workflow, engine)
    workflow.get_events()
    for each in (workflow, *list(workflow.subprocesses.values())):
        if not each.completed:
            pruning.prune(each)
    steps = waiting.people(workflow, definition)
    events = waiting.events(workflow, definition)
    finished = bool(workflow.completed)
    if not (finished or steps or waiting.can_still_move(workflow)):
        raise Stalled
    dues = [event.due for event in events if event.due is not None]
    return Progress(
        state=state.dump(workflow, definition),
        waiting=steps,
        events=events,
        next_timer=min(dues, default=None),
        path=tuple(engine.trace.path),
        flows=tuple(engine.trace.flows),
        finished=finished,
        data=waiting.data(workflow),
    )


def run(workflow: Any, engine: OfficeEngine) -> None:
    """Run whatever needs neither a person nor time, until nothing of that kind is left."""
    while True:
        before = engine.trace.count
        workflow.do_engine_steps(did_complete_task=engine.trace.completed)
        if not waiting.has_engine_work(workflow):
            return
        if engine.trace.count == before:
            raise Stalled
