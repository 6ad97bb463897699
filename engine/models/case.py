"""The case: what a citizen handed in, who they are, and where it stands.

The engine's state has a table of its own, so that no list ever loads it.
Four axes are kept apart: business status (the national 1-10 list), finance,
delivery and synchronisation.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    case,
    false,
    func,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.models.base import Base, Money, RowKey
from engine.models.organisation import Agency, Department, Officer
from engine.models.procedure import Procedure, ProcedureVersion
from engine.rules.extension import DueDates


class Case(Base):
    """A dossier (hồ sơ) from the moment the counter looked at it.

    ``code`` is given once, at acceptance; a file that was not received has
    none. ``original_due`` is what the receipt promised and never moves;
    ``due`` moves with lawful pauses. ``second_due`` is the date of an apology;
    it stands beside ``due``, and takes its place only where it counts.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_deadlines", "agency_id", "closed_at", "procedure_id", "due"),
        Index("ix_case_file_received", "agency_id", "received_at", "closed_at"),
        Index("ix_case_file_open_due", "due", "id", sqlite_where=text("closed_at IS NULL"),
              postgresql_where=text("closed_at IS NULL")),
        # Most open cases have no timer: they stay out, so that the clock's sweep is short.
        Index("ix_case_file_next_timer", "next_timer",
              sqlite_where=text("next_timer IS NOT NULL"),
              postgresql_where=text("next_timer IS NOT NULL")),
        Index("ix_case_file_appraised", "appraiser_id",
              sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
        Index("ix_case_file_finished", "agency_id", "procedure_id", "finished_at",
              sqlite_where=text("finished_at IS NOT NULL"),
              postgresql_where=text("finished_at IS NOT NULL")),
        Index("ix_case_file_alarm", "next_alarm", "id",
              sqlite_where=text("next_alarm IS NOT NULL"),
              postgresql_where=text("next_alarm IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str | None] = mapped_column(String(60), unique=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    channel: Mapped[str] = mapped_column(String(20))  # counter | online | post
    status: Mapped[int]
    finance_status: Mapped[str] = mapped_column(String(20), default="none")
    delivery_status: Mapped[str] = mapped_column(String(20), default="not_ready")
    sync_status: Mapped[str] = mapped_column(String(20), default="pending")
    delivery: Mapped[str] = mapped_column(String(20), default="counter")
    fee: Mapped[Money] = mapped_column(default=0)
    sets: Mapped[int] = mapped_column(default=1)
    owner_name: Mapped[str] = mapped_column(String(200))
    owner_folded: Mapped[str] = mapped_column(String(200), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secret: Mapped[str | None] = mapped_column(String(12))
    created_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    original_due: Mapped[datetime | None]
    due: Mapped[datetime | None]
    second_due: Mapped[datetime | None]
    second_counts: Mapped[bool] = mapped_column(default=False, server_default=false())
    paused_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]  # the result reached the counter: lateness is judged here
    returned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text, default="")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    appraiser_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    next_timer: Mapped[datetime | None]
    next_alarm: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column()

    agency: Mapped[Agency] = relationship()
    procedure: Mapped[Procedure] = relationship()
    version: Mapped[ProcedureVersion] = relationship()
    holder: Mapped[Department | None] = relationship()
    received_by: Mapped[Officer | None] = relationship(foreign_keys=[received_by_id])

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  (SQLAlchemy's own shape)

    @property
    def is_open(self) -> bool:
        """Whether somebody in the office still owes work on it."""
        return self.closed_at is None

    @property
    def dates(self) -> DueDates | None:
        """The promised date and the second one beside it; None when nothing was promised."""
        if self.due is None:
            return None
        return DueDates(self.due, self.second_due, self.second_counts)

    @property
    def reminded_due(self) -> datetime | None:
        """The date that reminders look to."""
        return self.dates.reminded if self.dates else None

    @hybrid_property
    def judged_due(self) -> datetime | None:
        """The date by which the case is on time or late, here and in the database."""
        return self.dates.judged if self.dates else None

    @judged_due.inplace.expression
    @classmethod
    def _judged_due(cls) -> ColumnElement[datetime | None]:
        return func.coalesce(case((cls.second_counts, cls.second_due)), cls.due)


class CaseState(Base):
    """Where a case stands in its diagram: bytes only ``engine.workflow`` can read."""

    __tablename__ = "case_state"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    path: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Party(Base):
    """A person or organisation in a case: its owner, who hands it in, who acts for them.

    The three are kept apart, each with its own papers (domain: §2.1).
    """

    __tablename__ = "party"

    id: Mapped[RowKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))  # owner | submitter | receiver
    kind: Mapped[str] = mapped_column(String(20), default="person")  # person | organisation
    name: Mapped[str] = mapped_column(String(200))
    id_number: Mapped[str] = mapped_column(String(20), default="", index=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    # What a submitter is to the owner (``bpmn/relations.toml``); nobody else has one.
    relation: Mapped[str] = mapped_column(String(20), default="", server_default="")


class HandedPaper(Base):
    """A paper of the procedure, met or not met, as the counter ticked it."""

    __tablename__ = "handed_paper"

    id: Mapped[RowKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text)
    met: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(20))  # original | copy | certified | electronic
    quantity: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(String(300), default="")
