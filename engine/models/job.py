"""Work to be done after the commit, counters, and answers kept for a second click.

A job's row is written in the business transaction, so that an effect is owed
exactly when its cause was kept. Its key makes it unique however often the
cause is tried.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base, RowKey

# How long a worker may take for a job before another one takes it over.
LEASE = timedelta(minutes=5)


class Job(Base):
    """An effect that is owed: a PDF to make, a letter to post, a report to write.

    ``receipt`` is what its worker brought back: the digest of the print, how
    many letters went out.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_waiting", "run_at", "id", sqlite_where=text("done_at IS NULL"),
              postgresql_where=text("done_at IS NULL")),
    )  # fmt: skip

    id: Mapped[RowKey]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    created_at: Mapped[datetime]
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    receipt: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class Counter(Base):
    """A gap-free number: case numbers per agency and day, registers per year."""

    __tablename__ = "counter"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    n: Mapped[int]


class KeptAnswer(Base):
    """What a form sent once was answered, so that a second click gets the same."""

    __tablename__ = "kept_answer"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)


class Notice(Base):
    """A line in somebody's bell: for one officer, or for a whole department."""

    __tablename__ = "notice"

    id: Mapped[RowKey]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime | None]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class WebSession(Base):
    """Somebody signed in: revocable, because it lives here and not in a cookie."""

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ip: Mapped[str] = mapped_column(String(45), default="")
    language: Mapped[str] = mapped_column(String(5), default="vi")
