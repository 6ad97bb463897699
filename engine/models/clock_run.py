"""What the clock did at one of its hours: when it was due, and when it was really done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base, RowKey


class ClockRun(Base):
    """One run of a job of the clock; the hour is unique, so that several clocks run it once.

    ``finished_at`` is null while it runs, and stays so when it broke off.
    """

    __tablename__ = "clock_run"
    __table_args__ = (UniqueConstraint("name", "due_at"),)

    id: Mapped[RowKey]
    name: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
