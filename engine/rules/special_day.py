"""Days that differ from their weekday: holidays, closures, half days, make-up days.

Each was announced by somebody; the number of the decision stays with it, so
that a promised date can be explained.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from engine.i18n import Name, Said, mark
from engine.rules.office_hours import WEEKDAYS, BadCalendar, Session, check_sessions


class DayKind(StrEnum):
    """Why a day differs from its weekday."""

    HOLIDAY = "holiday"
    COMPENSATION = "compensation"
    SWAP = "swap"
    CLOSURE = "closure"
    HALF_DAY = "half_day"
    MAKEUP = "makeup"

    @property
    def is_worked(self) -> bool:
        """Whether the office is open on it, if only for some hours."""
        return self in (DayKind.HALF_DAY, DayKind.MAKEUP)

    @property
    def is_rest(self) -> bool:
        """Whether the law gives it to everybody; a closure is only the office's own."""
        return not self.is_worked and self is not DayKind.CLOSURE


@dataclass(frozen=True)
class SpecialDay:
    """One such day: why, by whose decision, and when it is worked at all.

    A make-up day keeps the hours of the weekday it ``works_as`` (0 is Monday)
    or its own ``sessions``; a half day has its own.
    """

    day: date
    kind: DayKind
    reason: Name = field(default_factory=lambda: Name(""))
    decision: str = ""
    works_as: int | None = None
    sessions: tuple[Session, ...] = ()

    def __post_init__(self) -> None:
        check_sessions(self.day.isoformat(), self.sessions)
        if not self.kind.is_worked and (self.sessions or self.works_as is not None):
            text = mark("%(day)s is a day off and has no office hours.")
            raise BadCalendar(Said(text, day=self.day.isoformat()))
        if self.kind is DayKind.HALF_DAY and not self.sessions:
            text = mark("The half day %(day)s needs its office hours.")
            raise BadCalendar(Said(text, day=self.day.isoformat()))
        if self.kind is DayKind.MAKEUP and not self.sessions and self.works_as is None:
            text = mark("The make-up day %(day)s needs its hours or the weekday it works as.")
            raise BadCalendar(Said(text, day=self.day.isoformat()))
        if self.works_as is not None and not 0 <= self.works_as < len(WEEKDAYS):
            raise ValueError(f"{self.works_as} is not a weekday")
