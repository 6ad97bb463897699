"""I12: no message is kept waiting while a case waits for it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from engine.office import Office
from engine.queries import messages


def rule(session: Session, office: Office) -> Iterator[str]:
    """Name the messages that a living worker would have delivered."""
    yield from messages.undelivered(session, office)
