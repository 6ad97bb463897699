"""What a move answers: where the case stands now, and what it passed on its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.workflow import pruning, state, waiting
from engine.workflow.choice import Choice
from engine.workflow.definition import Definition
from engine.workflow.failure import Stalled, behind, why
from engine.workflow.message import Awaited, Sent
from engine.workflow.scripting import OfficeEngine
from engine.workflow.trace import Trace
from engine.workflow.waiting import Event, Waiting


@dataclass(frozen=True)
class Progress:
    """Where a case stands after a move, and what the move passed on its way.

    ``path`` are the elements completed, ``flows`` the arrows taken and ``choices``
    the gateways passed during this one move, in order; ``sent`` are the messages
    that go to somebody else, ``awaited`` those that the case waits for now.
    ``next_timer`` is the earliest moment when ``fire_timers`` has something to do.
    """

    state: bytes
    waiting: tuple[Waiting, ...]
    events: tuple[Event, ...]
    next_timer: datetime | None
    path: tuple[str, ...]
    flows: tuple[str, ...]
    choices: tuple[Choice, ...]
    sent: tuple[Sent, ...]
    awaited: tuple[Awaited, ...]
    finished: bool
    data: Mapping[str, Any]


def run_on(definition: Definition, workflow: Any, engine: OfficeEngine) -> Progress:
    """Run a case to where people, time or others have the next move; tell where that is."""
    with failing(engine.trace):
        run(workflow, engine)
    return told(definition, workflow, engine.trace)


def told(definition: Definition, workflow: Any, trace: Trace) -> Progress:
    """Tell where a case stands, and prune and write its state."""
    workflow.get_events()
    pruning.prune(workflow)
    steps = waiting.people(workflow, definition)
    events = waiting.events(workflow, definition)
    if is_stuck(workflow):
        raise Stalled(element=trace.last)
    dues = [event.due for event in events if event.due is not None]
    return Progress(
        state=state.dump(workflow, definition),
        waiting=steps,
        events=events,
        next_timer=min(dues, default=None),
        path=tuple(trace.path),
        flows=tuple(trace.flows),
        choices=tuple(trace.choices),
        sent=tuple(trace.sent),
        awaited=waiting.messages(workflow),
        finished=bool(workflow.completed),
        data=waiting.data(workflow),
    )


def is_stuck(workflow: Any) -> bool:
    """Tell whether a case is neither finished nor waiting for anything that could come."""
    return not (
        workflow.completed or waiting.ready_for_people(workflow) or waiting.can_still_move(workflow)
    )


def run(workflow: Any, engine: OfficeEngine) -> None:
    """Run whatever needs neither a person nor time, until nothing of that kind is left."""
    idle = False
    while True:
        before = engine.trace.count
        workflow.do_engine_steps(engine.trace.entering, engine.trace.completed)
        if not waiting.has_engine_work(workflow):
            return
        # The last thing it does is to look at the timers: what fired then comes next.
        if idle and engine.trace.count == before:
            raise Stalled(element=engine.trace.last)
        idle = engine.trace.count == before


@contextmanager
def failing(trace: Trace) -> Iterator[None]:
    """Turn whatever breaks a move off into ``EngineFailed``, with where it was."""
    try:
        yield
    except Exception as broken:
        known = behind(broken)
        if known is broken:
            raise
        raise (known or trace.failure(why(broken))) from broken
