"""What a move sent, and what its case waits for now: kept with the act that caused it.

Apart from ``messages``, whose verbs are acts of their own: this is part of every
act on a case.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from engine.actions import outbox
from engine.actions.turn import Turn
from engine.models import Message, MessageWait
from engine.workflow import Progress

# How long a message waits for its catch; longer than any term that a case could still run.
KEPT = timedelta(days=180)
DELIVER = "deliver_messages"


def follow(turn: Turn, moved: Progress) -> None:
    """Keep what a move sent and what its case waits for now, and owe the delivery."""
    for sent in moved.sent:
        turn.session.add(
            Message(
                agency_id=turn.case.agency_id,
                name=sent.message,
                key=sent.key,
                payload=sent.payload,
                from_case_id=turn.case.id,
                sent_at=turn.now,
                expires_at=turn.now + KEPT,
            )
        )
    has_new = _keep_waits(turn, moved) if turn.has_waits or moved.awaited else False
    if moved.sent or has_new:
        outbox.owe(
            turn.session,
            turn.case.agency_id,
            kind=DELIVER,
            key=f"{DELIVER}:{turn.case.id}:{turn.case.revision}",
            payload={},
            now=turn.now,
        )


def _keep_waits(turn: Turn, moved: Progress) -> bool:
    """Keep what the case waits for; whether something is new among it."""
    session = turn.session
    known = {
        (wait.element, wait.name, wait.key): wait
        for wait in session.scalars(select(MessageWait).where(MessageWait.case_id == turn.case.id))
    }
    wanted = {(each.element, each.message, each.key) for each in moved.awaited}
    gone = [wait.id for at, wait in known.items() if at not in wanted]
    if gone:
        session.execute(delete(MessageWait).where(MessageWait.id.in_(gone)))
    fresh = sorted(wanted - known.keys(), key=str)
    session.add_all(
        MessageWait(case_id=turn.case.id, element=element, name=name, key=key, since=turn.now)
        for element, name, key in fresh
    )
    return bool(fresh)
