"""A life: what makes one stamped case another one than the told one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from engine.queries import alarms
from engine.rules import alarm, deadline
from engine.rules.alarm import Alarm
from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar, office_time
from engine.rules.term import Term, Unit


@dataclass(frozen=True)
class Citizen:
    """Somebody who comes to the counter."""

    name: str
    folded: str
    id_number: str
    phone: str


@dataclass(frozen=True)
class Commune:
    """An agency: its departments and people, by who and what they are in the told office.

    A department has its key and its code; several people may sit where one sits there.
    """

    id: int
    code: str
    departments: dict[str, tuple[int, str]]
    seats: dict[str, tuple[tuple[int, str], ...]]
    files: dict[str, int] = field(default_factory=dict)  # shared by all its cases, by digest


class Reckoning:
    """What the rules of time answer, kept: a million cases ask for the same moments often.

    An alarm that lies before ``present`` has rung, as far as an open case is concerned; who
    was told of it is not made up.
    """

    def __init__(self, calendar: WorkingCalendar, present: datetime | None = None) -> None:
        self.calendar = calendar
        self.present = present
        self._alarms: dict[tuple[datetime, str | datetime], datetime | None] = {}
        self._ends: dict[tuple[datetime, str], datetime] = {}
        self._dues: dict[tuple[datetime, Term], datetime] = {}

    def end(self, start: datetime, allowance: str) -> datetime:
        """The end of a step's allowance, as ``actions/progress`` counts it."""
        key = (start, allowance)
        if key not in self._ends:
            amount, unit = allowance.split()
            self._ends[key] = deadline.after(start, Decimal(amount), Unit(unit), self.calendar)
        return self._ends[key]

    def due(self, received: datetime, term: Term) -> datetime:
        """The promise of a case, as ``actions/timekeeping`` makes it."""
        key = (received, term)
        if key not in self._dues:
            self._dues[key] = deadline.due(office_time(received), term, self.calendar)
        return self._dues[key]

    def step_alarm(self, start: datetime, allowance: str) -> datetime | None:
        """When somebody is told next of a step, as ``actions/alarms`` lays it."""
        key = (start, allowance)
        if key not in self._alarms:
            self._alarms[key] = self._next(
                alarm.of_step(
                    office_time(start),
                    office_time(self.end(start, allowance)),
                    allowance,
                    alarms.shipped(),
                    self.calendar,
                )
            )
        return self._alarms[key]

    def case_alarm(self, received: datetime, due: datetime) -> datetime | None:
        """When somebody is told next of a case that may need an apology."""
        key = (received, due)
        if key not in self._alarms:
            self._alarms[key] = self._next(
                alarm.of_case(
                    office_time(received), office_time(due), alarms.shipped(), self.calendar
                )
            )
        return self._alarms[key]

    def _next(self, laid: Sequence[Alarm]) -> datetime | None:
        coming = (one.moment for one in laid if self.present is None or one.moment > self.present)
        return next(coming, None)


@dataclass(slots=True)
class Life:
    """One case to be: whose, where, by whom, and the moment of each act."""

    commune: Commune
    citizen: Citizen
    secret: str
    people: dict[str, tuple[int, str]]  # key and login, by the login of the told office
    acts: list[datetime]
    dues: list[datetime]
    reckoning: Reckoning
    code: str = ""
    numbers: list[int] = field(default_factory=list)  # of its documents, in their registers
    notations: list[str] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)  # the first key in each table

    def end(self, act: int, allowance: str) -> datetime:
        """When a step that began with an act should be done."""
        return self.reckoning.end(self.acts[act], allowance)

    def day(self, act: int) -> date:
        """The office's day of an act."""
        return self.acts[act].astimezone(OFFICE_ZONE).date()


@cache
def iso(moment: datetime) -> str:
    """A moment as the office writes it into JSON."""
    return moment.astimezone(OFFICE_ZONE).isoformat()
