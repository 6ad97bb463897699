"""A year of the calendar as its page shows it: days, hours, changes, and what hangs in the air."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select, true
from sqlalchemy.orm import Session

from engine.i18n import Name
from engine.models import Agency, CalendarChange, Case, DeadlineEvent, Department, Officer
from engine.queries import calendars
from engine.queries.calendars import HOURS, Calendars, Entry
from engine.queries.scope import visible_cases
from engine.rules import calendar
from engine.rules.calendar import OfficeHours, SpecialDay, WorkingCalendar
from engine.rules.office_hours import Session as Stretch
from engine.rules.office_hours import at

SHOWN = 20
MOST_BEYOND = 500
# From October on the next year's announcement is to be expected.
ASKED_FROM = 10


@dataclass(frozen=True)
class DayLine:
    """A special day of a year, with the line that says so and whose it is."""

    special: SpecialDay
    entry: Entry
    own: bool

    @property
    def confirmed(self) -> bool:
        """Whether it was compared with a second source."""
        return self.entry.confirmed


@dataclass(frozen=True)
class HoursLine:
    """Office hours that hold from a day on, or in a season, and whose they are."""

    hours: OfficeHours
    entry: Entry
    own: bool

    @property
    def decision(self) -> str:
        """The decision that they rest on; the shipped ones have none."""
        return str(self.entry.content.get("decision", ""))

    @property
    def alike(self) -> list[tuple[list[int], tuple[Stretch, ...]]]:
        """The weekdays that have the same sessions, in their order."""
        by_day = sorted(self.hours.week.items())
        return [
            ([weekday for weekday, _ in group], sessions)
            for sessions, group in groupby(by_day, key=lambda pair: pair[1])
        ]


@dataclass(frozen=True)
class ChangeLine:
    """A change of the calendar: when, by whom, by which decision, and what it moved."""

    at: datetime
    who: str
    decision: str
    whose: str | None
    settled: bool
    moved: int


@dataclass(frozen=True)
class BeyondLine:
    """An open case whose date lies where no holidays are announced."""

    code: str
    owner: str
    due: datetime
    holder: Name | None


def days_of_year(working: Calendars, whose: int | None, year: int) -> list[DayLine]:
    """What holds in a year for a layer, day by day; a layer's own line covers the province's."""
    said = {
        entry.day: (entry, layer == whose)
        for layer in dict.fromkeys((None, whose))
        for entry in working.own(layer)
        if entry.is_special
    }
    days = working.of(whose).days
    return [DayLine(days[day], *said[day]) for day in sorted(days) if day.year == year]


def hours_lines(working: Calendars, whose: int | None) -> list[HoursLine]:
    """The office hours that are entered for a layer and beneath it, the later ones first."""
    lines = [
        HoursLine(calendar.read_hours(entry.content), entry, layer == whose)
        for layer in dict.fromkeys((None, whose))
        for entry in working.own(layer)
        if entry.kind == HOURS
    ]
    return sorted(lines, key=lambda line: (line.own, line.entry.day), reverse=True)


def agencies(session: Session, officer: Officer) -> list[tuple[str, str]]:
    """The agencies whose layers an officer may keep beside the own one: code and name."""
    if calendars.kept_by(officer) is not None:
        return []
    rows = session.execute(
        select(Agency.code, Agency.name)
        .where(Agency.ended_at.is_(None), Agency.level != "province")
        .order_by(Agency.code)
    )
    return [(row.code, row.name) for row in rows]


def changes(session: Session, whose: int | None) -> list[ChangeLine]:
    """The last changes that hold for a layer, newest first; of the province's, all of them."""
    moved = (
        select(func.count())
        .where(
            DeadlineEvent.calendar_id == CalendarChange.id,
            DeadlineEvent.kind == "calendar",
            _of(DeadlineEvent.agency_id, whose),
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
            Agency.name.label("whose"),
            moved.label("moved"),
        )
        .join(Officer, Officer.id == CalendarChange.officer_id)
        .outerjoin(Agency, Agency.id == CalendarChange.agency_id)
        .where(or_(CalendarChange.agency_id.is_(None), _of(CalendarChange.agency_id, whose)))
        .order_by(CalendarChange.id.desc())
        .limit(SHOWN)
    )
    return [
        ChangeLine(row.at, row.name, row.decision, row.whose, row.settled_at is not None, row.moved)
        for row in rows
    ]


def unannounced(working: WorkingCalendar, today: date) -> int | None:
    """The next year, when its holidays should be entered by now and are not."""
    following = today.year + 1
    if today.month < ASKED_FROM or working.is_announced(date(following, 1, 1)):
        return None
    return following


def beyond(session: Session, officer: Officer, working: WorkingCalendar) -> list[BeyondLine]:
    """The open cases that the officer sees whose date lies beyond what is announced.

    At most one more than ``MOST_BEYOND``, the next due first.
    """
    until = working.announced_until
    if working.announced is None or until is None:
        return []
    rows = session.execute(
        select(
            Case.code,
            Case.owner_name,
            Case.due,
            Department.name.label("holder"),
            Department.name_en.label("holder_en"),
        )
        .outerjoin(Department, Department.id == Case.holder_id)
        .where(
            visible_cases(officer),
            Case.finished_at.is_(None),
            Case.closed_at.is_(None),
            Case.due >= at(until + timedelta(days=1), time.min),
        )
        .order_by(Case.due, Case.id)
        .limit(MOST_BEYOND + 1)
    )
    return [
        BeyondLine(
            row.code,
            row.owner_name,
            row.due,
            Name(row.holder, row.holder_en or "") if row.holder else None,
        )
        for row in rows
    ]


def _of(agency_id: SQLColumnExpression[int | None], whose: int | None) -> ColumnElement[bool]:
    """The condition that a row is of a layer's agency; of any for the whole province."""
    return true() if whose is None else agency_id == whose
