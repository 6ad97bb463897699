"""Deadlines in a case's life: promised, paused, resumed, stopped.

Every move writes its history, with the rule it was computed by, so that the
due date on the case can always be recomputed from its events (invariant I11).
The pause begins when the request for a supplement is issued, not when it is
drafted.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.actions import audit, reasons
from engine.errors import NotAllowed, WrongMove
from engine.models import AuditHead, Case, DeadlineEvent, Document, Officer, Pause
from engine.office import Office
from engine.rules import deadline
from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar
from engine.rules.deadline import PauseKind, Term
from engine.rules.permission import Action, may
from engine.rules.term_record import read_term, write_term

if TYPE_CHECKING:
    from engine.actions.turn import Turn


def promise(session: Session, case: Case, term: Term, calendar: WorkingCalendar) -> None:
    """Start the clock of a received case: what the receipt promises."""
    if case.received_at is None:
        raise WrongMove
    case.original_due = case.due = deadline.due(_local(case.received_at), term, calendar)
    _note(session, case, "promised", case.received_at, None, case.due, term=write_term(term))


def pause(turn: Turn, kind: PauseKind, *, reason: str, document: Document | None = None) -> None:
    """Stop the clock from this moment: the next move is the applicant's."""
    case = turn.case
    if case.paused_at is not None:
        raise WrongMove
    case.paused_at = turn.now
    turn.session.add(
        Pause(
            agency_id=case.agency_id,
            case_id=case.id,
            kind=kind.value,
            started_at=turn.now,
            document_id=document.id if document else None,
            reason=reason,
        )
    )
    _note(turn.session, case, "paused", turn.now, case.due, case.due, by=turn.officer)


def resume(turn: Turn) -> None:
    """Let the clock run on, and move the due date by the time that did not count."""
    case = turn.case
    if case.paused_at is None or case.received_at is None:
        raise WrongMove
    pauses = list(
        turn.session.scalars(
            select(Pause).where(Pause.case_id == case.id).order_by(Pause.started_at)
        )
    )
    for item in pauses:
        item.ended_at = item.ended_at or turn.now
    before = case.due
    case.due = recomputed(case.received_at, term_of(turn.session, case), pauses, turn.office)
    case.paused_at = None
    _note(turn.session, case, "resumed", turn.now, before, case.due, by=turn.officer)


def stop(turn: Turn, kind: str) -> None:
    """The clock stops for good: finished, withdrawn, stopped, voided.

    A pause that was open ends with it.
    """
    case = turn.case
    case.finished_at = case.finished_at or turn.now
    if case.paused_at is not None:
        turn.session.execute(
            update(Pause)
            .where(Pause.case_id == case.id, Pause.ended_at.is_(None))
            .values(ended_at=turn.now)
        )
        case.paused_at = None
    _note(turn.session, case, kind, turn.now, case.due, case.due, by=turn.officer)


def recomputed(received: datetime, term: Term, pauses: list[Pause], office: Office) -> datetime:
    """The due date as its events make it."""
    closed = [item.until(item.ended_at) for item in pauses if item.ended_at is not None]
    return deadline.due(_local(received), term, office.calendar, closed)


def term_of(session: Session, case: Case) -> Term:
    """The term a case was promised by, as its first event recorded it."""
    kept = session.scalar(
        select(DeadlineEvent.term).where(
            DeadlineEvent.case_id == case.id, DeadlineEvent.kind == "promised"
        )
    )
    if kept is None:
        raise WrongMove
    return read_term(kept)


def confirm_clock(session: Session, office: Office, officer: Officer, reason: str) -> None:
    """An administrator says that the machine's clock is right: writing may go on.

    For the whole province, because all agencies of a database share the machine.
    """
    if not may(officer.roles, Action.ADMINISTER):
        raise NotAllowed
    stated = reasons.stated(reason)
    now = office.now()
    agencies = session.scalars(select(AuditHead.agency_id).order_by(AuditHead.agency_id)).all()
    for agency_id in agencies:
        audit.record(
            session, office, agency_id, "confirm_clock", "clock",
            officer=officer, reason=stated, trust_clock=True,
        )  # fmt: skip
    session.execute(update(AuditHead).values(alive_at=now))


def mark_alive(session: Session, office: Office) -> None:
    """The clock process says that it lives; a leap of the machine's clock is not marked."""
    now = office.now()
    session.execute(
        update(AuditHead)
        .where(AuditHead.alive_at <= now, AuditHead.alive_at >= now - audit.LEAP)
        .values(alive_at=now)
    )


def _note(
    session: Session,
    case: Case,
    kind: str,
    at: datetime,
    before: datetime | None,
    after: datetime | None,
    *,
    term: dict[str, Any] | None = None,
    by: Officer | None = None,
) -> None:
    session.add(
        DeadlineEvent(
            agency_id=case.agency_id,
            case_id=case.id,
            at=at,
            kind=kind,
            due_before=before,
            due_after=after,
            term=term or {},
            officer_id=by.id if by else None,
        )
    )


def _local(moment: datetime | None) -> datetime:
    if moment is None:
        raise WrongMove
    return moment.astimezone(OFFICE_ZONE)
