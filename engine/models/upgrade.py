"""Cases taken over to a newer version of their procedure, and what they were before.

The state from before is kept, so that an upgrade can be undone until the case
has moved on in the new diagram.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.case import Case
from engine.models.organisation import Officer
from engine.models.procedure import ProcedureVersion


class CaseUpgrade(Base):
    """One case, from one version to another; ``revision`` is the case's own right after it."""

    __tablename__ = "case_upgrade"

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    from_version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    to_version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state_before: Mapped[bytes] = mapped_column(LargeBinary)
    tasks_before: Mapped[list[Any]] = mapped_column(JSON, default=list)
    revision: Mapped[int]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    case: Mapped[Case] = relationship()
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    from_version: Mapped[ProcedureVersion] = relationship(foreign_keys=[from_version_id])
    to_version: Mapped[ProcedureVersion] = relationship(foreign_keys=[to_version_id])
