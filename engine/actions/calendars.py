"""Keeping the working calendar: what is announced is entered, and due dates follow.

A change is one transaction; the cases it touches are then settled by a job
(``actions/settling``). A promise that was printed never moves forward (domain: §4.5).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import bpmn
from engine.actions import audit, outbox
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.models import CalendarChange, CalendarEntry, Officer
from engine.office import Office
from engine.queries import calendars
from engine.queries.calendars import HOURS, YEAR, Calendars, Entry
from engine.rules import calendar
from engine.rules.permission import Action, require

# The hours of no season hold from the first year that is counted.
SINCE_EVER = date(1900, 1, 1)
SETTLE = "settle_calendar"


@dataclass(frozen=True)
class Announcement:
    """What a manager enters by a decision: special days, and days that are ordinary again."""

    decision: str
    days: tuple[Entry, ...] = ()
    taken_back: tuple[date, ...] = ()


def seed(session: Session, now: datetime) -> None:
    """Enter the shipped calendar into an office that has none."""
    if session.scalar(select(CalendarChange.id).limit(1)) is not None:
        return
    change = CalendarChange(at=now, decision="", settled_at=now)
    session.add(change)
    session.flush()
    for text in bpmn.calendar_texts():
        for entry in _shipped(tomllib.loads(text)):
            session.add(_row(entry, None, change.id))
    session.flush()


def announce(
    session: Session, office: Office, officer: Officer, announcement: Announcement
) -> CalendarChange:
    """Enter an announcement into the layer that the officer keeps; cases follow by a job.

    Raises ``BadAnswers`` for a field that can't be taken and ``BadCalendar``
    when the calendar would contradict itself.
    """
    check(session, office, officer, announcement)
    whose = calendars.kept_by(officer)
    change = CalendarChange(
        agency_id=whose,
        at=office.now(),
        officer_id=officer.id,
        decision=announcement.decision.strip(),
    )
    session.add(change)
    session.flush()
    touched = [*announcement.taken_back, *(entry.day for entry in announcement.days)]
    session.execute(
        update(CalendarEntry)
        .where(
            CalendarEntry.agency_id.is_(None)
            if whose is None
            else CalendarEntry.agency_id == whose,
            CalendarEntry.day.in_(touched),
            CalendarEntry.kind.not_in((HOURS, YEAR)),
            CalendarEntry.ended_id.is_(None),
        )
        .values(ended_id=change.id)
    )
    session.add_all(_row(entry, whose, change.id) for entry in announcement.days)
    outbox.owe(
        session,
        officer.agency_id,
        kind=SETTLE,
        key=f"{SETTLE}:{change.id}",
        payload={"change": change.id},
        now=office.now(),
    )
    audit.record(
        session,
        office,
        officer.agency_id,
        "change_calendar",
        f"calendar:{change.id}",
        officer=officer,
        details={
            "days": [f"{entry.day} {entry.kind}" for entry in announcement.days],
            "taken_back": [str(day) for day in announcement.taken_back],
        },
        reason=change.decision,
    )
    session.info.pop(calendars.KNOWN_REVISION, None)
    return change


def check(
    session: Session, office: Office, officer: Officer, announcement: Announcement
) -> Calendars:
    """The calendars as they would be; refuses what ``announce`` would refuse."""
    require(officer.roles, Action.KEEP_CALENDAR)
    if not announcement.decision.strip():
        raise BadAnswers({"decision": Said("Write down the number of the decision.")})
    if not (announcement.days or announcement.taken_back):
        raise BadAnswers({"day": Said("Name at least one day.")})
    whose, before = calendars.kept_by(officer), calendars.current(session, office)
    entered = {entry.day for entry in before.own(whose) if entry.kind not in {HOURS, YEAR}}
    for day in announcement.taken_back:
        if day not in entered:
            raise BadAnswers(
                {"day": Said("Nothing of your office's own is entered for %(day)s.",
                             day=f"{day:%d/%m/%Y}")}
            )  # fmt: skip
    proposed = before.changed(whose, announcement.days, announcement.taken_back)
    proposed.of(officer.agency_id)
    return proposed


def _shipped(table: Mapping[str, Any]) -> Iterable[Entry]:
    """The lines of a calendar file, as the office keeps them."""
    if "sessions" in table:
        yield Entry(SINCE_EVER, HOURS, {"sessions": table["sessions"]})
    for season in table.get("seasons", ()):
        yield Entry(_date(season.get("since")), HOURS, _plain(season))
    if "year" in table:
        yield Entry(date(table["year"], 1, 1), YEAR, {"announced": table["announced"]})
        for entry in calendar.days_of(table):
            yield Entry(_date(entry["date"]), entry["kind"], _plain(entry))


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a file as JSON holds it; what stands in its row's own columns is left out."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in entry.items()
        if key not in {"date", "kind"}
    }


def _date(value: date | str | None) -> date:
    if value is None:
        return SINCE_EVER
    return value if isinstance(value, date) else date.fromisoformat(value)


def _row(entry: Entry, agency_id: int | None, change_id: int) -> CalendarEntry:
    return CalendarEntry(
        agency_id=agency_id,
        day=entry.day,
        kind=entry.kind,
        content=dict(entry.content),
        began_id=change_id,
    )
