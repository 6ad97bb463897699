"""Who signs in, and who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload

from engine.models import Agency, Officer, OfficerRole, WebSession
from engine.rules.permission import RIGHTS, Action

# ASVS 5.0 V7.3: a session ends when nobody uses it, and after a working day anyway.
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class SignedIn:
    """A person at a browser, with what their pages need."""

    token_hash: str
    officer: Officer
    language: str
    seen_at: datetime


def signed_in(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """Who holds this session, or None when it ended, lay idle or grew too old."""
    row = session.execute(
        select(WebSession, Officer)
        .join(Officer, Officer.id == WebSession.officer_id)
        .options(joinedload(Officer.department), joinedload(Officer.agency))
        .where(
            WebSession.token_hash == token_hash,
            WebSession.ended_at.is_(None),
            WebSession.seen_at > now - IDLE,
            WebSession.started_at > now - LONGEST,
            Officer.ended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    kept: WebSession = row.WebSession
    return SignedIn(kept.token_hash, row.Officer, kept.language, kept.seen_at)


def by_login(session: Session, login: str) -> Officer | None:
    """The officer of this login, if the account has not ended."""
    return session.scalar(
        select(Officer)
        .options(joinedload(Officer.department), joinedload(Officer.agency))
        .where(Officer.login == login.strip().lower(), Officer.ended_at.is_(None))
    )


def menders(session: Session, agency_id: int) -> list[Officer]:
    """Who mends what breaks off in an agency: its own people, and the province's; by name."""
    roles = [role.value for role, rights in RIGHTS.items() if Action.MEND in rights]
    holds = exists().where(
        OfficerRole.officer_id == Officer.id,
        OfficerRole.role.in_(roles),
        OfficerRole.ended_at.is_(None),
    )
    return list(
        session.scalars(
            select(Officer)
            .join(Agency, Agency.id == Officer.agency_id)
            .where(
                Officer.ended_at.is_(None),
                holds,
                or_(Agency.id == agency_id, Agency.level == "province"),
            )
            .order_by(Officer.sort_key)
        )
    )
