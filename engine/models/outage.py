"""Outages: when the office's system could not be worked with, and what was said of it.

The outage's own row says what holds now. Each statement about it (noted,
ended, corrected) is kept beside it as it was made, and is never changed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.organisation import Agency, Officer
from engine.rules.calendar import office_time
from engine.rules.outage import Span


class Outage(Base):
    """A stretch in which an agency, or the whole province, could record nothing.

    Without an agency it is the province's; without an end it lasts.
    """

    __tablename__ = "outage"
    __table_args__ = (Index("ix_outage_began", "agency_id", "began_at"),)

    id: Mapped[RowKey]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    what: Mapped[str] = mapped_column(String(200))
    cause: Mapped[str] = mapped_column(Text, default="")
    notice: Mapped[str] = mapped_column(String(200), default="")
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    agency: Mapped[Agency | None] = relationship()
    noted_by: Mapped[Officer] = relationship()

    @property
    def span(self) -> Span:
        """From when to when it lasted."""
        return Span(
            office_time(self.began_at), office_time(self.ended_at) if self.ended_at else None
        )


class OutageFact(Base):
    """What somebody stated about an outage, whole, as it held from then on."""

    __tablename__ = "outage_fact"

    id: Mapped[RowKey]
    outage_id: Mapped[int] = mapped_column(ForeignKey("outage.id"), index=True)
    at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    kind: Mapped[str] = mapped_column(String(20))  # noted | ended | corrected
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    what: Mapped[str] = mapped_column(String(200))
    cause: Mapped[str] = mapped_column(Text, default="")
    notice: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")

    officer: Mapped[Officer] = relationship()
