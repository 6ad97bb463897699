"""A person gives a program a token to read in their name, and takes it back.

The token is random and shown once; its row keeps the SHA-256, so that a stolen
backup opens nothing. It opens the API alone, which only reads.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.actions import audit
from engine.actions.accounts import token_hash
from engine.errors import BadAnswers, NotFound
from engine.i18n import Said, mark
from engine.models import AccessToken, Officer
from engine.office import Office
from engine.queries import access_tokens

# Known by its beginning, so that one that was leaked can be found in texts and logs.
PREFIX = "motcua_"
MOST_TOKENS = 10
LONGEST_NAME = 60
MOST_DAYS = 366


def give(session: Session, office: Office, officer: Officer, name: str, days: int) -> str:
    """Make a token for a program and give it; it is shown this once.

    Raises ``BadAnswers`` for a name that is empty, too long or in use, for days
    that are not 1 to 366, and for more tokens than one person needs.
    """
    named = name.strip()
    if problems := _problems(session, office, officer, named, days):
        raise BadAnswers(problems)
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(
        AccessToken(
            officer_id=officer.id,
            name=named,
            token_hash=token_hash(token),
            made_at=office.now(),
            expires_at=office.now() + timedelta(days=days),
        )
    )
    session.flush()
    _record(session, office, officer, "give_token", {"days": days})
    return token


def end(session: Session, office: Office, officer: Officer, token_id: int) -> None:
    """Take a token back for good; raises ``NotFound`` for one that is not theirs or has ended."""
    ended = session.scalar(
        update(AccessToken)
        .where(
            AccessToken.id == token_id,
            AccessToken.officer_id == officer.id,
            AccessToken.ended_at.is_(None),
        )
        .values(ended_at=office.now())
        .returning(AccessToken.id)
    )
    if ended is None:
        raise NotFound
    _record(session, office, officer, "end_token", {})


def note_use(session: Session, office: Office, kept: str) -> None:
    """Note that a program has read with its token."""
    session.execute(
        update(AccessToken).where(AccessToken.token_hash == kept).values(used_at=office.now())
    )


def _problems(
    session: Session, office: Office, officer: Officer, name: str, days: int
) -> dict[str, Said]:
    problems: dict[str, Said] = {}
    # Two clicks at the same moment queue here, so that the second one sees the first's token.
    session.execute(select(Officer.id).where(Officer.id == officer.id).with_for_update())
    known = [token.name for token in access_tokens.of(session, officer.id, office.now())]
    if not name:
        problems["name"] = Said(mark("Name the program that will read."))
    elif len(name) > LONGEST_NAME:
        problems["name"] = Said(mark("At most %(most)s letters."), most=LONGEST_NAME)
    elif name in known:
        problems["name"] = Said(mark("There is a token of this name already; end it first."))
    elif len(known) >= MOST_TOKENS:
        problems["name"] = Said(mark("A person has at most %(most)s tokens."), most=MOST_TOKENS)
    if not 1 <= days <= MOST_DAYS:
        problems["days"] = Said(mark("A token lasts between 1 and %(most)s days."), most=MOST_DAYS)
    return problems


def _record(
    session: Session, office: Office, officer: Officer, action: str, details: dict[str, int]
) -> None:
    audit.record(
        session, office, officer.agency_id, action, officer.login, officer=officer, details=details
    )
