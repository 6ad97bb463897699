"""Why a case is due when it is: dated reasons, in both languages.

An explanation is made anew from the same facts and the same count as the due
date (``deadline.parts``), so the two can't tell different stories: what a
pause moved is the due date without it beside the due date with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from engine.i18n import Said, mark
from engine.rules.calendar import SpecialDay, WorkingCalendar, office_time
from engine.rules.day_words import day_said, moment_said, short, stretch
from engine.rules.deadline import Part, due, parts, reception_day
from engine.rules.extension import DueDates, Extension
from engine.rules.office_hours import SATURDAY
from engine.rules.pause import Pause, PauseKind, Stop, merged
from engine.rules.term import Resume, Term, Unit

A_DAY = timedelta(days=1)
# Longer lists of weekends are counted instead of named.
MOST_NAMED = 8

_WHY_PAUSED: Final = {
    PauseKind.SUPPLEMENT: mark("supplement no. %(n)s"),
    PauseKind.FINANCIAL_DUTY: mark("financial duty no. %(n)s"),
    PauseKind.APPLICANT_REQUEST: mark("the applicant's request no. %(n)s"),
    PauseKind.EXCLUDED: mark("time excluded by law no. %(n)s"),
}
# The same with its paper or law, where one was noted.
_ON_WHICH_GROUND: Final = {
    PauseKind.SUPPLEMENT: mark("supplement no. %(n)s (%(ground)s)"),
    PauseKind.FINANCIAL_DUTY: mark("financial duty, notice %(ground)s"),
    PauseKind.APPLICANT_REQUEST: mark("the applicant's request %(ground)s"),
    PauseKind.EXCLUDED: mark("time excluded by law (%(ground)s)"),
}


@dataclass(frozen=True)
class Reason:
    """One line of an explanation, with the day from which it matters."""

    day: date
    said: Said


@dataclass(frozen=True)
class Explanation:
    """The reasons, in the order of their days, and the date they come to."""

    reasons: tuple[Reason, ...]
    due: datetime


def explained(
    received: datetime,
    term: Term,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    *,
    printed: datetime | None = None,
    standing_still: Pause | None = None,
    on_paper: Said | None = None,
) -> Explanation:
    """Explain when a case is due, given its ended pauses.

    ``printed`` is a date that was promised and never becomes earlier;
    ``standing_still`` is a pause that has not ended, whatever its end says;
    ``on_paper`` says of a late entry by which slip it came and when it was entered.
    """
    received = office_time(received)
    run = parts(received, term, calendar, pauses)
    made = run[-1].end
    between = [
        *_days_left_out(run, term, calendar, merged(pauses)),
        *_ends(run),
        *_pauses(received, term, calendar, pauses),
    ]
    reasons = [
        *_reception(received, term, calendar, on_paper),
        *sorted(between, key=lambda reason: reason.day),
        *_standing_still(standing_still, pauses),
        *_promise(received, made, printed, calendar),
    ]
    return Explanation(tuple(reasons), max(made, printed or made))


def put_off(
    found: Explanation, letters: Sequence[tuple[str, Extension]], dates: DueDates
) -> Explanation:
    """Add by which letters the case was put off, and what the second date does to the first."""
    if dates.second is None:
        return found
    told = [_put_off(number, extension) for number, extension in letters]
    second = office_time(dates.second)
    if letters and letters[-1][1].due != second:
        text = mark("The second date moved with pauses and the calendar: %(second)s.")
        told.append(Reason(second.date(), Said(text, second=moment_said(second))))
    text = (
        mark("The procedure lets the second date count: it judges the case.")
        if dates.counts
        else mark("The second date does not count: the case is judged by %(promised)s.")
    )
    told.append(Reason(second.date(), Said(text, promised=short(office_time(dates.promised)))))
    return replace(found, reasons=(*found.reasons, *told))


def _put_off(number: str, extension: Extension) -> Reason:
    text = mark("Put off on %(day)s until %(second)s by letter no. %(number)s: %(reason)s")
    day = office_time(extension.given).date()
    second = moment_said(office_time(extension.due))
    said = Said(text, day=day_said(day), second=second, number=number, reason=extension.reason)
    return Reason(day, said)


def _reception(
    received: datetime, term: Term, calendar: WorkingCalendar, on_paper: Said | None
) -> Iterator[Reason]:
    """Say when the case came, from when it counts, and the length that is promised."""
    day = received.date()
    yield Reason(day, Said(mark("Received at %(moment)s."), moment=moment_said(received)))
    if on_paper is not None:
        yield Reason(day, on_paper)
    first = term.segments[0]
    if term.is_counted_in_minutes(first):
        opened = calendar.opening(received)
        if opened != received:
            text = mark("Outside office hours: counted from %(moment)s.")
            yield Reason(day, Said(text, moment=moment_said(opened)))
        text = mark("Term: %(term)s, to the minute; a working day is 8 hours.")
    else:
        counted = reception_day(received, term, calendar)
        if counted != day:
            text = mark("Counts as received on %(day)s: outside office hours or past the cut-off.")
            yield Reason(day, Said(text, day=day_said(counted)))
        elif not calendar.is_working_day(day):
            text = mark("A Saturday of reception counts as the day it was received.")
            yield Reason(day, Said(text))
        text = mark("Term: %(term)s; the day of reception does not count.")
    yield Reason(day, Said(text, term=term.said))


def _days_left_out(
    run: Sequence[Part], term: Term, calendar: WorkingCalendar, stops: Sequence[Stop]
) -> Iterator[Reason]:
    """Name the days off that a part was counted past, or that its last day moved past."""
    for place, part in enumerate(run):
        start, end = part.start.date(), part.end.date()
        passed = _days(start if place == 0 else start + A_DAY, end)
        if not term.is_counted_in_minutes(part.segment):
            begun = start if place else reception_day(part.start, term, calendar)
            if part.segment.unit is not Unit.WORKING_DAYS:
                passed = [day for day in passed if day < begun or day >= part.last]
        if part.last != end:
            text = mark("%(last)s is no working day: moved to %(day)s.")
            yield Reason(part.last, Said(text, last=day_said(part.last), day=day_said(end)))
        within = [stop.days for stop in stops]
        free = [day for day in passed if not any(one < day < other for one, other in within)]
        yield from _passed_over(free, calendar)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _passed_over(days: Sequence[date], calendar: WorkingCalendar) -> Iterator[Reason]:
    weekends = [
        day for day in days if day not in calendar.days and not calendar.is_working_day(day)
    ]
    if weekends:
        listed = ", ".join(stretch(*ends) for ends in _runs(weekends))
        if len(weekends) > MOST_NAMED:
            said = Said(mark("Weekly rest days that do not count: %(n)s."), n=len(weekends))
        else:
            said = Said(mark("Weekly rest does not count: %(days)s."), days=listed)
        yield Reason(weekends[0], said)
    for group in _announced(days, calendar):
        first = group[0]
        text = (
            mark("%(days)s is worked: %(reason)s.")
            if first.kind.is_worked
            else mark("%(days)s does not count: %(reason)s.")
        )
        named = stretch(first.day, group[-1].day)
        yield Reason(first.day, Said(text, days=named, reason=first.reason))


def _announced(days: Sequence[date], calendar: WorkingCalendar) -> Iterator[list[SpecialDay]]:
    """The announced days that make a difference; those of one reason together."""
    group: list[SpecialDay] = []
    for day in days:
        special = calendar.days.get(day)
        if special is None or not (special.kind.is_worked or _is_worked_else(day, calendar)):
            continue
        if group and not _belongs(special, group[-1], calendar):
            yield group
            group = []
        group.append(special)
    if group:
        yield group


def _is_worked_else(day: date, calendar: WorkingCalendar) -> bool:
    """Whether its weekday would be worked; a holiday on a Sunday takes nothing away."""
    return day.weekday() != SATURDAY and bool(calendar.weekday_hours(day, day.weekday()))


def _belongs(special: SpecialDay, before: SpecialDay, calendar: WorkingCalendar) -> bool:
    same = (special.kind, special.reason) == (before.kind, before.reason)
    return same and calendar.days_between(before.day, special.day) == 0


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other, as first and last."""
    first = last = days[0]
    for day in days[1:]:
        if day != last + A_DAY:
            yield first, last
            first = day
        last = day
    yield first, last


