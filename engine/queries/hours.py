"""Hours that were stated after the fact: those that wait for a head, and those of one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from engine.models import Case, EarlierReturn, LateEntry, Officer, Outage, Procedure
from engine.queries.case_parts import named
from engine.rules.permission import Action, Role, may
from engine.rules.procedure_parts import Named

WAITING, CONFIRMED, REFUSED, VOIDED = "waiting", "confirmed", "refused", "voided"
# They answer for the whole counter; a head answers for the own department's people alone.
OVER_THE_AGENCY = frozenset({Role.MANAGER, Role.LEADER})
PAGE = 50


@dataclass(frozen=True)
class Decided:
    """What a head made of a stated hour; nobody's while it waits."""

    state: str
    at: datetime | None
    by: str
    reason: str

    @property
    def waits(self) -> bool:
        """Whether a head still has to look at it."""
        return self.state == WAITING


@dataclass(frozen=True)
class EntryLine:
    """A dossier received on paper during an outage, and entered afterwards."""

    id: int
    code: str
    owner: str
    procedure: Named
    outage: int
    outage_what: str
    began: datetime
    ended: datetime | None
    slip: str
    received: datetime
    entered: datetime
    entered_by: str
    due: datetime | None
    decided: Decided


@dataclass(frozen=True)
class ReturnLine:
    """A result given earlier than it was recorded."""

    id: int
    code: str
    owner: str
    procedure: Named
    given: datetime
    recorded: datetime
    finished: datetime
    due: datetime | None
    file_id: int
    note: str
    stated: datetime
    stated_by: str
    decided: Decided


@dataclass(frozen=True)
class HoursOfCase:
    """What was stated of one case after the fact."""

    entry: EntryLine | None
    returned: ReturnLine | None


def decides(
    officer: Officer,
    agency_id: InstrumentedAttribute[int],
    stated_by_id: InstrumentedAttribute[int],
) -> ColumnElement[bool]:
    """The condition for those stated hours that this person decides.

    The counter's director and the leaders decide their agency's, a head those
    that the own department stated. A specialised department whose deadline an
    earlier hour would shorten has no say in it.
    """
    if not may(officer.roles, Action.CONFIRM_HOUR):
        return false()
    own = agency_id == officer.agency_id
    if officer.roles & OVER_THE_AGENCY:
        return own
    colleagues = select(Officer.id).where(Officer.department_id == officer.department_id)
    return own & stated_by_id.in_(colleagues)


def waits_for(officer: Officer, kind: type[LateEntry | EarlierReturn]) -> ColumnElement[bool]:
    """The condition for those that this person can decide now: not what they stated themselves."""
    return and_(
        kind.state == WAITING,
        decides(officer, kind.agency_id, kind.stated_by_id),
        kind.stated_by_id != officer.id,
    )


def waiting(officer: Officer) -> tuple[Select[int], Select[int]]:
    """The late entries and the earlier returns that wait for this person."""
    return (
        select(LateEntry.id).where(waits_for(officer, LateEntry)),
        select(EarlierReturn.id).where(waits_for(officer, EarlierReturn)),
    )


def entries_to_decide(session: Session, officer: Officer) -> list[EntryLine]:
    """The late entries that wait for this person, oldest first; one more than a page if any."""
    found = _entries().where(waits_for(officer, LateEntry)).order_by(LateEntry.id).limit(PAGE + 1)
    return [_entry(row) for row in session.execute(found)]


def returns_to_decide(session: Session, officer: Officer) -> list[ReturnLine]:
    """The earlier returns that wait for this person, oldest first; one more than a page if any."""
    found = (
        _returns()
        .where(waits_for(officer, EarlierReturn))
        .order_by(EarlierReturn.id)
        .limit(PAGE + 1)
    )
    return [_return(row) for row in session.execute(found)]


def entries_of_outage(session: Session, officer: Officer, outage_id: int) -> list[EntryLine]:
    """The late entries of an outage at the officer's own agency, by the hour; a page at most."""
    found = (
        _entries()
        .where(LateEntry.outage_id == outage_id, LateEntry.agency_id == officer.agency_id)
        .order_by(LateEntry.received_at, LateEntry.id)
        .limit(PAGE + 1)
    )
    return [_entry(row) for row in session.execute(found)]


def of_case(session: Session, case_id: int) -> HoursOfCase:
    """What was stated of a case that the caller has found visible."""
    entry = session.execute(
        _entries().where(LateEntry.case_id == case_id).order_by(LateEntry.id.desc()).limit(1)
    ).one_or_none()
    returned = session.execute(
        _returns()
        .where(EarlierReturn.case_id == case_id)
        .order_by(EarlierReturn.id.desc())
        .limit(1)
    ).one_or_none()
    return HoursOfCase(_entry(entry) if entry else None, _return(returned) if returned else None)


def entry_waits() -> ColumnElement[bool]:
    """Whether the hour of a ``Case`` still waits for a head, as a column of a list."""
    return exists().where(LateEntry.case_id == Case.id, LateEntry.state == WAITING)


_stater, _decider = aliased(Officer), aliased(Officer)


def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(
            LateEntry,
            *_OF_A_CASE,
            Outage.what,
            Outage.began_at.label("began"),
            Outage.ended_at.label("ended"),
        )
        .join(Case, Case.id == LateEntry.case_id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Outage, Outage.id == LateEntry.outage_id)
        .join(_stater, _stater.id == LateEntry.entered_by_id)
        .outerjoin(_decider, _decider.id == LateEntry.decided_by_id)
    )


def _returns() -> Select[*tuple[Any, ...]]:
    return (
        select(EarlierReturn, *_OF_A_CASE)
        .join(Case, Case.id == EarlierReturn.case_id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(_stater, _stater.id == EarlierReturn.stated_by_id)
        .outerjoin(_decider, _decider.id == EarlierReturn.decided_by_id)
    )


_OF_A_CASE = (
    Case.code,
    Case.owner_name,
    Case.due,
    Procedure.name.label("procedure"),
    Procedure.name_en.label("procedure_en"),
    _stater.name.label("stated_by"),
    _decider.name.label("decided_by"),
)


def _entry(row: Any) -> EntryLine:
    entry: LateEntry = row.LateEntry
    return EntryLine(
        id=entry.id,
        code=row.code or "",
        owner=row.owner_name,
        procedure=named(row.procedure, row.procedure_en),
        outage=entry.outage_id,
        outage_what=row.what,
        began=row.began,
        ended=row.ended,
        slip=entry.slip,
        received=entry.received_at,
        entered=entry.entered_at,
        entered_by=row.stated_by,
        due=row.due,
        decided=_decided(entry, row),
    )


def _return(row: Any) -> ReturnLine:
    stated: EarlierReturn = row.EarlierReturn
    return ReturnLine(
        id=stated.id,
        code=row.code or "",
        owner=row.owner_name,
        procedure=named(row.procedure, row.procedure_en),
        given=stated.given_at,
        recorded=stated.recorded_at,
        finished=stated.finished_at,
        due=row.due,
        file_id=stated.file_id,
        note=stated.note,
        stated=stated.stated_at,
        stated_by=row.stated_by,
        decided=_decided(stated, row),
    )


def _decided(stated: LateEntry | EarlierReturn, row: Any) -> Decided:
    return Decided(stated.state, stated.decided_at, row.decided_by or "", stated.reason)
