"""The parts of a case file that are lists: people, papers, files, documents, hand-overs.

One statement each, for one case that the caller has already found visible.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from engine.models import (
    Attachment,
    Department,
    Document,
    HandedPaper,
    Handoff,
    Officer,
    Party,
    StoredFile,
)
from engine.queries import relations
from engine.queries.published import Version
from engine.rules import extension
from engine.rules.calendar import WorkingCalendar
from engine.rules.deadline import Standing
from engine.rules.extension import DueDates
from engine.rules.procedure_parts import Named


@dataclass(frozen=True)
class PartyLine:
    """A person or organisation in the case."""

    role: str
    kind: str
    name: str
    id_number: str
    address: str
    phone: str
    email: str
    relation: Named | None


@dataclass(frozen=True)
class PaperLine:
    """A paper of the procedure, as the counter ticked it."""

    key: str
    named: Named
    met: bool
    kind: str
    quantity: int
    note: str


@dataclass(frozen=True)
class FileLine:
    """A file that was handed in, scanned or added at a step."""

    file_id: int
    name: str
    title: str
    paper_key: str
    size: int
    added_at: datetime
    by: str


@dataclass(frozen=True)
class DocumentLine:
    """A paper that the office issued."""

    id: int
    kind: str
    notation: str
    dated: date
    by: str
    signer: str


@dataclass(frozen=True)
class HandoffLine:
    """One line of the control slip: who gave the case to whom, and whether they took it."""

    gave: Named
    giver: str
    gave_at: datetime
    taking: Named
    taker: str
    answered_at: datetime | None
    received: bool | None
    note: str
    reason: str


def parties(session: Session, case_id: int) -> tuple[PartyLine, ...]:
    """Who is in the case: its owner first."""
    rows = session.execute(
        select(
            Party.role,
            Party.kind,
            Party.name,
            Party.id_number,
            Party.address,
            Party.phone,
            Party.email,
            Party.relation,
        )
        .where(Party.case_id == case_id)
        .order_by(Party.id)
    )
    return tuple(PartyLine(*row[:-1], relations.named(row[-1])) for row in rows)


def papers(session: Session, case_id: int, version: Version) -> tuple[PaperLine, ...]:
    """The papers of the procedure, met or not met, by the names they had when handed in."""
    english: dict[str, str] = {}
    for paper in version.procedure.papers:
        english[paper.key] = paper.name_en
        english |= {variant.key: variant.name_en for variant in paper.variants}
    rows = session.execute(
        select(
            HandedPaper.key,
            HandedPaper.name,
            HandedPaper.met,
            HandedPaper.kind,
            HandedPaper.quantity,
            HandedPaper.note,
        )
        .where(HandedPaper.case_id == case_id)
        .order_by(HandedPaper.id)
    )
    return tuple(
        PaperLine(
            key=row.key,
            named=named(row.name, english.get(row.key, "")),
            met=row.met,
            kind=row.kind,
            quantity=row.quantity,
            note=row.note,
        )
        for row in rows
    )


def files(session: Session, case_id: int) -> tuple[FileLine, ...]:
    """The files that belong to the case."""
    rows = session.execute(
        select(
            StoredFile.id,
            StoredFile.name,
            Attachment.title,
            Attachment.paper_key,
            StoredFile.size,
            Attachment.added_at,
            Officer.name,
        )
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .outerjoin(Officer, Officer.id == Attachment.officer_id)
        .where(Attachment.case_id == case_id)
        .order_by(Attachment.id)
    )
    return tuple(FileLine(*row[:-1], row[-1] or "") for row in rows)


def documents(session: Session, case_id: int) -> tuple[DocumentLine, ...]:
    """What the office issued in this case, oldest first."""
    signer = aliased(Officer)
    rows = session.execute(
        select(
            Document.id,
            Document.kind,
            Document.notation,
            Document.dated,
            Officer.name,
            signer.name,
        )
        .join(Officer, Officer.id == Document.issued_by_id)
        .outerjoin(signer, signer.id == Document.signer_id)
        .where(Document.case_id == case_id)
        .order_by(Document.id)
    )
    return tuple(DocumentLine(*row[:-1], row[-1] or "") for row in rows)


def issued_result(session: Session, case_id: int) -> bool:
    """Whether the case's result, of either kind, is numbered and issued."""
    found = select(Document.id).where(
        Document.case_id == case_id, Document.kind.in_(("result", "ineligible"))
    )
    return session.scalar(found.limit(1)) is not None


def handoffs(session: Session, case_id: int) -> tuple[HandoffLine, ...]:
    """The hand-overs between units: what the control slip (form 06) is printed from."""
    gave, taking = aliased(Department), aliased(Department)
    giver, taker = aliased(Officer), aliased(Officer)
    rows = session.execute(
        select(
            gave.name,
            gave.name_en,
            giver.name,
            Handoff.sent_at,
            taking.name,
            taking.name_en,
            taker.name,
            Handoff.answered_at,
            Handoff.received,
            Handoff.note,
            Handoff.reason,
        )
        .join(gave, gave.id == Handoff.from_department_id)
        .join(taking, taking.id == Handoff.to_department_id)
        .join(giver, giver.id == Handoff.sent_by_id)
        .outerjoin(taker, taker.id == Handoff.answered_by_id)
        .where(Handoff.case_id == case_id)
        .order_by(Handoff.id)
    )
    return tuple(
        HandoffLine(
            gave=named(row[0], row[1]),
            giver=row[2],
            gave_at=row[3],
            taking=named(row[4], row[5]),
            taker=row[6] or "",
            answered_at=row[7],
            received=row[8],
            note=row[9],
            reason=row[10],
        )
        for row in rows
    )


def named(name: str, name_en: str) -> Named:
    """A name in both languages; the Vietnamese one where English has none."""
    return Named(name, name_en or name)


def standing_of(
    calendar: WorkingCalendar,
    now: datetime,
    dates: DueDates | None,
    finished: datetime | None,
    paused: datetime | None,
) -> Standing | None:
    """How a case stands at a moment; None when nothing was promised."""
    if dates is None:
        return None
    return extension.judged(dates, calendar, now=now, finished=finished, paused=paused is not None)
