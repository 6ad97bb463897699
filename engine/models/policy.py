"""What an agency decided about its terms, and what it had decided before.

The value that holds stands with its noun (an agency, an offering); a row here
says when it began to hold, by whose decision, and what it took the place of.
Rows are only added.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.organisation import Officer
from engine.models.procedure import Procedure


class PolicyChange(Base):
    """A decision about one subject, for the whole agency or for one procedure it offers."""

    __tablename__ = "policy_change"
    __table_args__ = (Index("ix_policy_change_agency_id", "agency_id", "id"),)

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id"))
    subject: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    decision: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    officer: Mapped[Officer] = relationship()
    procedure: Mapped[Procedure | None] = relationship()
