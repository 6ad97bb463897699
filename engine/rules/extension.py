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
from engine.rules.calendar import WorkingCalendar
from engine.rules.pause import Pause, Stop, merged
from engine.rules.term import Term


class BadExtension(Refusal):
    """An extension makes no sense, or the procedure allows no more of them."""

    code = "bad-extension"
    default = mark("The case can't be put off like this.")


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
        raise BadExtension(Said(mark("Say why the case is put off.")))
    if extension.due <= max(dates.reminded, extension.given):
        raise BadExtension(Said(mark("The new date must be later than the one before.")))
    if calendar.opening(extension.due) != extension.due:
        raise BadExtension(Said(mark("The office is closed at that time.")))
    return DueDates(dates.promised, extension.due, rule.counts)


def second_date(
    extensions: Sequence[Extension],
    term: Term,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
) -> datetime | None:
    """Give the second date of a case, moved by the pauses that began after it was given."""
    if not extensions:
        return None
    last = max(extensions, key=lambda extension: extension.given)
    exact = all(term.is_counted_in_minutes(segment) for segment in term.segments)
    put_off = last.due
    for stop in merged(pauses):
        if last.given <= stop.start <= put_off:
            put_off = _later(put_off, stop, calendar, exact=exact)
    return put_off


def _later(due: datetime, stop: Stop, calendar: WorkingCalendar, *, exact: bool) -> datetime:
    """Move a date by a stop: what was left on the day it began is left when it ends."""
    if exact:
        return calendar.add_minutes(due, calendar.minutes_between(stop.start, stop.end))
    paused, resumed = stop.days
    if paused == resumed:
        return due
    day = timedelta(days=1)
    remaining = calendar.days_between(paused - day, due.date() + day)
    return calendar.end_of_day(calendar.add_days(resumed, remaining))
