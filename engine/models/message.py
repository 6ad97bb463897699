"""Messages between cases, agencies and the office: kept until somebody waits for them.

A message may come before its catch is active; it then waits here, until it is
delivered, closed by somebody with a reason, or past its time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base, RowKey

_WAITING = text("delivered_at IS NULL AND closed_at IS NULL")


class Message(Base):
    """Something that was said to whoever waits for it: by a case, or by a person.

    ``key`` says which conversation it belongs to; null will do for any.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_waiting", "name", "key", "id",
              sqlite_where=_WAITING, postgresql_where=_WAITING),
    )  # fmt: skip

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(120))
    key: Mapped[str | None] = mapped_column(String(200))
    payload: Mapped[Any] = mapped_column(JSON)
    from_case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    delivered_to_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


class MessageWait(Base):
    """A message that an open case waits for now, as its engine says."""

    __tablename__ = "message_wait"
    __table_args__ = (Index("ix_message_wait_name", "name", "key"),)

    id: Mapped[RowKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    key: Mapped[str | None] = mapped_column(String(200))
    element: Mapped[str] = mapped_column(String(120))
    since: Mapped[datetime]
