"""The tokens of programs: whose they are, and which of a person's still open the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine.i18n import DEFAULT_LANGUAGE
from engine.models import AccessToken, Officer
from engine.queries.people import SignedIn


@dataclass(frozen=True)
class TokenLine:
    """A token as its owner sees it; the token itself was shown once."""

    id: int
    name: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


def holder(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """In whose name a program reads; None when the token ended, expired or never was."""
    row = session.execute(
        select(AccessToken, Officer)
        .join(Officer, Officer.id == AccessToken.officer_id)
        .options(joinedload(Officer.department), joinedload(Officer.agency))
        .where(
            AccessToken.token_hash == token_hash,
            AccessToken.ended_at.is_(None),
            AccessToken.expires_at > now,
            Officer.ended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    token: AccessToken = row.AccessToken
    officer: Officer = row.Officer
    language = officer.language or DEFAULT_LANGUAGE
    return SignedIn(token.token_hash, officer, language, token.used_at or token.made_at)


def of(session: Session, officer_id: int, now: datetime) -> list[TokenLine]:
    """A person's tokens that open the door, newest first."""
    rows = session.execute(
        select(
            AccessToken.id,
            AccessToken.name,
            AccessToken.made_at,
            AccessToken.expires_at,
            AccessToken.used_at,
        )
        .where(
            AccessToken.officer_id == officer_id,
            AccessToken.ended_at.is_(None),
            AccessToken.expires_at > now,
        )
        .order_by(AccessToken.id.desc())
    )
    return [TokenLine(*row) for row in rows]
