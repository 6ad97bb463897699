"""Moments that were recorded later than they happened, each with its proof and a head's decision.

A dossier received on paper during an outage (``LateEntry``), and a result given
before it was recorded (``EarlierReturn``). Both moments stay here whatever is
decided; the case's own columns hold the one that counts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from engine.models.base import Base, RowKey
from engine.models.case import Case
from engine.models.document import StoredFile
from engine.models.organisation import Officer
from engine.models.outage import Outage

_WAITS = text("state = 'waiting'")
_HOLDS = text("state <> 'voided'")


class LateEntry(Base):
    """A dossier entered after an outage: by which paper slip, received when, entered when.

    A slip's number is given once an outage; a case that was voided gives it free.
    """

    __tablename__ = "late_entry"
    __table_args__ = (
        Index("uq_late_entry_slip", "agency_id", "outage_id", "slip_key", unique=True,
              sqlite_where=_HOLDS, postgresql_where=_HOLDS),
        Index("ix_late_entry_waiting", "agency_id", "id",
              sqlite_where=_WAITS, postgresql_where=_WAITS),
    )  # fmt: skip

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    outage_id: Mapped[int] = mapped_column(ForeignKey("outage.id"), index=True)
    slip: Mapped[str] = mapped_column(String(40))
    slip_key: Mapped[str] = mapped_column(String(40))  # the slip however it is spelt
    received_at: Mapped[datetime]  # the true hour, as stated
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    state: Mapped[str] = mapped_column(String(20))  # waiting | confirmed | refused | voided
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    outage: Mapped[Outage] = relationship()
    entered_by: Mapped[Officer] = relationship(foreign_keys=[entered_by_id])
    stated_by_id: Mapped[int] = synonym("entered_by_id")
    decided_by: Mapped[Officer | None] = relationship(foreign_keys=[decided_by_id])


class EarlierReturn(Base):
    """A result given before it was recorded: when, proved by which file, recorded when.

    ``recorded_at`` and ``finished_at`` are the case's own as they were recorded.
    """

    __tablename__ = "earlier_return"
    __table_args__ = (
        Index("uq_earlier_return_case", "case_id", unique=True,
              sqlite_where=text("state <> 'refused'"), postgresql_where=text("state <> 'refused'")),
        Index("ix_earlier_return_waiting", "agency_id", "id",
              sqlite_where=_WAITS, postgresql_where=_WAITS),
    )  # fmt: skip

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    given_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    stated_at: Mapped[datetime]
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    state: Mapped[str] = mapped_column(String(20))  # waiting | confirmed | refused
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    file: Mapped[StoredFile] = relationship()
    stated_by: Mapped[Officer] = relationship(foreign_keys=[stated_by_id])
    decided_by: Mapped[Officer | None] = relationship(foreign_keys=[decided_by_id])
