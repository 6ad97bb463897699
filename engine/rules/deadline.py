"""When a case is due: a term, counted from its reception, moved by its pauses.

A term is an amount of a unit under a policy. Two policies live side by side in
Vietnamese offices: ``end_of_day`` (the day of reception does not count, and the
last day lasts until the office closes) and ``hour_exact`` (a day is 480 working
minutes, counted from the minute of reception).

Under ``end_of_day`` a begun day is a day: 1.5 working days end when the office
closes on the second working day. A promise to a citizen is of days; the halves
and quarters of internal plans are allowances, which ``after`` counts to the
minute.

>>> from engine.rules.calendar import OFFICE_ZONE, from_json
>>> hours = {day: [["07:30", "11:30"], ["13:00", "17:00"]] for day in ("mon", "wed", "fri")}
>>> received = datetime(2026, 3, 2, 9, tzinfo=OFFICE_ZONE)
>>> due(received, Term(Decimal(2), Unit.WORKING_DAYS), from_json({"sessions": hours})).isoformat()
'2026-03-06T17:00:00+07:00'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.standing import Standing, Verdict, left, standing
from engine.rules.term import BadTerm, Pause, Policy, Resume, Saturday, Term, Unit, merged

__all__ = [
    "BadTerm",
    "Pause",
    "Policy",
    "Resume",
    "Saturday",
    "Standing",
    "Term",
    "Unit",
    "Verdict",
    "after",
    "due",
    "left",
    "merged",
    "standing",
]


def due(
    received: datetime, term: Term, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """Give the moment until which a case received at ``received`` is promised.

    Pauses may come in any order and overlap. One that begins after the case
    was already due moves nothing: it can't undo being late.
    """
    stops = merged(pauses)
    if term.resume is Resume.RESTART:
        return _restarted(office_time(received), term, calendar, stops)
    if term.unit is Unit.WORKING_HOURS or (
        term.unit is Unit.WORKING_DAYS and term.policy is Policy.HOUR_EXACT
    ):
        return _to_the_minute(received, term, calendar, stops)
    day = _reception_day(received, term, calendar)
    if term.unit is Unit.WORKING_DAYS:
        return _by_working_days(day, term, calendar, stops)
    return _by_calendar_days(day, term, calendar, stops)


def after(moment: datetime, amount: Decimal, unit: Unit, calendar: WorkingCalendar) -> datetime:
    """Give the end of a step's allowance, to the minute: 0.25 working days are 120 minutes."""
    return due(moment, Term(amount, Unit(unit), policy=Policy.HOUR_EXACT), calendar)


def _reception_day(received: datetime, term: Term, calendar: WorkingCalendar) -> date:
    """Give the day that counts as the day of reception.

    What comes outside hours is the next session's; only then what comes at or
    after the cut-off is the next working day's.
    """
    if term.saturday is Saturday.COUNTS and calendar.receives_on_saturday(received):
        moment = office_time(received)
    else:
        moment = calendar.opening(received)
    if term.cutoff is not None and moment.time() >= term.cutoff:
        return calendar.next_working_day(moment.date())
    return moment.date()


def _to_the_minute(
    received: datetime, term: Term, calendar: WorkingCalendar, stops: Sequence[Pause]
) -> datetime:
    """Count working minutes; a pause adds the working minutes it lasted."""
    start = office_time(received)
    promised = calendar.add_minutes(start, term.minutes)
    for pause in stops:
        if pause.start > promised:
            break
        lost = calendar.minutes_between(max(pause.start, start), pause.end)
        if lost > 0:
            promised = calendar.add_minutes(promised, lost)
    return promised


def _by_working_days(
    day: date, term: Term, calendar: WorkingCalendar, stops: Sequence[Pause]
) -> datetime:
    """Count whole working days after ``day``; after a pause, those left after its last day.

    Only full working days before the day of the pause are used up (unless the
    term says that the day of the pause is, too), and a pause that ends on the
    day it began moves nothing.
    """
    remaining = term.days
    for pause in stops:
        if pause.start > _closing(calendar.add_days(day, remaining), calendar):
            break
        paused, resumed = pause.days
        if paused == resumed or resumed <= day:
            continue
        used = calendar.days_between(day, paused)
        if term.pause_day_consumed and paused > day and calendar.is_working_day(paused):
            used += 1
        remaining = max(remaining - used, 0)
        day = resumed if remaining else calendar.opening(pause.end).date()
    return _closing(calendar.add_days(day, remaining), calendar)


def _by_calendar_days(
    day: date, term: Term, calendar: WorkingCalendar, stops: Sequence[Pause]
) -> datetime:
    """Count calendar days after ``day``; a pause adds the days from its first to its last.

    The last day moves to the next working day (Civil Code 2015, art. 148). A
    same-day term is one of no days.
    """
    length = 0 if term.unit is Unit.SAME_DAY else term.days
    last = day + timedelta(days=length)
    for pause in stops:
        if pause.start > _closing(last, calendar):
            break
        paused, resumed = pause.days
        if paused == resumed or resumed <= day:
            continue
        left_over = max(last - max(paused, day), timedelta(0))
        last = max(resumed + left_over, calendar.opening(pause.end).date())
    return _closing(last, calendar)


def _restarted(
    received: datetime, term: Term, calendar: WorkingCalendar, stops: Sequence[Pause]
) -> datetime:
    """Count the whole term anew from the end of the last pause that began in time."""
    whole = replace(term, resume=Resume.CONTINUE)
    promised = due(received, whole, calendar)
    for pause in stops:
        if pause.start > promised:
            break
        if pause.end > received:
            promised = due(pause.end, whole, calendar)
    return promised


def _closing(day: date, calendar: WorkingCalendar) -> datetime:
    return calendar.end_of_day(calendar.working_day_from(day))
