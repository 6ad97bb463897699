"""When a case is due: a term, counted from its reception, moved by its pauses.

A term is an amount of a unit, or several one after the other, under a policy.
Two policies live side by side in Vietnamese offices: ``end_of_day`` (the day of
reception does not count, and the last day lasts until the office closes) and
``hour_exact`` (a day is 480 working minutes, counted from the minute of
reception).

Under ``end_of_day`` a begun day is a day: 1.5 working days end when the office
closes on the second working day. A promise to a citizen is of days; the halves
and quarters of internal plans are allowances, which ``after`` counts to the
minute.

>>> from engine.rules.calendar import OFFICE_ZONE, from_json
>>> hours = {day: [["07:30", "11:30"], ["13:00", "17:00"]] for day in ("mon", "wed", "fri")}
>>> received = datetime(2026, 3, 2, 9, tzinfo=OFFICE_ZONE)
>>> term = Term.of(Decimal(2), Unit.WORKING_DAYS)
>>> due(received, term, from_json({"sessions": hours})).isoformat()
'2026-03-06T17:00:00+07:00'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.pause import Pause, PauseKind, Stop, merged
from engine.rules.standing import Standing, Verdict, left, standing
from engine.rules.term import BadTerm, Policy, Resume, Saturday, Segment, Term, Unit

__all__ = [
    "BadTerm",
    "Part",
    "Pause",
    "PauseKind",
    "Policy",
    "Resume",
    "Saturday",
    "Segment",
    "Standing",
    "Term",
    "Unit",
    "Verdict",
    "after",
    "due",
    "left",
    "merged",
    "moved",
    "parts",
    "reception_day",
    "standing",
]


@dataclass(frozen=True)
class Part:
    """A segment of a term as it runs: from when to when.

    ``last`` is its last day, before that moves to a working day.
    """

    segment: Segment
    start: datetime
    last: date
    end: datetime


def due(
    received: datetime, term: Term, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """Give the moment until which a case received at ``received`` is promised.

    Pauses may come in any order and overlap. One that begins after the case
    was already due moves nothing: it can't undo being late.
    """
    return parts(received, term, calendar, pauses)[-1].end


def parts(
    received: datetime, term: Term, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> list[Part]:
    """Give the parts of a term as they run; the end of the last one is when the case is due."""
    start, stops = office_time(received), merged(pauses)
    run = _counted(start, term, calendar, stops)
    if term.resume is Resume.RESTART:
        for place, stop in enumerate(stops, start=1):
            if stop.start > run[-1].end:
                break
            if stop.renews and stop.end > start:
                run = _counted(stop.end, term, calendar, stops[place:])
    return run


def moved(promised: datetime, recomputed: datetime) -> datetime:
    """Give what a promised date becomes when the calendar changes.

    It may become later, but is never earlier than what was printed.
    """
    return max(promised, recomputed)


def after(
    moment: datetime,
    amount: Decimal,
    unit: Unit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """Give the end of a step's allowance, to the minute: 0.25 working days are 120 minutes.

    While the case is paused its steps are too.
    """
    return due(moment, Term.of(amount, Unit(unit), Policy.HOUR_EXACT), calendar, pauses)


def reception_day(received: datetime, term: Term, calendar: WorkingCalendar) -> date:
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


def _counted(
    start: datetime, term: Term, calendar: WorkingCalendar, stops: Sequence[Stop]
) -> list[Part]:
    """Count each segment from the end of the one before, leaving out the stops."""
    run: list[Part] = []
    for segment in term.segments:
        if term.is_counted_in_minutes(segment):
            end = _to_the_minute(start, segment, calendar, stops)
            last = end.date()
        else:
            day = start.date() if run else reception_day(start, term, calendar)
            if segment.unit is Unit.WORKING_DAYS:
                last = _by_working_days(day, segment, term, calendar, stops)
            else:
                last = _by_calendar_days(day, segment, calendar, stops)
            # The last day moves to the next working day (Civil Code 2015, art. 148).
            end = _closing(last, calendar)
        run.append(Part(segment, start, last, end))
        start, stops = end, [stop for stop in stops if stop.end > end]
    return run


def _to_the_minute(
    start: datetime, segment: Segment, calendar: WorkingCalendar, stops: Sequence[Stop]
) -> datetime:
    """Count working minutes; a stop adds the working minutes it lasted."""
    promised = calendar.add_minutes(start, segment.minutes)
    for stop in stops:
        if stop.start > promised:
            break
        lost = calendar.minutes_between(max(stop.start, start), stop.end)
        if lost > 0:
            promised = calendar.add_minutes(promised, lost)
    return promised


def _by_working_days(
    day: date, segment: Segment, term: Term, calendar: WorkingCalendar, stops: Sequence[Stop]
) -> date:
    """Count whole working days after ``day``; after a stop, those left after its last day.

    Only full working days before the day of the stop are used up (unless the
    term says that the day itself is, too), and a stop that ends on the day it
    began moves nothing.
    """
    remaining, runs_again = segment.days, day
    for stop in stops:
        last = max(calendar.add_days(day, remaining), runs_again)
        if stop.start > _closing(last, calendar):
            break
        paused, resumed = stop.days
        if paused == resumed or resumed <= day:
            continue
        used = calendar.days_between(day, paused)
        if term.pause_day_consumed and paused > day and calendar.is_working_day(paused):
            used += 1
        day, remaining = resumed, max(remaining - used, 0)
        runs_again = calendar.opening(stop.end).date()
    return max(calendar.add_days(day, remaining), runs_again)


def _by_calendar_days(
    day: date, segment: Segment, calendar: WorkingCalendar, stops: Sequence[Stop]
) -> date:
    """Count days or months after ``day``; a stop adds the days from its first to its last.

    A same-day term is one of no days.
    """
    last = runs_again = segment.last_day(day)
    for stop in stops:
        if stop.start > _closing(max(last, runs_again), calendar):
            break
        paused, resumed = stop.days
        if paused == resumed or resumed <= day:
            continue
        last = resumed + max(last - max(paused, day), timedelta(0))
        runs_again = calendar.opening(stop.end).date()
    return max(last, runs_again)


def _closing(day: date, calendar: WorkingCalendar) -> datetime:
    return calendar.end_of_day(calendar.working_day_from(day))
