"""An inspection: the nightly look at the invariants, kept for the administrators."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base, RowKey


class Inspection(Base):
    """What one night's inspection found: the things that broke each invariant.

    The day is unique, so that of several clocks only one inspects.
    """

    __tablename__ = "inspection"

    id: Mapped[RowKey]
    day: Mapped[date] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    broken: Mapped[dict[str, Any]] = mapped_column(default=dict)
