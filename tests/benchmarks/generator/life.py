"""A life: what makes one stamped case another one than the told one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from engine.rules import deadline
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
    """What the rules of time answer, kept: a million cases ask for the same moments often."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
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
