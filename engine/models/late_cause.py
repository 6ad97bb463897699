"""Why a late case was late: what was computed, and what a head confirmed beside it.

Rows are only added: who confirms another cause later adds a round, with the
reason, and the earlier ones stay.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.organisation import Officer


class LateCause(Base):
    """A confirmation; the one of the highest round holds.

    ``cause`` is a key of the province's list (``queries/late_causes``). The
    computed share is kept as it was at that moment, since an open case goes on
    spending time; ``computed`` is empty where no time could be told.
    """

    __tablename__ = "late_cause"
    __table_args__ = (UniqueConstraint("case_id", "round"),)

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    round: Mapped[int]
    computed: Mapped[str] = mapped_column(String(20))
    computed_unit: Mapped[str] = mapped_column(String(50))
    computed_minutes: Mapped[int]
    cause: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)  # why another cause than before
    confirmed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    confirmed_by: Mapped[Officer] = relationship()
