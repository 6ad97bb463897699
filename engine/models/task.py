"""A task: a step of a diagram that waits for a person.

Its row is written in the transaction that moved the engine there, and always
equals what the engine's state says (invariant I8 of ``motcua verify``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.case import Case
from engine.models.organisation import Department, Officer

_LAPSING = text("state = 'ready' AND silence = 'consent'")


class Task(Base):
    """A step waiting for someone, or what became of it.

    ``state`` is ready, done or cancelled. A ready task with an assignee is in
    that person's hands; without one it waits for the department. ``next_alarm`` is
    when somebody must be told of it next (``rules/alarm``).
    """

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_inbox", "department_id", "due", "id",
              sqlite_where=text("state = 'ready'"), postgresql_where=text("state = 'ready'")),
        Index("ix_task_mine", "assignee_id", "due", "id",
              sqlite_where=text("state = 'ready'"), postgresql_where=text("state = 'ready'")),
        Index("ix_task_lapsing", "due", "id", sqlite_where=_LAPSING, postgresql_where=_LAPSING),
        Index("ix_task_alarm", "next_alarm", "id",
              sqlite_where=text("next_alarm IS NOT NULL"),
              postgresql_where=text("next_alarm IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    engine_task: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    does: Mapped[str] = mapped_column(String(30))
    lane: Mapped[str] = mapped_column(String(50))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    state: Mapped[str] = mapped_column(String(20), default="ready")
    allowance: Mapped[str] = mapped_column(String(40), default="")
    # What the law makes of no answer in time: ``consent``, or nothing.
    silence: Mapped[str] = mapped_column(String(20), default="", server_default="")
    started_at: Mapped[datetime]
    due: Mapped[datetime | None]
    next_alarm: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)

    case: Mapped[Case] = relationship()
    department: Mapped[Department] = relationship()
    assignee: Mapped[Officer | None] = relationship(foreign_keys=[assignee_id])
    completed_by: Mapped[Officer | None] = relationship(foreign_keys=[completed_by_id])

    @property
    def was_deemed(self) -> bool:
        """Whether it was completed by silence, as nobody's act."""
        return self.state == "done" and bool(self.silence) and self.completed_by_id is None
