"""The working calendar as the office keeps it: what was announced, by which decision.

Nothing is overwritten. A change ends the entries it replaces and begins its
own, so that the calendar of any earlier day of the office can be laid out
again, and every deadline recomputed by the calendar it was promised by.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, RowKey
from engine.models.organisation import Officer


class CalendarChange(Base):
    """One decision entered into the calendar; ``agency_id`` is null for the whole province.

    ``settled_at`` is the moment at which every open case had been looked at.
    The newest id is the calendar's revision.
    """

    __tablename__ = "calendar_change"

    id: Mapped[RowKey]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decision: Mapped[str] = mapped_column(Text)
    settled_at: Mapped[datetime | None]

    officer: Mapped[Officer | None] = relationship()


class CalendarEntry(Base):
    """A line of the calendar: what a calendar file would say, in its own words.

    ``kind`` is that of a special day (``rules/special_day``) on its ``day``;
    hours for the office hours of a week, from ``day`` on; year for whether the
    holidays of a year (by its first day) are announced.
    """

    __tablename__ = "calendar_entry"
    __table_args__ = (Index("ix_calendar_entry_day", "day", "agency_id"),)

    id: Mapped[RowKey]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    began_id: Mapped[int] = mapped_column(ForeignKey("calendar_change.id"))
    ended_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_change.id"))
