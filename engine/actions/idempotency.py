"""A second click does nothing new: it gets the first answer.

Each form and API call carries a key of its own. The answer is kept in the same
transaction as the act, for seven days; the same key with another content is
refused, because one of the two was meant for something else.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.errors import KeyReused
from engine.models import KeptAnswer, Officer
from engine.office import Office

KEPT = timedelta(days=7)


def once(session: Session, officer: Officer, key: str, body: bytes) -> str | None:
    """The answer this key got the first time, or None when it is new.

    Raises ``KeyReused`` when it comes with another body, or from another person.
    """
    kept = session.execute(
        select(KeptAnswer.officer_id, KeptAnswer.body_hash, KeptAnswer.answer).where(
            KeptAnswer.key == key
        )
    ).one_or_none()
    if kept is None:
        return None
    if kept.officer_id != officer.id or kept.body_hash != _digest(body):
        raise KeyReused
    return str(kept.answer)


def keep(
    session: Session, office: Office, officer: Officer, key: str, body: bytes, answer: str
) -> None:
    """Keep the answer to this key, in the transaction of the act itself."""
    session.add(
        KeptAnswer(
            key=key,
            officer_id=officer.id,
            body_hash=_digest(body),
            answer=answer,
            at=office.now(),
        )
    )
    session.flush()


def forget_old(session: Session, now: datetime) -> None:
    """Drop answers nobody will ask for again."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.at < now - KEPT))


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
