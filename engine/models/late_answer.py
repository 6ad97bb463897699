"""A late answer: what a consulted agency said after its silence was taken as consent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base, RowKey


class LateAnswer(Base):
    """Kept beside the case and moving nothing: the case had gone on without it."""

    __tablename__ = "late_answer"

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
