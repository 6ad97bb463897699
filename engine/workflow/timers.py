"""Timer events under our own clock, in place of SpiffWorkflow's."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    TimerEventDefinition,
)
from SpiffWorkflow.util.task import TaskState

from engine.rules.expression.times import Duration
from engine.workflow.clock import Clock
from engine.workflow.extensions import Allowance
from engine.workflow.timings import Asked, Cycle

# Under this and the element's id a task keeps when its timer is due.
DUE: Final = "due "

Timing = datetime | Duration | Allowance | Asked


def _clock(task: Any) -> Clock:
    clock: Clock = task.workflow.script_engine.clock
    return clock


class DueTimer(TimerEventDefinition):
    """A timer that fires once, when the move's time has reached it.

    The moment is kept under the element's own id: below an event-based gateway
    several timers share one task.
    """

    def __init__(self, element: str, timing: Timing) -> None:
        super().__init__(element, expression=None)
        self.timing = timing

    def due(self, task: Any) -> datetime:
        """When it fires for this task; fixed the first time it is asked."""
        kept = task.internal_data.get(self._key)
        if kept is None:
            engine, timing = task.workflow.script_engine, self.timing
            if isinstance(timing, Asked):
                timing = engine.time_of(task, timing)
            kept = task.internal_data[self._key] = engine.clock.due(timing).isoformat()
        return datetime.fromisoformat(kept)

    def has_fired(self, my_task: Any) -> bool:
        return self.due(my_task) <= _clock(my_task).now

    @property
    def _key(self) -> str:
        return f"{DUE}{self.name}"


class CycleTimer(CycleTimerEventDefinition):
    """A timer that fires again and again.

    In one move it fires once at most. After a downtime a bounded cycle makes up for
    what it missed in the moves that follow (its next time is then still past); an
    endless one goes on from the present.
    """

    def __init__(self, element: str, cycle: Cycle) -> None:
        super().__init__(element, expression=None)
        self.cycle = cycle

    def due(self, task: Any) -> datetime | None:
        """When it fires next for this task; None when it has fired for the last time."""
        rounds = self._rounds(task)
        return None if rounds["left"] == 0 else datetime.fromisoformat(rounds["next"])

    def cycle_complete(self, my_task: Any) -> bool:
        now = _clock(my_task).now
        due = self.due(my_task)
        if due is None:
            my_task.internal_data["event_fired"] = True
        fired: set[Any] = my_task.workflow.script_engine.trace.cycles_fired
        if due is None or due > now or my_task.id in fired:
            return False
        fired.add(my_task.id)
        rounds = self._rounds(my_task)
        following = self.cycle.every.after(due)
        if rounds["left"] is None:
            following = _first_after(following, self.cycle.every, now)
        left = None if rounds["left"] is None else rounds["left"] - 1
        my_task.internal_data["rounds"] = {"left": left, "next": following.isoformat()}
        return True

    def update_task(self, my_task: Any) -> None:
        """Send a token on each time it fires; the step it stands at goes on meanwhile."""
        if not self.cycle_complete(my_task):
            return
        born = []
        for spec in my_task.task_spec.outputs:
            if not isinstance(spec, BoundaryEventJoin):
                child = my_task._add_child(spec, TaskState.FUTURE)
                child.task_spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
                child.task_spec._update(child)
                born.append(child)
        my_task.workflow.script_engine.trace.passed(my_task, born)

    def _rounds(self, task: Any) -> dict[str, Any]:
        rounds: dict[str, Any] | None = task.internal_data.get("rounds")
        if rounds is None:
            first = self.cycle.start or self.cycle.every.after(_clock(task).now)
            rounds = {"left": self.cycle.times, "next": first.isoformat()}
            task.internal_data["rounds"] = rounds
        return rounds


def _first_after(moment: datetime, every: Duration, now: datetime) -> datetime:
    if every.months == 0 and moment <= now:
        moment += every.exact * ((now - moment) // every.exact)
    while moment <= now:
        moment = every.after(moment)
    return moment
