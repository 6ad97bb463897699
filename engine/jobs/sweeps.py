"""What the clock finds due: timers, messages, consents, time excluded by law, standstills.

Each case moves in a transaction of its own, oldest first, under its own lock, so
that several clocks do no harm and one case that breaks off keeps no other from
its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from engine.actions import messages as messaging
from engine.actions import pausing, processing, ringing, stall_watch, timekeeping
from engine.actions import silence as silences
from engine.errors import ClockWrong, Refusal
from engine.office import Office
from engine.queries import due_timers, messages, pauses, silence, stalls

Found = TypeVar("Found")

log = structlog.get_logger(__name__)


def tick(office: Office) -> None:
    """What the clock does every half minute."""
    with office.transaction() as session:
        timekeeping.mark_alive(session, office)
    end_excluded_time(office)
    deem_consents(office)
    fire_due_timers(office)
    deliver_messages(office)
    ringing.ring_due(office)


def fire_due_timers(office: Office) -> int:
    """Fire the timers that are due, oldest first, each once; how many cases moved.

    A case that can't be moved becomes an incident, and is asked again later and later.
    """
    with office.reading() as session:
        due = session.scalars(due_timers.due(office.now())).all()
    return _each(
        office,
        "timer",
        due,
        lambda session, code: processing.fire_timers(session, office, str(code)),
    )


def deliver_messages(office: Office) -> int:
    """Deliver what waits for a case that waits for it; how many cases moved.

    As with timers, a case that can't be moved becomes an incident.
    """
    with office.reading() as session:
        found = messages.matches(session, office)
    return _each(
        office,
        "message",
        found,
        lambda session, match: messaging.deliver(
            session, office, match.message_id, match.case_code
        ),
    )


def end_excluded_time(office: Office) -> int:
    """Let clocks run on whose time excluded by law is over, oldest first; how many did."""
    today = office.today()
    with office.reading() as session:
        over = pauses.excluded_until(session, today)
    return _each(
        office,
        "pause",
        over,
        lambda session, code: pausing.end_excluded_time(session, office, code, today),
    )


def deem_consents(office: Office) -> int:
    """Take as consent what an agency left unanswered where the law says so; how many were.

    One that breaks off becomes an incident.
    """
    with office.reading() as session:
        found = silence.lapsed(session, office.now())
    return _each(
        office,
        "consent",
        found,
        lambda session, one: silences.deem_consent(session, office, one.case_code, one.task_id),
    )


def find_stalled(office: Office) -> int:
    """Make an incident of each open case that nothing can move any more; how many were new."""
    with office.reading() as session:
        found = stalls.suspects(session)
    return _each(
        office, "stall", found, lambda session, case_id: stall_watch.note(session, office, case_id)
    )


def _each(
    office: Office, kind: str, found: Sequence[Found], act: Callable[[Session, Found], object]
) -> int:
    """Act on each of what was found; how many of the acts had something to do.

    Under a clock that can't be trusted the rest stays due until it is confirmed.
    """
    moved = 0
    for one in found:
        try:
            with office.transaction() as session:
                moved += act(session, one) is not None
        except ClockWrong as refusal:
            log.warning("clock-wrong", said=str(refusal.said), kind=kind, waiting=len(found))
            break
        except Refusal as refusal:
            log.warning("sweep-refused", kind=kind, found=one, code=refusal.code)
        except Exception:
            log.exception("sweep-failed", kind=kind, found=one)
    return moved
