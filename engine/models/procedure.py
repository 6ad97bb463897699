"""Procedures and their versions.

A version is an immutable row that holds every file of its folder; a received
case pins it, so that what an analyst draws tomorrow never moves a promise made
today. Files are kept by SHA-256: two versions that share a form share its row.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey


class Procedure(Base):
    """An administrative procedure of the national catalogue, offered by this province."""

    __tablename__ = "procedure"

    id: Mapped[RowKey]
    code: Mapped[str] = mapped_column(String(30), unique=True)
    folder: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(500))
    name_en: Mapped[str] = mapped_column(String(500), default="")
    folded: Mapped[str] = mapped_column(String(700))
    field: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[datetime | None]


class ProcedureVersion(Base):
    """One published state of a procedure: never changed, pinned by its cases."""

    __tablename__ = "procedure_version"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)

    id: Mapped[RowKey]
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    effective_from: Mapped[date]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(120))

    procedure: Mapped[Procedure] = relationship()
    files: Mapped[list[VersionFile]] = relationship()


class VersionFile(Base):
    """A file of a version's folder, by its path in the folder."""

    __tablename__ = "version_file"
    __table_args__ = (UniqueConstraint("version_id", "path"),)

    id: Mapped[RowKey]
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("procedure_content.sha256"))

    content: Mapped[ProcedureContent] = relationship()


class ProcedureContent(Base):
    """The bytes of a procedure's file, kept once however many versions share them."""

    __tablename__ = "procedure_content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
