"""Outages as they are looked at: which there were, what was said of each, what came in late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

import bpmn
from engine.errors import NotFound
from engine.models import Agency, AuditEntry, LateEntry, Officer, Outage, OutageFact
from engine.models.base import row_key
from engine.office import Office
from engine.queries import calendars
from engine.rules import outage as rules
from engine.rules.calendar import WorkingCalendar
from engine.rules.stated import Fact

PAGE = 50
# The counter chooses among the outages of the last weeks; a longer list would only mislead.
MOST_OFFERED = 12


@dataclass(frozen=True)
class OutageLine:
    """An outage in a list; no agency means that it was the whole province's."""

    id: int
    agency: str
    began: datetime
    ended: datetime | None
    what: str
    cause: str
    notice: str
    noted_by: str
    late_entries: int


@dataclass(frozen=True)
class FactLine:
    """What somebody said of an outage, and when."""

    at: datetime
    by: str
    kind: str
    began: datetime
    ended: datetime | None
    what: str
    cause: str
    notice: str
    reason: str


@cache
def within() -> Fact[int]:
    """For how many working days afterwards something may be entered, and who says so."""
    return rules.read_within(bpmn.late_entry_text())


def is_over_the_province(officer: Officer) -> bool:
    """Whether an officer notes outages for any agency, and for all of them."""
    return officer.agency.level == "province"


def concerns(officer: Officer) -> ColumnElement[bool]:
    """The condition on ``Outage`` for those a person reads of: the own agency's and the province's.

    The province's own people read of all.
    """
    if is_over_the_province(officer):
        return true()
    return of_agency(officer.agency_id)


def of_agency(agency_id: int) -> ColumnElement[bool]:
    """The condition on ``Outage`` for those that stopped an agency's work."""
    return or_(Outage.agency_id == agency_id, Outage.agency_id.is_(None))


def began_to_work(session: Session, agency_id: int) -> datetime:
    """When an agency began to work with the system: the first entry of its chain."""
    return session.scalars(
        select(AuditEntry.at)
        .where(AuditEntry.agency_id == agency_id)
        .order_by(AuditEntry.seq)
        .limit(1)
    ).one()


def page(session: Session, officer: Officer, before: int | None = None) -> list[OutageLine]:
    """A page of outages, newest first, one more than a page if there are more."""
    query = _lines().where(concerns(officer)).order_by(Outage.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(Outage.id < before)
    return [_line(row) for row in session.execute(query)]


def one(session: Session, officer: Officer, outage_id: int) -> OutageLine:
    """An outage; raises ``NotFound`` for one that does not concern this person's agency."""
    row = session.execute(_lines().where(Outage.id == outage_id, concerns(officer))).one_or_none()
    if row is None:
        raise NotFound
    return _line(row)


def agencies(session: Session, officer: Officer) -> list[tuple[str, str]]:
    """The agencies whose outages the province's people may note; nobody else is asked."""
    if not is_over_the_province(officer):
        return []
    rows = session.execute(
        select(Agency.code, Agency.name).where(Agency.ended_at.is_(None)).order_by(Agency.code)
    )
    return [(row.code, row.name) for row in rows]


def lasting(officer: Officer) -> ScalarSelect[str]:
    """What stands still at a person's agency just now, for the head of each page."""
    return (
        select(Outage.what)
        .where(of_agency(officer.agency_id), Outage.ended_at.is_(None))
        .order_by(Outage.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def facts(session: Session, outage_id: int) -> list[FactLine]:
    """Everything that was ever said of an outage, in the order in which it was said."""
    found = session.scalars(
        select(OutageFact)
        .options(joinedload(OutageFact.officer))
        .where(OutageFact.outage_id == outage_id)
        .order_by(OutageFact.id)
    )
    return [
        FactLine(
            fact.at, fact.officer.name, fact.kind, fact.began_at, fact.ended_at,
            fact.what, fact.cause, fact.notice, fact.reason,
        )
        for fact in found
    ]  # fmt: skip


def enterable(session: Session, office: Office, officer: Officer) -> list[OutageLine]:
    """The outages whose papers may still be entered at this counter, newest first."""
    calendar = calendars.of(session, office, officer.agency_id)
    rows = session.execute(
        _lines()
        .where(of_agency(officer.agency_id))
        .order_by(Outage.began_at.desc())
        .limit(MOST_OFFERED)
    )
    today = office.today()
    lines = [_line(row) for row in rows]
    return [line for line in lines if line.ended is None or today <= last_day(line, calendar)]


def takes(session: Session, office: Office, officer: Officer, outage: str, hour: datetime) -> bool:
    """Whether papers could be entered now with this true hour in the chosen outage."""
    key = row_key(outage)
    chosen = session.get(Outage, key) if key else None
    if chosen is None or chosen.agency_id not in (None, officer.agency_id):
        return False
    calendar = calendars.of(session, office, officer.agency_id)
    now, days = office.now(), within().value
    return not rules.wrong_hour(hour, chosen.span, now=now, within=days, calendar=calendar)


def last_day(line: OutageLine, calendar: WorkingCalendar) -> date:
    """The last day on which the papers of an outage that is over may be entered."""
    if line.ended is None:
        return date.max
    return rules.last_day(line.ended, within().value, calendar)


def _lines() -> Select[*tuple[Any, ...]]:
    counted = (
        select(func.count())
        .where(LateEntry.outage_id == Outage.id, LateEntry.state != "voided")
        .correlate(Outage)
        .scalar_subquery()
    )
    return (
        select(
            Outage,
            Agency.name.label("agency"),
            Officer.name.label("noted_by"),
            counted.label("late_entries"),
        )
        .join(Officer, Officer.id == Outage.noted_by_id)
        .outerjoin(Agency, Agency.id == Outage.agency_id)
    )


def _line(row: Any) -> OutageLine:
    outage: Outage = row.Outage
    return OutageLine(
        id=outage.id,
        agency=row.agency or "",
        began=outage.began_at,
        ended=outage.ended_at,
        what=outage.what,
        cause=outage.cause,
        notice=outage.notice,
        noted_by=row.noted_by,
        late_entries=row.late_entries,
    )
