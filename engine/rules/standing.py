"""How a case stands against its due date, and the words for it.

The one judgement that screens, sheets, reminders and the API share, so that a
case is nowhere late and elsewhere on time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.i18n import Said, mark
from engine.rules.calendar import WorkingCalendar, office_time

# A working day is eight hours, also where the roster has seven and a half.
WORKING_DAY = 480


class Verdict(StrEnum):
    """A finished case is early, on time or late; an open one has four more."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    RUNNING = "running"
    NEAR_DUE = "near_due"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True)
class Standing:
    """A verdict, and the working minutes between the case and its due date.

    ``minutes`` are left while they are positive, and over when negative.
    """

    verdict: Verdict
    due: datetime
    minutes: int

    @property
    def days(self) -> int:
        """The whole working days in ``minutes``, with the same sign."""
        whole = abs(self.minutes) // WORKING_DAY
        return whole if self.minutes >= 0 else -whole


def standing(
    due: datetime,
    calendar: WorkingCalendar,
    *,
    now: datetime,
    finished: datetime | None = None,
    paused: bool = False,
    near: int = WORKING_DAY,
) -> Standing:
    """Judge a case: by when it was finished, or while it is open by the time left.

    Finished on a day before the due day is early, on the due day on time.
    """
    minutes = calendar.minutes_between(finished or now, due)
    if finished is not None:
        return Standing(_finished(finished, due), due, minutes)
    if paused:
        return Standing(Verdict.PAUSED, due, minutes)
    if now > due:
        return Standing(Verdict.OVERDUE, due, minutes)
    return Standing(Verdict.NEAR_DUE if minutes <= near else Verdict.RUNNING, due, minutes)


def left(standing: Standing) -> Said:
    """Say how a case stands: "2 days left", "3 days overdue", "on time", "paused"."""
    if standing.verdict is Verdict.PAUSED:
        return Said(mark("paused"))
    if standing.verdict is Verdict.ON_TIME:
        return Said(mark("on time"))
    if standing.verdict is Verdict.EARLY:
        return Said(mark("%(length)s early"), length=_length(standing.minutes))
    if standing.verdict in (Verdict.LATE, Verdict.OVERDUE):
        if standing.minutes == 0:
            return Said(mark("overdue"))
        return Said(mark("%(length)s overdue"), length=_length(-standing.minutes))
    if standing.minutes == 0:
        return Said(mark("due now"))
    return Said(mark("%(length)s left"), length=_length(standing.minutes))


def _finished(finished: datetime, due: datetime) -> Verdict:
    if finished > due:
        return Verdict.LATE
    days_before = office_time(due).date() - office_time(finished).date()
    return Verdict.EARLY if days_before else Verdict.ON_TIME


def _length(minutes: int) -> Said:
    """Say a length in its largest whole unit."""
    if minutes >= WORKING_DAY:
        days = minutes // WORKING_DAY
        return Said(mark("1 day") if days == 1 else mark("%(n)s days"), n=days)
    if minutes >= 60:
        hours = minutes // 60
        return Said(mark("1 hour") if hours == 1 else mark("%(n)s hours"), n=hours)
    return Said(mark("1 minute") if minutes == 1 else mark("%(n)s minutes"), n=minutes)
