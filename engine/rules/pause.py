"""Stretches of time that the law leaves out of a term.

An office notes each with its kind; they may overlap, as when a tax is awaited
while a supplement is, and then count as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from engine.i18n import Said, mark
from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar, office_time
from engine.rules.term import BadTerm


class PauseKind(StrEnum):
    """Why the clock stands still."""

    SUPPLEMENT = "supplement"
    FINANCIAL_DUTY = "financial_duty"
    APPLICANT_REQUEST = "applicant_request"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Pause:
    """A stretch of time that the law does not count, as somebody noted it."""

    start: datetime
    end: datetime
    kind: PauseKind = PauseKind.SUPPLEMENT
    # The paper or law it rests on, where somebody noted one.
    ground: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise BadTerm(Said(mark("A pause ends before it begins.")))


@dataclass(frozen=True)
class Stop:
    """A stretch in which the clock stood still, for whichever reasons, in office time.

    Where the law lets a term start anew it does so when the dossier is
    complete, so only a stop with a supplement in it ``renews`` a term.
    """

    start: datetime
    end: datetime
    renews: bool

    @property
    def days(self) -> tuple[date, date]:
        """The day on which the clock stopped and the day on which it went on."""
        return self.start.date(), self.end.date()


def over_with(last: date, calendar: WorkingCalendar) -> datetime:
    """Give the moment at which a pause is over that lasts to the end of a day."""
    if calendar.is_working_day(last):
        return calendar.end_of_day(last)
    return datetime.combine(last, time(23, 59), OFFICE_ZONE)


def merged(pauses: Iterable[Pause]) -> list[Stop]:
    """Join pauses that overlap or touch, in order; one without length is none."""
    joined: list[Stop] = []
    for pause in sorted(pauses, key=lambda one: one.start):
        start, end = office_time(pause.start), office_time(pause.end)
        if start == end:
            continue
        renews = pause.kind is PauseKind.SUPPLEMENT
        if joined and start <= joined[-1].end:
            last = joined[-1]
            joined[-1] = Stop(last.start, max(last.end, end), last.renews or renews)
        else:
            joined.append(Stop(start, end, renews))
    return joined
