"""When each agency works: the calendar's entries laid out, once per revision.

The province's layer lies beneath an agency's own (``rules/calendar_layer``). A
revision never changes, so what was laid out is kept with the office; asking
costs one small statement, and none inside a turn, where the revision comes
with the lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import Session

from engine.errors import SettingsWrong
from engine.i18n import Said
from engine.models import CalendarChange, CalendarEntry, Case, DeadlineEvent, Officer
from engine.office import Office
from engine.rules import calendar
from engine.rules.calendar import CalendarLayer, DayKind, SpecialDay, WorkingCalendar

KNOWN_REVISION = "calendar revision"
HOURS, YEAR = "hours", "year"
SHOWN = 20


@dataclass(frozen=True)
class Entry:
    """A line of the calendar: a special day, the hours of a week, or what is known of a year.

    ``content`` says it as a calendar file would.
    """

    day: date
    kind: str
    content: Mapping[str, Any]

    @property
    def special(self) -> SpecialDay:
        """The special day that it is; raises ``BadCalendar`` when it makes none."""
        return calendar.read_day({**self.content, "date": self.day, "kind": self.kind})

    @property
    def confirmed(self) -> bool:
        """Whether it was compared with a second source."""
        return bool(self.content.get("confirmed", True))


# By agency; None is the province.
Entries = Mapping[int | None, tuple[Entry, ...]]


class Calendars:
    """The calendars of all agencies at one revision."""

    def __init__(self, revision: int, entries: Entries) -> None:
        self.revision = revision
        self._entries = entries
        self._laid_out: dict[int | None, WorkingCalendar] = {}

    def of(self, agency_id: int | None) -> WorkingCalendar:
        """The working calendar of an agency; the province's where it has none of its own.

        Raises ``BadCalendar`` when the layers contradict each other.
        """
        key = agency_id if agency_id in self._entries else None
        if key not in self._laid_out:
            layers = [_layer(self._entries.get(whose, ())) for whose in dict.fromkeys((None, key))]
            self._laid_out[key] = calendar.laid(*layers)
        return self._laid_out[key]

    def own(self, agency_id: int | None) -> tuple[Entry, ...]:
        """The entries of one layer: an agency's own, or the province's."""
        return self._entries.get(agency_id, ())

    def changed(
        self, agency_id: int | None, more: Sequence[Entry], without: Sequence[date]
    ) -> Calendars:
        """The calendars as they would be: special days of a layer taken back, others entered."""
        gone = {*without, *(entry.day for entry in more)}
        kept = tuple(
            entry
            for entry in self.own(agency_id)
            if entry.kind in {HOURS, YEAR} or entry.day not in gone
        )
        return Calendars(self.revision, {**self._entries, agency_id: (*kept, *more)})


def revision() -> ScalarSelect[int]:
    """The newest revision, as one value of a query."""
    return select(func.max(CalendarChange.id)).scalar_subquery()


def current(session: Session, office: Office) -> Calendars:
    """The calendars as they are now; the same ones throughout a session."""
    known = session.info.get(KNOWN_REVISION)
    if known is None:
        known = session.info[KNOWN_REVISION] = session.scalar(select(revision()))
    if known is None:
        raise SettingsWrong(
            Said("The office has no working calendar yet. Run “motcua migrate” once.")
        )
    return at_revision(session, office, known)


def at_revision(session: Session, office: Office, wanted: int) -> Calendars:
    """The calendars as they were at a revision."""
    kept = office.calendars.get(wanted)
    if not isinstance(kept, Calendars):
        kept = office.calendars[wanted] = Calendars(wanted, _entries(session, wanted))
    return kept


def first_revision(session: Session) -> int:
    """The revision that dates were counted by before the office kept a calendar."""
    return session.scalar(select(func.min(CalendarChange.id))) or 0


def of(session: Session, office: Office, agency_id: int | None) -> WorkingCalendar:
    """The working calendar of an agency, as it is now."""
    return current(session, office).of(agency_id)


def kept_by(officer: Officer) -> int | None:
    """Whose layer an officer keeps: the whole province's, or the own agency's."""
    return None if officer.agency.level == "province" else officer.agency_id


def open_cases(agency_id: int | None) -> Select[int]:
    """The cases whose clock a change of a calendar can move, oldest first."""
    found = select(Case.id).where(Case.due.is_not(None), Case.finished_at.is_(None))
    if agency_id is not None:
        found = found.where(Case.agency_id == agency_id)
    return found.order_by(Case.id)


@dataclass(frozen=True)
class DayLine:
    """A special day of a year, as the calendar page shows it."""

    special: SpecialDay
    confirmed: bool


def days_of_year(working: Calendars, agency_id: int, year: int) -> list[DayLine]:
    """What holds for an agency in a year, day by day."""
    doubtful = {
        entry.day
        for layer in (working.own(None), working.own(agency_id))
        for entry in layer
        if not entry.confirmed
    }
    days = working.of(agency_id).days
    return [DayLine(days[day], day not in doubtful) for day in sorted(days) if day.year == year]


@dataclass(frozen=True)
class ChangeLine:
    """A change of the calendar: when, by whom, by which decision, and what it moved."""

    at: datetime
    who: str
    decision: str
    settled: bool
    moved: int


def changes(session: Session, agency_id: int) -> list[ChangeLine]:
    """The last changes that hold for an agency, newest first."""
    moved = (
        select(func.count())
        .where(
            DeadlineEvent.calendar_id == CalendarChange.id,
            DeadlineEvent.kind == "calendar",
            DeadlineEvent.agency_id == agency_id,
        )
        .correlate(CalendarChange)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            CalendarChange.at,
            Officer.name,
            CalendarChange.decision,
            CalendarChange.settled_at,
            moved.label("moved"),
        )
        .join(Officer, Officer.id == CalendarChange.officer_id)
        .where(or_(CalendarChange.agency_id == agency_id, CalendarChange.agency_id.is_(None)))
        .order_by(CalendarChange.id.desc())
        .limit(SHOWN)
    )
    return [
        ChangeLine(row.at, row.name, row.decision, row.settled_at is not None, row.moved)
        for row in rows
    ]


def _layer(entries: Sequence[Entry]) -> CalendarLayer:
    years = [entry for entry in entries if entry.kind == YEAR]
    announced = frozenset(entry.day.year for entry in years if entry.content["announced"])
    return CalendarLayer(
        hours=tuple(calendar.read_hours(entry.content) for entry in entries if entry.kind == HOURS),
        days=tuple(entry.special for entry in entries if entry.kind in set(DayKind)),
        announced=announced if years else None,
    )


def _entries(session: Session, wanted: int) -> Entries:
    rows = session.scalars(
        select(CalendarEntry)
        .where(
            CalendarEntry.began_id <= wanted,
            or_(CalendarEntry.ended_id.is_(None), CalendarEntry.ended_id > wanted),
        )
        .order_by(CalendarEntry.began_id, CalendarEntry.day, CalendarEntry.id)
    )
    found: defaultdict[int | None, list[Entry]] = defaultdict(list)
    for row in rows:
        found[row.agency_id].append(Entry(row.day, row.kind, row.content))
    return {agency_id: tuple(entries) for agency_id, entries in found.items()}
