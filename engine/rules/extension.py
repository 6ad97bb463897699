"""Putting a case off: a second date beside the promised one, with an apology.

The promised date stays, and the case is late against it, unless the rule of
the procedure says that the second one counts (form 04: xin lỗi và đề nghị gia
hạn). Reminders follow the second date in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.pause import Pause, Stop, merged
from engine.rules.standing import Standing, standing
from engine.rules.term import Term

# A case is put off by days or weeks; a year away is a slip of the pen.
LONGEST = timedelta(days=366)


class BadExtension(Refusal):
    """An extension makes no sense, or the procedure allows no more of them.

    ``field`` names what is wrong: the new date (``day``), the reason, or neither.
    """

    code = "bad-extension"
    default = mark("The case can't be put off like this.")

    def __init__(self, said: Said | None = None, field: str = "") -> None:
        self.field = field
        super().__init__(said)


@dataclass(frozen=True)
class ExtensionRule:
    """How often a procedure lets a case be put off, and whether the second date counts."""

    most: int = 0
    counts: bool = False


@dataclass(frozen=True)
class Extension:
    """A second date, when it was given and why."""

    given: datetime
    due: datetime
    reason: str


@dataclass(frozen=True)
class DueDates:
    """The date that was promised, moved only by lawful pauses, and the second one beside it."""

    promised: datetime
    second: datetime | None = None
    counts: bool = False

    @property
    def judged(self) -> datetime:
        """The date by which the case is on time or late."""
        return self.second if self.second and self.counts else self.promised

    @property
    def reminded(self) -> datetime:
        """The date that reminders look to."""
        return self.second or self.promised


def extended(
    dates: DueDates,
    before: Sequence[Extension],
    extension: Extension,
    rule: ExtensionRule,
    calendar: WorkingCalendar,
) -> DueDates:
    """Give the dates of a case that is put off once more; ``before`` are its earlier extensions.

    Raises ``BadExtension`` when the procedure allows no more, when no reason is
    given, or when the new date is not later or the office is closed at it.
    """
    if len(before) >= rule.most:
        text = mark("Extensions that this procedure allows: %(most)s.")
        raise BadExtension(Said(text, most=rule.most))
    if not extension.reason.strip():
        raise BadExtension(Said(mark("Say why the case is put off.")), "reason")
    if extension.due <= max(dates.reminded, extension.given):
        raise BadExtension(Said(mark("The new date must be later than the one before.")), "day")
    if extension.due > extension.given + LONGEST:
        raise BadExtension(Said(mark("The new date must lie within a year.")), "day")
    if calendar.opening(extension.due) != extension.due:
        raise BadExtension(Said(mark("The office is closed at that time.")), "day")
    return DueDates(dates.promised, extension.due, rule.counts)


def second_date(
    extensions: Sequence[Extension],
    promised: datetime,
    term: Term,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
) -> datetime | None:
    """Give the second date of a case, moved by the pauses that began after it was given.

    It is never earlier than the apology says, nor than the promised date, which
    a pause may move further where the whole term runs anew.
    """
    if not extensions:
        return None
    last = max(extensions, key=lambda extension: extension.given)
    put_off = _open_at(last.due, calendar)
    for stop in merged(pauses):
        if last.given <= stop.start <= put_off:
            put_off = _later(put_off, stop, term, calendar)
    return max(put_off, promised)


def judged(
    dates: DueDates,
    calendar: WorkingCalendar,
    *,
    now: datetime,
    finished: datetime | None = None,
    paused: bool = False,
) -> Standing:
    """Judge a case by the date that counts; a second one that doesn't stands beside it."""
    return standing(
        dates.judged,
        calendar,
        now=now,
        finished=finished,
        paused=paused,
        second=None if dates.counts else dates.second,
    )


def _open_at(due: datetime, calendar: WorkingCalendar) -> datetime:
    """Move a printed date off a day that was closed since; hours that changed leave it alone."""
    local = office_time(due)
    if calendar.is_working_day(local.date()):
        return local
    day = calendar.next_working_day(local.date())
    moment = local.replace(year=day.year, month=day.month, day=day.day)
    return moment if calendar.opening(moment) == moment else calendar.end_of_day(day)


def _later(due: datetime, stop: Stop, term: Term, calendar: WorkingCalendar) -> datetime:
    """Move a date by a stop: what was left on the day it began is left when it ends."""
    if all(term.is_counted_in_minutes(segment) for segment in term.segments):
        return calendar.add_minutes(due, calendar.minutes_between(stop.start, stop.end))
    paused, resumed = stop.days
    if paused == resumed:
        return due
    day = timedelta(days=1)
    used_up = paused if term.pause_day_consumed else paused - day
    remaining = calendar.days_between(used_up, due.date() + day)
    return max(due, calendar.end_of_day(calendar.add_days(resumed, remaining)))
