"""The cases whose timers are due: what the clock asks every half minute."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from engine.models import Case
from engine.queries import incidents


def due(now: datetime) -> Select[str | None]:
    """The codes of open cases with a timer that is due, oldest first.

    Only a few rows of one index, however many cases are open. One that failed
    waits for its next try.
    """
    return (
        select(Case.code)
        .where(
            Case.next_timer <= now,
            Case.closed_at.is_(None),
            ~incidents.held_back(now, "fire_timers"),
        )
        .order_by(Case.next_timer)
    )
