"""A report that was made: by whom or by the night, for which period, into which file."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.document import StoredFile


class ReportRun(Base):
    """One making of a report.

    ``claim`` is unique, so that of several clocks only one makes the nightly
    report of a day; a run by hand has a claim of its own.
    """

    __tablename__ = "report_run"
    __table_args__ = (Index("ix_report_run_list", "agency_id", "started_at"),)

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(40))
    claim: Mapped[str] = mapped_column(String(120), unique=True)
    period: Mapped[str] = mapped_column(String(30))
    first_day: Mapped[date]
    last_day: Mapped[date]
    format: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[str] = mapped_column(String(120))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    rows: Mapped[int | None]
    error: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    file: Mapped[StoredFile | None] = relationship()
