"""What people write without BPMN: an ORM status machine, one history row, one commit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from engine.models import Moment

NEXT = {
    "received": "handed_over",
    "handed_over": "confirmed",
    "confirmed": "assigned",
    "assigned": "appraised",
    "appraised": "numbered",
}


class Base(DeclarativeBase):
    """The tables of the benchmark alone."""


class Dossier(Base):
    """A case with a status."""

    __tablename__ = "bench_dossier"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(20), default="received")
    changed_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy's own shape)


class History(Base):
    """Who changed a status, and when."""

    __tablename__ = "bench_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    status: Mapped[str] = mapped_column(String(20))
    login: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Moment)


def advance(session: Session, dossier_id: int, login: str, now: datetime) -> None:
    """Move a dossier to its next status, as a hand-made status machine does."""
    dossier = session.scalars(
        select(Dossier).where(Dossier.id == dossier_id).with_for_update()
    ).one()
    dossier.status = NEXT[dossier.status]
    dossier.changed_at = now
    session.add(History(dossier_id=dossier_id, status=dossier.status, login=login, at=now))
    session.flush()
