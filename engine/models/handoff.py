"""A hand-over between units: sent by one, received or sent back by the other.

Responsibility stays with the sender until the other side confirms. The control
slip (form 06 of the 2025 set) is printed from these rows; they are only added
to, never changed once answered.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.organisation import Department, Officer


class Handoff(Base):
    """One hand-over of a case and its papers, with both signatures."""

    __tablename__ = "handoff"

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    from_department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    to_department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    received: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    from_department: Mapped[Department] = relationship(foreign_keys=[from_department_id])
    to_department: Mapped[Department] = relationship(foreign_keys=[to_department_id])
    sent_by: Mapped[Officer] = relationship(foreign_keys=[sent_by_id])
    answered_by: Mapped[Officer | None] = relationship(foreign_keys=[answered_by_id])
