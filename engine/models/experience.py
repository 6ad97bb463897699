"""What the finished cases of a procedure taught the office, as it was learnt last night."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.procedure import Procedure


class Experience(Base):
    """How long the cases of a procedure stayed at each step: an agency's, or the whole province's.

    ``agency_id`` is None for the province. ``stays`` has, by step, pairs of
    running minutes (``rules/forecast.Stay``), ``hindsight`` how good the
    forecasts from them would have been.
    """

    __tablename__ = "experience"
    __table_args__ = (
        Index("uq_experience_agency", "agency_id", "procedure_id", unique=True,
              sqlite_where=text("agency_id IS NOT NULL"),
              postgresql_where=text("agency_id IS NOT NULL")),
        Index("uq_experience_province", "procedure_id", unique=True,
              sqlite_where=text("agency_id IS NULL"),
              postgresql_where=text("agency_id IS NULL")),
    )  # fmt: skip

    id: Mapped[RowKey]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    learnt_at: Mapped[datetime]
    since: Mapped[date]
    cases: Mapped[int]
    stays: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hindsight: Mapped[dict[str, Any]] = mapped_column(default=dict)

    procedure: Mapped[Procedure] = relationship()
