"""The audit trail: one chain of hashes per agency, that can only grow.

Personal data stays outside the chained text: the chain holds a case's code and
what was done, so that erasing a person's data never breaks it. The head row is
moved by a trigger when an entry is inserted, and a trigger refuses an entry
that does not follow it; see the migration that makes them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base


class AuditEntry(Base):
    """One act: who did what to which thing, when, from where, and why."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "agency_id", "object"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(100), default="")
    on_behalf: Mapped[str] = mapped_column(String(60), default="")
    ip: Mapped[str] = mapped_column(String(45), default="")
    action: Mapped[str] = mapped_column(String(60))
    object: Mapped[str] = mapped_column(String(100))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before_hash: Mapped[str] = mapped_column(String(64), default="")
    after_hash: Mapped[str] = mapped_column(String(64), default="")
    # What a person typed may name somebody: the chain holds only its salted digest.
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_salt: Mapped[str] = mapped_column(String(32), default="")
    reason_digest: Mapped[str] = mapped_column(String(64), default="")
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """Where an agency's chain ends: what the next entry must follow."""

    __tablename__ = "audit_head"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]
    alive_at: Mapped[datetime]