def _ends(run: Sequence[Part]) -> Iterator[Reason]:
    """Say when each part but the last ends."""
    for part in run[:-1]:
        text = mark("%(length)s end at %(moment)s.")
        said = Said(text, length=part.segment.said, moment=moment_said(part.end))
        yield Reason(part.end.date(), said)


def _pauses(
    received: datetime, term: Term, calendar: WorkingCalendar, pauses: Sequence[Pause]
) -> Iterator[Reason]:
    """Say of each pause what it was for and what it moved, in the order in which they began."""
    before = due(received, term, calendar)
    counted: list[Pause] = []
    for pause in sorted(pauses, key=lambda one: one.start):
        counted.append(pause)
        after = due(received, term, calendar, counted)
        start, end = office_time(pause.start), office_time(pause.end)
        text = mark("Paused %(start)s – %(end)s, %(why)s: %(effect)s.")
        said = Said(
            text,
            start=short(start),
            end=short(end),
            why=_why(pause, counted),
            effect=_effect(pause, term, before, after),
        )
        yield Reason(start.date(), said)
        before = after


def _why(pause: Pause, until: Sequence[Pause]) -> Said:
    number = sum(one.kind is pause.kind for one in until)
    if pause.ground:
        ground = " ".join(pause.ground.split())
        return Said(_ON_WHICH_GROUND[pause.kind], n=number, ground=ground)
    return Said(_WHY_PAUSED[pause.kind], n=number)


def _effect(pause: Pause, term: Term, before: datetime, after: datetime) -> Said:
    if before == after:
        return Said(mark("moves nothing"))
    renews = term.resume is Resume.RESTART and pause.kind is PauseKind.SUPPLEMENT
    text = (
        mark("the whole term runs anew, due %(after)s instead of %(before)s")
        if renews
        else mark("due %(after)s instead of %(before)s")
    )
    return Said(text, before=short(before), after=short(after))


def _standing_still(pause: Pause | None, ended: Sequence[Pause]) -> Iterator[Reason]:
    if pause is None:
        return
    start = office_time(pause.start)
    text = mark("Paused since %(start)s, %(why)s: the due date moves when the clock runs again.")
    yield Reason(start.date(), Said(text, start=short(start), why=_why(pause, [*ended, pause])))


def _promise(
    received: datetime, made: datetime, printed: datetime | None, calendar: WorkingCalendar
) -> Iterator[Reason]:
    """Say the date, why it is not the one that was counted, and why it may still move."""
    promised = max(made, printed or made)
    if promised != made:
        text = mark("Counted anew it would be %(made)s; a printed date never becomes earlier.")
        yield Reason(promised.date(), Said(text, made=short(made)))
    yield Reason(promised.date(), Said(mark("Due at %(moment)s."), moment=moment_said(promised)))
    doubt = calendar.doubt(received.date(), promised.date())
    if doubt is not None:
        yield Reason(promised.date(), doubt)
