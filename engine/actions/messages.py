"""Messages: what a case sends is kept, and delivered once to whoever waits for it.

Sending and waiting are written with the act that caused them; delivery is an
act of its own on the receiving case, in a transaction of its own. So a message
that comes too early is not lost, and one that comes twice moves a case once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import workflow
from engine.actions import audit, incidents, outbox, progress, reasons, turn
from engine.actions.correspondence import DELIVER, KEPT
from engine.errors import BadAnswers, NotFound, WrongMove
from engine.i18n import Said
from engine.models import Case, Message, Officer
from engine.office import Office
from engine.queries import messages, scope
from engine.rules.permission import Action, require
from engine.workflow import NobodyWaits

LONGEST_NAME = 120


def send(
    session: Session,
    office: Office,
    officer: Officer,
    name: str,
    key: str,
    payload: Mapping[str, Any],
) -> Message:
    """Say something to whoever waits for it, because it came by another way than a case.

    Raises ``BadAnswers`` when no diagram of the office could take it.
    """
    require(officer.roles, Action.MEND)
    if name not in messages.names(session):
        raise BadAnswers({"name": Said("No case of the office waits for a message of this name.")})
    message = Message(
        agency_id=officer.agency_id,
        name=name,
        key=key.strip() or None,
        payload=dict(payload),
        officer_id=officer.id,
        sent_at=office.now(),
        expires_at=office.now() + KEPT,
    )
    session.add(message)
    session.flush()
    outbox.owe(
        session, officer.agency_id, kind=DELIVER, key=f"{DELIVER}:message:{message.id}",
        payload={}, now=office.now(),
    )  # fmt: skip
    audit.record(
        session, office, officer.agency_id, "send_message", f"message:{message.id}",
        officer=officer, details={"name": name},
    )  # fmt: skip
    return message


def close(
    session: Session, office: Office, officer: Officer, message_id: int, reason: str
) -> Message:
    """Close a message that nobody will take any more; the reason is kept.

    Raises ``NotFound`` for one that this person does not look after.
    """
    require(officer.roles, Action.MEND)
    stated = reasons.stated(reason)
    message = session.scalars(
        select(Message)
        .where(Message.id == message_id, scope.overseen(officer, Message.agency_id))
        .with_for_update()
    ).one_or_none()
    if message is None:
        raise NotFound
    if message.delivered_at is not None or message.closed_at is not None:
        raise WrongMove(Said("This message was already taken or closed."))
    message.closed_at, message.closed_by_id, message.reason = office.now(), officer.id, stated
    audit.record(
        session, office, message.agency_id, "close_message", f"message:{message.id}",
        officer=officer, reason=stated,
    )  # fmt: skip
    return message


def deliver(session: Session, office: Office, message_id: int, case_code: str) -> Case | None:
    """Hand a message to a case that waits for it; None when either is no longer free."""
    try:
        taken = turn.of_case(session, office, None, case_code)
    except WrongMove:
        return None
    message = session.scalars(
        select(Message)
        .where(Message.id == message_id, messages.still_waiting(office.now()))
        .with_for_update()
    ).one_or_none()
    if message is None:
        return None
    with incidents.watched(taken, "deliver_message", {"message": message.id}):
        try:
            moved = workflow.deliver(
                taken.version.definition,
                taken.state.state,
                message.name,
                message.payload,
                key=message.key,
                now=taken.now,
                working_time=taken.working_time,
            )
        except NobodyWaits:
            return None
        message.delivered_at, message.delivered_to_id = taken.now, taken.case.id
        taken.details.update(message=message.id, name=message.name)
        return progress.finish(taken, "deliver_message", moved)
