"""The working time in which a case's clock ran: what the office had, without the pauses.

What an office learns from its past, and what it says of a case that waits, is
measured by it: how long a supplement took is the applicant's affair and says
nothing of the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.pause import Stop


@dataclass(frozen=True)
class RunningTime:
    """The clock of one case: it starts with the reception and stands still at each stop.

    The ``stops`` are those that ``pause.merged`` gives; of a pause that lasts
    one that ends now.
    """

    calendar: WorkingCalendar
    received: datetime
    stops: Sequence[Stop] = ()

    def at(self, moment: datetime) -> int:
        """The working minutes that had run by a moment; none before the reception."""
        start, end = office_time(self.received), office_time(moment)
        if end <= start:
            return 0
        stood = sum(
            self.calendar.minutes_between(max(stop.start, start), min(stop.end, end))
            for stop in self.stops
            if stop.start < end and stop.end > start
        )
        return self.calendar.minutes_between(start, end) - stood

    def when(self, minutes: int) -> datetime:
        """The moment at which so many working minutes will have run."""
        start, left = office_time(self.received), minutes
        for stop in self.stops:
            before = self.calendar.minutes_between(start, stop.start)
            if stop.start > start and left <= before:
                break
            start, left = max(start, stop.end), left - max(before, 0)
        return self.calendar.add_minutes(start, left)
