"""When each agency works: the calendar's entries laid out, once per revision.

The province's layer lies beneath an agency's own (``rules/calendar_layer``). A
revision never changes, so what was laid out is kept with the office; asking
costs one small statement, and none inside a turn, where the revision comes
with the lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import Session

from engine.errors import NotFound, SettingsWrong
from engine.i18n import Said
from engine.models import Agency, CalendarChange, CalendarEntry, Case, Officer
from engine.office import Office
from engine.rules import calendar
from engine.rules.calendar import CalendarLayer, DayKind, SpecialDay, WorkingCalendar

KNOWN_REVISION = "calendar revision"
HOURS, YEAR = "hours", "year"


@dataclass(frozen=True)
class Entry:
    """A line of the calendar: a special day, the hours of a week, or what is known of a year.

    ``content`` says it as a calendar file would; ``id`` is its row's, once it has one.
    """

    day: date
    kind: str
    content: Mapping[str, Any]
    id: int | None = None

    @property
    def is_special(self) -> bool:
        """Whether it speaks of one day."""
        return self.kind not in {HOURS, YEAR}

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

    def find(self, agency_id: int | None, entry_id: int) -> Entry:
        """A line of one layer by its id; raises ``NotFound``."""
        for entry in self.own(agency_id):
            if entry.id == entry_id:
                return entry
        raise NotFound

    def changed(
        self, agency_id: int | None, more: Sequence[Entry], ended: Collection[int]
    ) -> Calendars:
        """The calendars as they would be: some lines of a layer ended, others entered."""
        kept = tuple(entry for entry in self.own(agency_id) if entry.id not in ended)
        return Calendars(self.revision, {**self._entries, agency_id: (*kept, *more)})

    def check(self, agency_id: int | None) -> None:
        """Refuse a layer that contradicts itself, or what an agency has laid over it."""
        self.of(agency_id)
        if agency_id is None:
            for whose in self._entries:
                self.of(whose)


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


def layer_of(session: Session, officer: Officer, agency_code: str = "") -> int | None:
    """The layer that an officer keeps, or that of an agency which the province's people name.

    Raises ``NotFound`` for a layer that is not theirs to keep.
    """
    own = kept_by(officer)
    if not agency_code:
        return own
    named = session.scalars(
        select(Agency.id).where(Agency.code == agency_code, Agency.ended_at.is_(None))
    ).one_or_none()
    if named is None or own not in {None, named}:
        raise NotFound
    return named


def open_cases(agency_id: int | None) -> Select[int]:
    """The cases whose clock a change of a calendar can move, oldest first."""
    found = select(Case.id).where(Case.due.is_not(None), Case.finished_at.is_(None))
    if agency_id is not None:
        found = found.where(Case.agency_id == agency_id)
    return found.order_by(Case.id)


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
        found[row.agency_id].append(Entry(row.day, row.kind, row.content, row.id))
    return {agency_id: tuple(entries) for agency_id, entries in found.items()}
