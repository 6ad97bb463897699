"""Cases that run by an older version, and what the newest one would make of each.

The plan is tried in memory for every case; nothing of whose case it is is read.
Cases that stand at the same places in the same version, with the same answer,
are one group: what is chosen for it is chosen for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import workflow
from engine.errors import NotFound
from engine.i18n import Name, Said
from engine.models import (
    Case,
    CaseState,
    CaseUpgrade,
    Officer,
    Procedure,
    ProcedureVersion,
)
from engine.office import Office
from engine.queries import calendars, published, scope
from engine.queries.published import Version
from engine.rules import deadline
from engine.workflow import Fit, Plan, WorkingTime

# One page plans and takes over at most so many cases; the rest come after.
MOST = 200
SHOWN = 50


@dataclass(frozen=True)
class OlderCases:
    """A procedure with cases that run by an older version than its newest."""

    procedure_id: int
    code: str
    named: Name
    newest: int
    cases: int


@dataclass(frozen=True)
class PlaceLine:
    """A place where the cases of a group stand, and what may become of it."""

    element: str
    said: Said
    fit: Fit
    why: Said | None
    candidates: tuple[tuple[str, Said], ...]
    chosen: str


@dataclass(frozen=True)
class Group:
    """Cases that one answer serves."""

    key: str
    version: int
    codes: tuple[str, ...]
    places: tuple[PlaceLine, ...]
    problems: tuple[Said, ...]

    @property
    def fit(self) -> Fit:
        """The worst of its places; together impossible when the whole is."""
        fits = {place.fit for place in self.places}
        if self.problems or Fit.IMPOSSIBLE in fits:
            return Fit.IMPOSSIBLE
        return Fit.CHOICE if Fit.CHOICE in fits else Fit.SAFE


@dataclass(frozen=True)
class UpgradePage:
    """What the newest version of a procedure would make of the cases of the older ones."""

    procedure: OlderCases
    version_id: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class DoneLine:
    """An upgrade that was made, and whether it can still be undone."""

    id: int
    code: str
    before: int
    after: int
    at: datetime
    who: str
    reason: str
    undone: datetime | None
    may_undo: bool


def procedures(session: Session, officer: Officer) -> list[OlderCases]:
    """The procedures with open cases on an older version."""
    newest = _newest()
    rows = session.execute(
        select(
            Procedure.id,
            Procedure.code,
            Procedure.name,
            Procedure.name_en,
            newest.c.number,
            func.count(Case.id).label("cases"),
        )
        .join(newest, newest.c.procedure_id == Procedure.id)
        .join(Case, Case.procedure_id == Procedure.id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .where(
            Case.closed_at.is_(None),
            ProcedureVersion.number < newest.c.number,
            scope.overseen(officer, Case.agency_id),
        )
        .group_by(Procedure.id, Procedure.code, Procedure.name, Procedure.name_en, newest.c.number)
        .order_by(Procedure.code)
    )
    return [
        OlderCases(row.id, row.code, Name(row.name, row.name_en), row.number, row.cases)
        for row in rows
    ]


def page(
    session: Session,
    office: Office,
    officer: Officer,
    procedure_id: int,
    choices: Mapping[str, Mapping[str, str]],
) -> UpgradePage:
    """Plan the cases of a procedure; ``choices`` by group. Raises ``NotFound`` without any."""
    found = [one for one in procedures(session, officer) if one.procedure_id == procedure_id]
    if not found:
        raise NotFound
    version_id, content_hash = _newest_of(session, procedure_id)
    new = published.version(session, version_id, content_hash)
    groups: defaultdict[str, list[tuple[Any, Version, Plan]]] = defaultdict(list)
    for row in _older_cases(session, officer, procedure_id, found[0].newest):
        old = published.version(session, row.version_id, row.content_hash)
        first = _plan(session, office, row, old, new, {})
        key = _key(row.number, first)
        plan = _plan(session, office, row, old, new, choices[key]) if choices.get(key) else first
        groups[key].append((row, old, plan))
    return UpgradePage(
        found[0],
        version_id,
        tuple(_group(key, cases, new, choices.get(key, {})) for key, cases in groups.items()),
    )


def done(session: Session, officer: Officer) -> list[DoneLine]:
    """The last upgrades among the cases this person looks after, newest first."""
    rows = session.scalars(
        select(CaseUpgrade)
        .where(scope.overseen(officer, CaseUpgrade.agency_id))
        .order_by(CaseUpgrade.id.desc())
        .limit(SHOWN)
    )
    return [
        DoneLine(
            id=row.id,
            code=row.case.code or "",
            before=row.from_version.number,
            after=row.to_version.number,
            at=row.at,
            who=row.officer.name,
            reason=row.reason,
            undone=row.undone_at,
            may_undo=row.undone_at is None
            and row.case.closed_at is None
            and row.case.revision == row.revision,
        )
        for row in rows
    ]


def _newest() -> Any:
    return (
        select(ProcedureVersion.procedure_id, func.max(ProcedureVersion.number).label("number"))
        .group_by(ProcedureVersion.procedure_id)
        .subquery()
    )


def _newest_of(session: Session, procedure_id: int) -> tuple[int, str]:
    row = session.execute(
        select(ProcedureVersion.id, ProcedureVersion.content_hash)
        .where(ProcedureVersion.procedure_id == procedure_id)
        .order_by(ProcedureVersion.number.desc())
        .limit(1)
    ).one()
    return row.id, row.content_hash


def _older_cases(session: Session, officer: Officer, procedure_id: int, newest: int) -> list[Any]:
    rows = session.execute(
        select(
            Case.code,
            Case.agency_id,
            Case.version_id,
            CaseState.state,
            ProcedureVersion.number,
            ProcedureVersion.content_hash,
        )
        .join(CaseState, CaseState.case_id == Case.id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .where(
            Case.procedure_id == procedure_id,
            Case.closed_at.is_(None),
            Case.code.is_not(None),
            ProcedureVersion.number < newest,
            scope.overseen(officer, Case.agency_id),
        )
        .order_by(Case.id)
        .limit(MOST)
    )
    return list(rows)


def _plan(
    session: Session,
    office: Office,
    row: Any,
    old: Version,
    new: Version,
    choices: Mapping[str, str],
) -> Plan:
    return workflow.plan_upgrade(
        old.definition,
        new.definition,
        row.state,
        choices,
        now=office.now(),
        working_time=_working_time(session, office, row.agency_id),
    )


def _working_time(session: Session, office: Office, agency_id: int) -> WorkingTime:
    calendar = calendars.of(session, office, agency_id)

    def after(start: datetime, amount: Decimal, unit: str) -> datetime:
        return deadline.after(start, amount, deadline.Unit(unit), calendar)

    return after


def _key(version: int, plan: Plan) -> str:
    """The same for cases that stand alike and are answered alike, before anything is chosen."""
    stands = sorted(f"{place.element}={place.fit.value}" for place in plan.places)
    return f"{version}:{'+'.join(stands)}:{len(plan.problems)}"


def _group(
    key: str, cases: list[tuple[Any, Version, Plan]], new: Version, chosen: Mapping[str, str]
) -> Group:
    row, old, plan = cases[0]
    return Group(
        key=key,
        version=row.number,
        codes=tuple(case.code for case, _, _ in cases),
        places=tuple(
            PlaceLine(
                element=place.element,
                said=_named(old, place.element),
                fit=place.fit,
                why=place.why,
                candidates=tuple((each, _named(new, each)) for each in place.candidates),
                chosen=chosen.get(place.element, place.to or ""),
            )
            for place in plan.places
        ),
        problems=plan.problems,
    )


def _named(version: Version, element: str) -> Said:
    found = version.definition.elements.get(element)
    if found is None:
        return Said(element)
    return Name(found.name or element, found.properties.get("name_en", ""))
