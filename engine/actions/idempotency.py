"""A second click does nothing new: it gets the first answer.

Each form and API call carries a key of its own. The answer is kept in the same
transaction as the act, for seven days; the same key with another content is
refused, because one of the two was meant for something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.orm import Session

from engine.errors import KeyReused
from engine.models import KeptAnswer, Moment, Officer
from engine.office import Office

KEPT = timedelta(days=7)
LONGEST_KEY = 80

# The same words on SQLite and PostgreSQL; who comes second waits here until the first is through.
_TAKE = text(
    "INSERT INTO kept_answer (key, officer_id, body_hash, answer, at)"
    " VALUES (:key, :officer_id, :body_hash, '', :at) ON CONFLICT (key) DO NOTHING RETURNING key"
).bindparams(bindparam("at", type_=Moment))


def once(
    session: Session,
    office: Office,
    officer: Officer,
    key: str,
    body: bytes,
    act: Callable[[], str],
) -> str:
    """Act and keep the answer; a key that was used before gets its first answer again.

    The key is taken before anything else, so that a second click at the same
    moment waits for the first one's answer and never loses a race against it.
    Raises ``KeyReused`` when the key comes with another body, or from another
    person.
    """
    if len(key) > LONGEST_KEY:
        raise KeyReused
    mine = {"key": key, "officer_id": officer.id, "body_hash": _digest(body)}
    if session.execute(_TAKE, {**mine, "at": office.now()}).first() is None:
        return _first_answer(session, officer, key, body)
    answer = act()
    session.execute(update(KeptAnswer).where(KeptAnswer.key == key).values(answer=answer))
    return answer


def forget_old(session: Session, now: datetime) -> None:
    """Drop answers nobody will ask for again."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.at < now - KEPT))


def _first_answer(session: Session, officer: Officer, key: str, body: bytes) -> str:
    kept = session.execute(
        select(KeptAnswer.officer_id, KeptAnswer.body_hash, KeptAnswer.answer).where(
            KeptAnswer.key == key
        )
    ).one()
    if (kept.officer_id, kept.body_hash) != (officer.id, _digest(body)):
        raise KeyReused
    return str(kept.answer)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
