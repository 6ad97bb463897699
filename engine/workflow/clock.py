"""The time of one move, and the record of what it did.

SpiffWorkflow's timers ask the machine what time it is. Ours ask the clock that
came with the move, so that a case can be replayed, moved in a test, and swept
after a week of downtime with the same outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.rules.expression import Moment, WorkingTime
from engine.rules.expression.times import Duration
from engine.workflow.extensions import Allowance

__all__ = ["Clock", "WorkingTime"]


@dataclass(frozen=True)
class Clock:
    """What time it is for this move, and how the office counts working time."""

    now: datetime
    working_time: WorkingTime

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now must carry its zone")

    @property
    def moment(self) -> Moment:
        """What an expression may know of it."""
        return Moment(self.now, self.working_time)

    def due(self, timing: datetime | Duration | Allowance) -> datetime:
        """When a timer that starts now is due."""
        match timing:
            case datetime():
                return timing
            case Duration():
                return timing.after(self.now)
            case Allowance():
                moment = self.working_time(self.now, timing.amount, timing.unit)
                if moment.tzinfo is None:
                    raise ValueError("working time must answer with a zone")
                return moment
