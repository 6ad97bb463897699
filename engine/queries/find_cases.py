"""Finding: cases by code, owner or procedure; papers and files by their own number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.models import Attachment, Case, Document, Officer, Procedure, StoredFile
from engine.office import Office
from engine.queries import calendars, scope
from engine.queries.case_parts import named, standing_of
from engine.queries.search import holds
from engine.rules import names
from engine.rules.calendar import WorkingCalendar
from engine.rules.deadline import Standing
from engine.rules.procedure_parts import Named
from engine.rules.status import Status

MOST_FOUND = 50


@dataclass(frozen=True)
class Hit:
    """A case that a search found."""

    code: str
    owner: str
    procedure: Named
    status: Status
    received: datetime | None
    due: datetime | None
    second_due: datetime | None
    standing: Standing | None


@dataclass(frozen=True)
class Slip:
    """A paper that was issued, with what its page says about it."""

    id: int
    kind: str
    notation: str
    owner: str
    procedure_code: str
    file_id: int | None
    sha256: str


def cases(session: Session, office: Office, officer: Officer, typed: str) -> list[Hit]:
    """Cases this officer sees whose code, owner or procedure holds what was typed.

    Newest first; accents and đ don't count.
    """
    if not names.fold(typed):
        return []
    working = calendars.current(session, office)
    rows = session.execute(
        select(Case, Procedure.name, Procedure.name_en)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .where(
            scope.visible_cases(officer),
            Case.code.is_not(None),
            holds(typed),
        )
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(MOST_FOUND)
    )
    return [
        _hit(
            working.of(row.Case.agency_id),
            office.now(),
            row.Case,
            named(row.name, row.name_en),
        )
        for row in rows
    ]


def slip(session: Session, officer: Officer, document_id: int) -> Slip:
    """A paper the office issued in a case this officer sees; raises ``NotFound``."""
    row = session.execute(
        select(
            Document.id,
            Document.kind,
            Document.notation,
            Case.owner_name,
            Procedure.code,
            Document.file_id,
            StoredFile.sha256,
        )
        .join(Case, Case.id == Document.case_id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .outerjoin(StoredFile, StoredFile.id == Document.file_id)
        .where(Document.id == document_id, scope.visible_cases(officer))
    ).one_or_none()
    if row is None:
        raise NotFound
    return Slip(*row[:-1], row[-1] or "")


def stored_file(session: Session, officer: Officer, file_id: int) -> StoredFile:
    """A file this officer stored, or one of a case they see; raises ``NotFound``."""
    of_a_case = exists().where(
        Attachment.file_id == StoredFile.id,
        Attachment.case_id == Case.id,
        scope.visible_cases(officer),
    )
    of_a_document = exists().where(
        Document.file_id == StoredFile.id,
        Document.case_id == Case.id,
        scope.visible_cases(officer),
    )
    found = session.scalar(
        select(StoredFile).where(
            StoredFile.id == file_id,
            or_(StoredFile.officer_id == officer.id, of_a_case, of_a_document),
        )
    )
    if found is None:
        raise NotFound
    return found


def _hit(calendar: WorkingCalendar, now: datetime, case: Case, procedure: Named) -> Hit:
    return Hit(
        code=case.code or "",
        owner=case.owner_name,
        procedure=procedure,
        status=Status(case.status),
        received=case.received_at,
        due=case.due,
        second_due=case.second_due,
        standing=standing_of(calendar, now, case.dates, case.finished_at, case.paused_at),
    )
