"""The draft of an apology: when it is due, the new date it proposes, and why it says so.

How many working days before the due date it is drafted and sent is the
agency's policy (``rules/alarm``); the page, the alarms and the brief count them
here. A draft only proposes; whoever signs changes what is not right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from engine.i18n import Said, mark
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.extension import DueDates
from engine.rules.office_hours import at
from engine.rules.why_late import Cause, Elapsed, worked

DAY_BEGINS = time(0)


@dataclass(frozen=True)
class Proposal:
    """A new date and how it came about, in words."""

    until: datetime
    said: Said


def drafted_until(today: date, days: int, calendar: WorkingCalendar) -> date:
    """The last due date whose apology is to be drafted today, so many working days before it."""
    return calendar.add_days(today, days)


def drafted_from(
    received: datetime, due: datetime, days: int, calendar: WorkingCalendar
) -> datetime:
    """The moment from which the draft waits: the opening of its day; at once for a shorter term."""
    day = calendar.days_before(office_time(due).date(), days)
    return max(calendar.opening(at(day, DAY_BEGINS)), received)


def sent_by(received: datetime, due: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """The moment by which the apology is to be sent: the close of a working day before.

    A term too short for that ends with the case.
    """
    if not days:
        return due
    close = calendar.end_of_day(calendar.days_before(office_time(due).date(), days))
    return close if close > received else due


def proposed(now: datetime, dates: DueDates, minutes: int, calendar: WorkingCalendar) -> Proposal:
    """Propose a date: when the steps ahead end by their allowances, counted from now.

    It is the close of that day, and at least a working day after the date before.
    """
    counted = calendar.end_of_day(office_time(calendar.add_minutes(now, minutes)).date())
    before = max(office_time(dates.reminded), office_time(now))
    if counted > before:
        text = mark("From now on the steps ahead take at most %(length)s by their allowances.")
        return Proposal(counted, Said(text, length=worked(minutes)))
    later = calendar.next_working_day(before.date())
    text = mark(
        "The steps ahead take at most %(length)s by their allowances, which ends in time; "
        "so the working day after the date before is proposed."
    )
    return Proposal(calendar.end_of_day(later), Said(text, length=worked(minutes)))


def reason(elapsed: Elapsed, units: Mapping[str, Said]) -> Said | None:
    """Propose a reason: what took the most time of the office's own; None when nothing did."""
    for share in elapsed.shares:
        if share.cause in _REASONS:
            unit = units.get(share.unit, share.unit)
            return Said(_REASONS[share.cause], time=worked(share.minutes), unit=unit)
    return None


# What the applicant had in hand has moved the due date already, and is no reason.
_REASONS: Mapping[Cause, str] = {
    Cause.TRANSIT: mark("The case has been %(time)s on its way to %(unit)s."),
    Cause.REWORK: mark("A part had to be done again in %(unit)s, which has taken %(time)s."),
    Cause.HANDS: mark("The case needs more time in %(unit)s, where it has been for %(time)s."),
    Cause.UNCLAIMED: mark("The case has waited for an officer in %(unit)s for %(time)s."),
}
