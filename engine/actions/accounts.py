"""Signing in and out.

A session is a row: revocable, ended when idle. The browser holds a random
token, the row its SHA-256, so that a stolen backup opens nothing. Signing in
writes no audit entry (the session's row is the record), because an
administrator must get in to confirm a clock that the audit does not trust.
"""

from __future__ import annotations

import hashlib
import secrets
from threading import BoundedSemaphore

from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.actions import audit
from engine.actions.administration import HASHER
from engine.errors import ClockWrong, SignInRefused
from engine.models import Agency, Notice, Officer, WebSession
from engine.office import Office
from engine.queries import people
from engine.queries.menu import addressed_to

# Each hash takes 19 MiB and a core: a crowd at the door waits instead of filling the memory.
_AT_ONCE = BoundedSemaphore(4)
# Checked when nobody has the login, so that the answer takes as long as for a wrong password.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$HseoEXWLEAV8zLfe+Jr0zg"
    "$wfX7nnyiF9lO1+xLBkFM2z2B+Il008kTlQfxtR4mVeE"
)


def recognise(session: Session, login: str, password: str) -> Officer | None:
    """The officer whose login and password these are, or None; takes equally long.

    Asked outside any writing transaction, because a hash takes its time.
    """
    officer = people.by_login(session, login)
    fits = _fits(officer.password_hash if officer else _NOBODY, password)
    return officer if fits else None


def sign_in(session: Session, office: Office, officer: Officer, language: str) -> str:
    """Open a session for a recognised officer and give its token, which is nowhere else."""
    token = secrets.token_urlsafe(32)
    now = office.now()
    session.add(
        WebSession(
            token_hash=token_hash(token),
            officer_id=officer.id,
            started_at=now,
            seen_at=now,
            ip=session.info.get("ip", ""),
            language=officer.language or language,
        )
    )
    return token


def refuse_sign_in(session: Session, office: Office, login: str) -> SignInRefused:
    """Note that somebody was refused at the door, and give the refusal.

    The entry names a login only when an account has it: people type all kinds
    of things into that field, passwords too.
    """
    officer = people.by_login(session, login)
    agency_id = officer.agency_id if officer else session.scalar(select(func.min(Agency.id)))
    try:
        if agency_id is not None:
            thing = officer.login if officer else "unknown"
            audit.record(session, office, agency_id, "refuse_sign_in", thing)
    except ClockWrong:
        # With a clock that is not trusted nothing is written; the door still answers the same.
        pass
    return SignInRefused()


def sign_out(session: Session, office: Office, kept: str) -> None:
    """End a session for good."""
    session.execute(
        update(WebSession)
        .where(WebSession.token_hash == kept, WebSession.ended_at.is_(None))
        .values(ended_at=office.now())
    )


def stay(session: Session, office: Office, kept: str) -> None:
    """Note that a session is in use, so that it does not count as idle."""
    session.execute(
        update(WebSession).where(WebSession.token_hash == kept).values(seen_at=office.now())
    )


def choose_language(session: Session, officer: Officer, kept: str, language: str) -> None:
    """Read in another language from now on, here and at the next sign-in."""
    session.execute(
        update(WebSession).where(WebSession.token_hash == kept).values(language=language)
    )
    session.execute(update(Officer).where(Officer.id == officer.id).values(language=language))


def read_notices(session: Session, office: Office, officer: Officer, newest: int) -> None:
    """Mark the notices in a person's bell as read, up to the newest one they were shown."""
    session.execute(
        update(Notice)
        .where(addressed_to(officer), Notice.id <= newest, Notice.read_at.is_(None))
        .values(read_at=office.now())
    )


def token_hash(token: str) -> str:
    """A token as its row keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _fits(kept: str, password: str) -> bool:
    with _AT_ONCE:
        try:
            return HASHER.verify(kept, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
