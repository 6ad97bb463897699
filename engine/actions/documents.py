"""What the office issues, and the files that people bring.

A document takes its number in the transaction that issues it; its PDF is owed
to the outbox and made after the commit, so that a slow or broken printer never
holds a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import audit, numbering, outbox, turn
from engine.errors import BadAnswers, LostFile, NotFound
from engine.gateways.uploads import clean_name, sniff
from engine.models import Agency, Attachment, Case, Document, Officer, StoredFile
from engine.models.base import row_key
from engine.office import Office
from engine.queries import scope
from engine.rules.answers import Unreadable
from engine.rules.field import Field, read_value

# Register of each kind of paper: its numbers run from 1 every year (domain: §3.1, §6.4).
REGISTERS: Mapping[str, str] = {
    "receipt": "TNHS",
    "guidance": "HDHS",
    "supplement": "HDHS",
    "refusal": "TCTN",
    "result": "GCN",
    "ineligible": "TB",
    "stop": "DGQ",
    "apology": "PXL",
}
_TITLE = Field("title", "text", "Tên tệp", "Title", max_length=300)


def issue(
    session: Session,
    agency: Agency,
    case: Case,
    kind: str,
    *,
    officer: Officer,
    now: datetime,
    title: str = "",
    content: Mapping[str, Any] | None = None,
    signer: Officer | None = None,
    file_id: int | None = None,
    notation: str = "",
) -> Document:
    """Issue a document of a case: take its number, and owe its print.

    A document that comes with a file (a sealed scan) is that file; every other
    one is printed from ``content`` and the case after the commit.
    """
    register = REGISTERS[kind]
    number = numbering.next_in_register(session, agency, register, now.year)
    document = Document(
        agency_id=agency.id,
        case_id=case.id,
        kind=kind,
        register=register,
        year=now.year,
        number=number,
        notation=notation or f"{number:02d}/{register}",
        title=title,
        content=dict(content or {}),
        dated=now.date(),
        issued_at=now,
        issued_by_id=officer.id,
        signer_id=signer.id if signer else None,
        file_id=file_id,
    )
    session.add(document)
    session.flush()
    if file_id is None:
        outbox.owe(
            session,
            agency.id,
            kind="print_document",
            key=f"print:{document.id}",
            payload={"document": document.id},
            now=now,
        )
    return document


def store_file(
    session: Session, office: Office, officer: Officer, name: str, content: bytes
) -> StoredFile:
    """Keep a file that was brought; raises ``BadFile`` for what the office doesn't take.

    The bytes are on disk before the row exists; bytes whose row never came are
    found by ``motcua verify``.
    """
    media_type = sniff(content, name)
    stored = StoredFile(
        agency_id=officer.agency_id,
        sha256=office.files.put(content),
        name=clean_name(name),
        media_type=media_type,
        size=len(content),
        stored_at=office.now(),
        officer_id=officer.id,
    )
    session.add(stored)
    session.flush()
    return stored


def attach(
    session: Session, office: Office, officer: Officer, code: str, file_id: str, title: str = ""
) -> Attachment:
    """Put a stored file into a case's file; raises ``NotFound`` outside the officer's cases.

    Raises ``BadAnswers`` for a title that is none and a file that is not the officer's.
    """
    case = session.scalar(select(Case).where(Case.code == code).with_for_update())
    if case is None or not scope.sees(session, officer, case.id):
        raise NotFound
    if not case.is_open:
        raise turn.closed(session, case)
    title = _read_title(title)
    stored = own_file(session, officer, file_id, "file")
    attachment = add_attachment(session, office, officer, case, stored, title=title)
    audit.record(
        session,
        office,
        case.agency_id,
        "attach",
        code,
        officer=officer,
        details={"file": stored.sha256},
    )
    return attachment


def add_attachment(
    session: Session,
    office: Office,
    officer: Officer,
    case: Case,
    stored: StoredFile,
    *,
    title: str = "",
    paper_key: str = "",
) -> Attachment:
    """Add a file to a case inside another verb's transaction."""
    attachment = Attachment(
        agency_id=case.agency_id,
        case_id=case.id,
        file_id=stored.id,
        paper_key=paper_key,
        title=title,
        added_at=office.now(),
        officer_id=officer.id,
    )
    session.add(attachment)
    return attachment


def _read_title(typed: str) -> str:
    try:
        return str(read_value(_TITLE, typed) or "")
    except Unreadable as unreadable:
        raise BadAnswers({"title": unreadable.said}) from unreadable


def own_file(session: Session, officer: Officer, file_id: str, field: str) -> StoredFile:
    """A file this person stored; somebody else's can't be slipped into a case.

    Raises ``LostFile`` at the field that names any other.
    """
    key = row_key(file_id)
    stored = session.get(StoredFile, key) if key else None
    if stored is None or stored.officer_id != officer.id:
        raise LostFile(field, file_id)
    return stored
