"""What rang: who was told that a date came near or had passed, when, and when it was due.

Rows are only added. A step rings each kind once; a case rings a kind once for
each date it looks to, so that several clocks, and a clock after a week down,
tell nobody twice.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.case import Case
from engine.models.task import Task


class Ring(Base):
    """One alarm that rang: due then, rung at, about which date, whom it told.

    ``told`` are logins, or the code of a department that was told as a whole;
    empty where a later alarm of the same subject said it in its place (``joined``).
    """

    __tablename__ = "ring"
    __table_args__ = (
        Index("uq_ring_task_id_kind", "task_id", "kind", unique=True,
              sqlite_where=text("task_id IS NOT NULL"),
              postgresql_where=text("task_id IS NOT NULL")),
        Index("uq_ring_case_id_kind_about", "case_id", "kind", "about", unique=True,
              sqlite_where=text("task_id IS NULL"), postgresql_where=text("task_id IS NULL")),
        Index("ix_ring_agency_id_kind", "agency_id", "kind", "id"),
    )  # fmt: skip

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    kind: Mapped[str] = mapped_column(String(30))
    about: Mapped[datetime | None]
    due: Mapped[datetime]
    at: Mapped[datetime]
    told: Mapped[list[str]] = mapped_column(JSON)
    joined: Mapped[bool]

    case: Mapped[Case] = relationship()
    task: Mapped[Task | None] = relationship()
