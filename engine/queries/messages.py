"""Messages and who waits for them: what can be delivered, and what nobody takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from engine.models import Case, Message, MessageWait, Officer
from engine.office import Office
from engine.queries import incidents, scope

SHOWN = 100
# A worker that lives has delivered by then what can be delivered.
SOON = timedelta(minutes=5)


@dataclass(frozen=True)
class Match:
    """A message, and the case it can be delivered to."""

    message_id: int
    case_code: str


def matches(session: Session, office: Office) -> list[Match]:
    """What can be delivered now: each message once, oldest first, to who waits longest."""
    rows = session.execute(
        select(Message.id, Case.code)
        .join(MessageWait, and_(MessageWait.name == Message.name, _same_conversation()))
        .join(Case, Case.id == MessageWait.case_id)
        .where(
            still_waiting(office.now()),
            Case.closed_at.is_(None),
            ~incidents.held_back(office.now(), "deliver_message"),
        )
        .order_by(Message.id, MessageWait.since, MessageWait.id)
    )
    first: dict[int, str] = {}
    for message_id, code in rows:
        first.setdefault(message_id, code or "")
    return [Match(message_id, code) for message_id, code in first.items()]


def undelivered(session: Session, office: Office) -> list[str]:
    """Messages that a case has waited for longer than a living worker needs, by name and key."""
    ids = [match.message_id for match in matches(session, office)]
    late = office.now() - SOON
    rows = session.execute(
        select(Message.name, Message.key)
        .join(MessageWait, and_(MessageWait.name == Message.name, _same_conversation()))
        .where(Message.id.in_(ids), Message.sent_at < late, MessageWait.since < late)
        .distinct()
    )
    return [f"{name} ({key or '*'})" for name, key in rows]


def names(session: Session) -> frozenset[str]:
    """The names that some open case waits for, or that were sent before."""
    waited = session.scalars(select(MessageWait.name).distinct())
    sent = session.scalars(select(Message.name).distinct())
    return frozenset([*waited, *sent])


def still_waiting(now: datetime) -> ColumnElement[bool]:
    """The condition on ``Message`` for those that somebody may still take."""
    return and_(
        Message.delivered_at.is_(None), Message.closed_at.is_(None), Message.expires_at > now
    )


@dataclass(frozen=True)
class MessageLine:
    """A message that nobody took: from whom, about what, and whether its time is over."""

    id: int
    name: str
    key: str
    sender: str
    sent: datetime
    expires: datetime
    is_over: bool


@dataclass(frozen=True)
class WaitLine:
    """A case that waits for a message which has not come."""

    code: str
    name: str
    key: str
    since: datetime


def unmatched(session: Session, office: Office, officer: Officer) -> list[MessageLine]:
    """The messages of this person's agency that nobody took, newest first."""
    sender = aliased(Officer)
    rows = session.execute(
        select(Message, Case.code, sender.name)
        .outerjoin(Case, Case.id == Message.from_case_id)
        .outerjoin(sender, sender.id == Message.officer_id)
        .where(
            Message.delivered_at.is_(None),
            Message.closed_at.is_(None),
            scope.overseen(officer, Message.agency_id),
        )
        .order_by(Message.id.desc())
        .limit(SHOWN)
    )
    return [_line(row.Message, row.code or row.name or "", office.now()) for row in rows]


def waited_for(session: Session, officer: Officer) -> list[WaitLine]:
    """What cases of this person's agency wait for, who waits longest first."""
    rows = session.execute(
        select(Case.code, MessageWait.name, MessageWait.key, MessageWait.since)
        .join(Case, Case.id == MessageWait.case_id)
        .where(Case.closed_at.is_(None), scope.overseen(officer, Case.agency_id))
        .order_by(MessageWait.since, MessageWait.id)
        .limit(SHOWN)
    )
    return [WaitLine(row.code or "", row.name, row.key or "", row.since) for row in rows]


def _line(message: Message, sender: str, now: datetime) -> MessageLine:
    return MessageLine(
        id=message.id,
        name=message.name,
        key=message.key or "",
        sender=sender,
        sent=message.sent_at,
        expires=message.expires_at,
        is_over=message.expires_at <= now,
    )


def _same_conversation() -> ColumnElement[bool]:
    """Keys agree, or one of the two names none: then any conversation will do."""
    return or_(MessageWait.key.is_(None), Message.key.is_(None), MessageWait.key == Message.key)


def payload_of(typed: str) -> Mapping[str, Any]:
    """Read what a person types of a message: a line ``name = text`` for each value."""
    pairs = (line.partition("=") for line in typed.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}
