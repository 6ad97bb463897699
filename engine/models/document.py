"""Papers that leave the office (documents), and files that stay with a case.

A document is what the office issues: a receipt, a slip, a result. An
attachment is what somebody handed in or scanned. Both point to a stored file,
kept by its SHA-256, written before the row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.organisation import Officer


class StoredFile(Base):
    """The row of a file: what it is called, what it is, who brought it."""

    __tablename__ = "stored_file"

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    stored_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class Document(Base):
    """What the office issues, with its number in a yearly register.

    ``number`` is unique per agency, register and year; it is taken in the
    transaction that issues, its PDF is made after the commit. ``content`` is
    what the paper says, frozen at issue.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("agency_id", "register", "year", "number"),
        Index("ix_document_case_kind", "case_id", "kind"),
    )

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[str] = mapped_column(String(30))  # receipt|guidance|supplement|apology|result|…
    register: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    number: Mapped[int]
    notation: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(300), default="")
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    dated: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    file: Mapped[StoredFile | None] = relationship()
    signer: Mapped[Officer | None] = relationship(foreign_keys=[signer_id])


class Attachment(Base):
    """A file that belongs to a case: handed in, scanned, or added at a step."""

    __tablename__ = "attachment"

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    paper_key: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    file: Mapped[StoredFile] = relationship()
    officer: Mapped[Officer | None] = relationship()
