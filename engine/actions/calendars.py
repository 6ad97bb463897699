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

from sqlalchemy import or_, select, true, update
from sqlalchemy.orm import Session

import bpmn
from engine.actions import audit, outbox
from engine.errors import BadAnswers, Conflict
from engine.i18n import Said
from engine.models import CalendarChange, CalendarEntry, Officer
from engine.office import Office
from engine.queries import calendars
from engine.queries.calendars import HOURS, YEAR, Calendars, Entry
from engine.rules import calendar
from engine.rules.calendar import office_time
from engine.rules.day_words import moment_said
from engine.rules.permission import Action, require

# The hours of no season hold from the first year that is counted.
SINCE_EVER = date(1900, 1, 1)
SETTLE = "settle_calendar"


@dataclass(frozen=True)
class Announcement:
    """What a manager enters by a decision: lines of the calendar that begin, and that end.

    A day that is entered again replaces what stood on it; one that is taken
    back is ordinary again. ``ended`` names other lines by their ids, ``agency``
    the agency whose layer it is (empty for the officer's own), ``seen`` the
    revision by which it was tried.
    """

    decision: str
    entries: tuple[Entry, ...] = ()
    taken_back: tuple[date, ...] = ()
    ended: tuple[int, ...] = ()
    agency: str = ""
    seen: int | None = None


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
    """Enter an announcement into a layer that the officer keeps; cases follow by a job.

    Raises ``BadAnswers`` for a field that can't be taken, ``BadCalendar`` when
    the calendar would contradict itself, and ``Conflict`` when another change
    came since this one was tried.
    """
    require(officer.roles, Action.KEEP_CALENDAR)
    whose = calendars.layer_of(session, officer, announcement.agency)
    _in_turn(session, whose, announcement.seen)
    check(session, office, officer, announcement)
    ended = _ended(calendars.current(session, office), whose, announcement)
    change = CalendarChange(
        agency_id=whose,
        at=office.now(),
        officer_id=officer.id,
        decision=announcement.decision.strip(),
    )
    session.add(change)
    session.flush()
    session.execute(
        update(CalendarEntry).where(CalendarEntry.id.in_(ended)).values(ended_id=change.id)
    )
    session.add_all(_row(entry, whose, change.id) for entry in announcement.entries)
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
            "agency": announcement.agency,
            "entered": [f"{entry.day} {entry.kind}" for entry in announcement.entries],
            "taken_back": [str(day) for day in announcement.taken_back],
            "ended": sorted(ended),
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
    if not (announcement.entries or announcement.taken_back or announcement.ended):
        raise BadAnswers({"day": Said("Name at least one day.")})
    whose = calendars.layer_of(session, officer, announcement.agency)
    before = calendars.current(session, office)
    entered = {entry.day for entry in before.own(whose) if entry.is_special}
    for day in announcement.taken_back:
        if day not in entered:
            raise BadAnswers(
                {"day": Said("Nothing of your office's own is entered for %(day)s.",
                             day=f"{day:%d/%m/%Y}")}
            )  # fmt: skip
    proposed = before.changed(whose, announcement.entries, _ended(before, whose, announcement))
    proposed.check(whose)
    proposed.of(officer.agency_id)
    return proposed


def _ended(before: Calendars, whose: int | None, announcement: Announcement) -> frozenset[int]:
    """The lines of a layer that an announcement takes the place of, by their ids."""
    days = {*announcement.taken_back}
    days |= {entry.day for entry in announcement.entries if entry.is_special}
    years = {entry.day for entry in announcement.entries if entry.kind == YEAR}
    for entry_id in announcement.ended:
        before.find(whose, entry_id)
    return frozenset(announcement.ended) | {
        entry.id
        for entry in before.own(whose)
        if entry.id is not None
        and (
            (entry.is_special and entry.day in days) or (entry.kind == YEAR and entry.day in years)
        )
    }


def _in_turn(session: Session, whose: int | None, seen: int | None) -> None:
    """Let one change of the calendar come after the other; refuse one tried by an older state."""
    session.execute(
        select(CalendarChange.id)
        .where(CalendarChange.id == calendars.first_revision(session))
        .with_for_update()
    )
    session.info.pop(calendars.KNOWN_REVISION, None)
    if seen is None:
        return
    later = session.scalars(
        select(CalendarChange)
        .where(
            CalendarChange.id > seen,
            true()
            if whose is None
            else or_(CalendarChange.agency_id.is_(None), CalendarChange.agency_id == whose),
        )
        .order_by(CalendarChange.id.desc())
        .limit(1)
    ).one_or_none()
    if later is not None:
        raise Conflict(
            Said(
                "%(who)s changed the calendar at %(when)s (%(decision)s). "
                "Look again at what this change would move.",
                who=later.officer.name if later.officer else "",
                when=moment_said(office_time(later.at)),
                decision=later.decision,
            )
        )


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
