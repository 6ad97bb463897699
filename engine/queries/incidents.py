"""Incidents as those who mend them read them: where, why, on which values, how often.

Nothing of what was given to the act is shown: a diagram is mended without
knowing whose case it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from engine.errors import NotFound, Refusal
from engine.i18n import Name, Said
from engine.models import Agency, Case, Incident, Officer, Procedure, ProcedureVersion
from engine.queries import published, scope
from engine.queries.case_parts import named
from engine.rules.permission import Action, may
from engine.rules.procedure_parts import Named

PAGE = 50
# What can be done once more in the name of who began it; the rest, people do anew.
RETRIED = frozenset({"complete", "fire_timers", "deliver_message", "deem_consent"})


@dataclass(frozen=True)
class IncidentLine:
    """One incident, as the list and its page show it."""

    id: int
    code: str
    agency: str
    procedure: Named
    procedure_code: str
    version: int
    act: str
    place: Said
    why: Said
    what: str
    inputs: Mapping[str, Any]
    who: str
    at: datetime
    last_at: datetime
    tries: int
    next_try: datetime | None
    resolution: str
    resolved_at: datetime | None
    resolved_by: str
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether its cause still has to be mended."""
        return self.resolved_at is None

    @property
    def may_retry(self) -> bool:
        """Whether it can be done once more from here."""
        return self.is_open and self.act in RETRIED


def page(
    session: Session, officer: Officer, *, with_old: bool = False, before: int | None = None
) -> list[IncidentLine]:
    """A page of incidents, newest first, one more than a page if there are more."""
    query = _seen_by(officer).order_by(Incident.id.desc()).limit(PAGE + 1)
    if not with_old:
        query = query.where(Incident.resolved_at.is_(None))
    if before is not None:
        query = query.where(Incident.id < before)
    return [_line(session, row) for row in session.execute(query)]


def one(session: Session, officer: Officer, incident_id: int) -> IncidentLine:
    """An incident by its number; raises ``NotFound`` where this person does not look after it."""
    row = session.execute(_seen_by(officer).where(Incident.id == incident_id)).one_or_none()
    if row is None or not may(officer.roles, Action.MEND):
        raise NotFound
    return _line(session, row)


def of_case(session: Session, case_id: int) -> list[IncidentLine]:
    """The open incidents of a case that the caller has already found visible."""
    query = _lines().where(Incident.case_id == case_id, Incident.resolved_at.is_(None))
    return [_line(session, row) for row in session.execute(query.order_by(Incident.id))]


def still_open(officer: Officer) -> ColumnElement[bool]:
    """The condition on ``Incident`` for those that wait for this person to mend them."""
    return Incident.resolved_at.is_(None) & scope.overseen(officer, Incident.agency_id)


def held_back(now: datetime, act: str) -> ColumnElement[bool]:
    """Whether an act of the clock failed on a ``Case`` and its next try is still ahead."""
    return exists().where(Incident.case_id == Case.id, Incident.act == act, Incident.next_try > now)


def stands_still(act: str) -> ColumnElement[bool]:
    """Whether an act of the clock failed on a ``Case`` and is not mended yet."""
    return exists().where(
        Incident.case_id == Case.id, Incident.act == act, Incident.resolved_at.is_(None)
    )


def _seen_by(officer: Officer) -> Select[*tuple[Any, ...]]:
    return _lines().where(scope.overseen(officer, Incident.agency_id))


def _lines() -> Select[*tuple[Any, ...]]:
    resolver = aliased(Officer)
    return (
        select(
            Incident,
            Case.code,
            Agency.name.label("agency"),
            Procedure,
            ProcedureVersion,
            func.coalesce(Officer.name, "").label("who"),
            func.coalesce(resolver.name, "").label("resolved_by"),
        )
        .join(Agency, Agency.id == Incident.agency_id)
        .join(ProcedureVersion, ProcedureVersion.id == Incident.version_id)
        .join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
        .outerjoin(Case, Case.id == Incident.case_id)
        .outerjoin(Officer, Officer.id == Incident.officer_id)
        .outerjoin(resolver, resolver.id == Incident.resolved_by_id)
    )


def _line(session: Session, row: Any) -> IncidentLine:
    incident: Incident = row.Incident
    return IncidentLine(
        id=incident.id,
        code=row.code or "",
        agency=row.agency,
        procedure=named(row.Procedure.name, row.Procedure.name_en),
        procedure_code=row.Procedure.code,
        version=row.ProcedureVersion.number,
        act=incident.act,
        place=_place(session, row.ProcedureVersion, incident.element),
        why=Name(incident.why.get("vi", ""), incident.why.get("en", "")),
        what=incident.what,
        inputs=incident.inputs,
        who=row.who,
        at=incident.at,
        last_at=incident.last_at,
        tries=incident.tries,
        next_try=incident.next_try,
        resolution=incident.resolution,
        resolved_at=incident.resolved_at,
        resolved_by=row.resolved_by,
        reason=incident.reason,
    )


def _place(session: Session, version: ProcedureVersion, element: str) -> Said:
    """The element by its name; by its id where the diagram gives none, or can't be read."""
    try:
        parsed = published.version(session, version.id, version.content_hash)
    except Refusal:
        return Name(element)
    found = parsed.definition.elements.get(element)
    if found is None or not found.name:
        return Name(element)
    return Name(found.name, found.properties.get("name_en", ""))
