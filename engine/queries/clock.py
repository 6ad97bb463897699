"""What an administrator compares the machine's clock with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.models import AuditHead
from engine.office import Office


@dataclass(frozen=True)
class ClockFaces:
    """The machine's time, the last entry of any chain, the last sign of life."""

    now: datetime
    last_entry: datetime | None
    alive: datetime | None


def clock_faces(session: Session, office: Office) -> ClockFaces:
    """Read all three at this moment."""
    last, alive = session.execute(
        select(func.max(AuditHead.at), func.max(AuditHead.alive_at))
    ).one()
    return ClockFaces(office.now(), last, alive)
