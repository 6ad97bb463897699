"""Hours in which nobody wants to be written to.

>>> from engine.rules.calendar import OFFICE_ZONE
>>> late = datetime(2026, 11, 23, 22, 30, tzinfo=OFFICE_ZONE)
>>> Quiet(time(21), time(6)).until(late).isoformat()
'2026-11-24T06:00:00+07:00'
>>> Quiet(time(21), time(6)).until(late.replace(hour=12)) is None
True
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engine.rules.calendar import office_time


@dataclass(frozen=True)
class Quiet:
    """A stretch of every day, which may reach over midnight; empty when both ends are one."""

    start: time
    end: time

    def until(self, moment: datetime) -> datetime | None:
        """When a letter of this moment may go out; None when it may now."""
        local = office_time(moment)
        clock = local.time()
        over_midnight = self.end < self.start
        is_quiet = (
            clock >= self.start or clock < self.end
            if over_midnight
            else self.start <= clock < self.end
        )
        if not is_quiet:
            return None
        ends = local.replace(hour=self.end.hour, minute=self.end.minute)
        return ends if ends > local else ends + timedelta(days=1)
