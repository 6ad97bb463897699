"""The outbox: effects owed by a transaction, done after its commit.

The row is written with the cause, so that neither exists without the other.
``engine.jobs`` does the work; an effect outside the database is tried at least
once, with the job's key as its idempotency key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.models import Job


def owe(
    session: Session,
    agency_id: int,
    *,
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Owe an effect; its key keeps it from being owed twice."""
    session.add(
        Job(
            key=key,
            kind=kind,
            payload=dict(payload),
            agency_id=agency_id,
            created_at=now,
            run_at=now,
        )
    )
