"""An incident: an act on a case that broke off in the engine or in the office's set-up.

The act itself was rolled back, so the case stands where it stood. What is kept
here is enough to mend the cause and to try again: where, why, on which values,
and what was given by whom. What was given is forgotten once the incident is over.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.case import Case
from engine.models.organisation import Officer
from engine.models.procedure import ProcedureVersion

_OPEN = text("resolved_at IS NULL")


class Incident(Base):
    """One cause, however often it was met: ``tries`` counts, ``key`` tells causes apart.

    ``case_id`` is null when the case itself could not be begun. ``why`` is said in
    both languages. ``next_try`` is when the clock asks again, for acts of its own.
    """

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_open_case", "case_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_incident_open", "agency_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    key: Mapped[str] = mapped_column(String(160), index=True)
    act: Mapped[str] = mapped_column(String(30))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    element: Mapped[str] = mapped_column(String(120), default="")
    code: Mapped[str] = mapped_column(String(40))
    why: Mapped[dict[str, Any]] = mapped_column(default=dict)
    what: Mapped[str] = mapped_column(Text, default="")
    inputs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    given: Mapped[dict[str, Any]] = mapped_column(default=dict)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    last_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=1)
    next_try: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    resolution: Mapped[str] = mapped_column(String(20), default="")  # done | overtaken | closed
    reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case | None] = relationship()
    version: Mapped[ProcedureVersion] = relationship()
    officer: Mapped[Officer | None] = relationship(foreign_keys=[officer_id])
    resolved_by: Mapped[Officer | None] = relationship(foreign_keys=[resolved_by_id])
