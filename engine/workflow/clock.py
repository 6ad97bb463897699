"""The time of one move, and the record of what it did.

SpiffWorkflow's timers ask the machine what time it is. Ours ask the clock that
came with the move, so that a case can be replayed, moved in a test, and swept
after a week of downtime with the same outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from engine.i18n import Said, mark
from engine.rules.expression import BadExpression, Moment, WorkingTime
from engine.rules.expression.budget import MOST_YEARS
from engine.rules.expression.times import Duration
from engine.workflow.extensions import Allowance

_LONGEST: Final = timedelta(days=366 * MOST_YEARS)

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

    def reach(self, timing: datetime | Duration) -> None:
        """Refuse a time that is further off than a hundred years."""
        try:
            length = abs(self.due(timing) - self.now)
        except (OverflowError, ValueError):
            length = timedelta.max
        if length > _LONGEST:
            said = mark("The timer would fire more than %(most)s years from now.")
            raise BadExpression(Said(said, most=MOST_YEARS))

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
