"""Deadlines in a case's life: promised, paused, resumed, stopped.

Every move writes its history, with the rule it was computed by, so that the
due date on the case can always be recomputed from its events (invariant I11).
The pause begins when the request for a supplement is issued, not when it is
drafted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.actions import audit, reasons
from engine.errors import WrongMove
from engine.i18n import Said
from engine.models import AuditHead, Case, DeadlineEvent, Document, Officer, Pause, Task
from engine.office import Office
from engine.queries import calendars, extensions
from engine.queries.deadline_history import last_printed, recomputed
from engine.rules import deadline, verbs
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.deadline import PauseKind, Term
from engine.rules.extension import DueDates
from engine.rules.pause_request import PauseRequest
from engine.rules.permission import Action, require
from engine.rules.status import RUNNING, Status, while_paused
from engine.rules.term_record import read_term, write_term

if TYPE_CHECKING:
    from engine.actions.turn import Turn


def promise(turn: Turn, term: Term) -> None:
    """Start the clock of a received case: what the receipt promises."""
    case = turn.case
    if case.received_at is None:
        raise WrongMove
    case.original_due = case.due = deadline.due(_local(case.received_at), term, turn.calendar)
    _note(turn, "promised", None, term=write_term(term), counted_from=case.received_at)


def pause(turn: Turn, request: PauseRequest, *, document: Document | None = None) -> Pause:
    """Stop the clock from this moment: the next move is somebody's outside the office.

    A pause that begins while another lasts stands beside it; the clock runs on
    when the last has ended.
    """
    case = turn.case
    if case.received_at is None:
        raise WrongMove
    case.paused_at = case.paused_at or turn.now
    begun = Pause(
        agency_id=case.agency_id,
        case_id=case.id,
        kind=request.kind.value,
        started_at=turn.now,
        document_id=document.id if document else None,
        reason=request.reason,
        answer_by=request.until,
        document_no=request.document_no,
        legal_basis=request.legal_basis,
        amount=request.amount,
        payer=request.payer,
        officer_id=turn.by.id,
    )
    turn.session.add(begun)
    _note(turn, "paused", case.due, reason=request.reason)
    return begun


def resume(turn: Turn, kind: PauseKind) -> None:
    """End the pauses of a kind; raises ``WrongMove`` when none lasts."""
    pauses = pauses_of(turn)
    ended = [one for one in pauses if one.ended_at is None and one.kind == kind]
    if not ended:
        raise WrongMove(Said("The clock does not stand still for this reason."))
    end_pauses(turn, pauses, ended)


def end_pauses(turn: Turn, pauses: Sequence[Pause], ended: Sequence[Pause]) -> None:
    """End some of a case's pauses; the due date moves by the time that did not count.

    The clock runs on once no pause lasts any more, and with it the allowances of
    the steps that wait.
    """
    case = turn.case
    printed = turn.session.scalar(select(last_printed()).where(Case.id == case.id))
    if case.received_at is None or printed is None:
        raise WrongMove
    for one in ended:
        one.ended_at = one.end_at(turn.now, turn.calendar)
        one.end_noted_at = turn.now
        one.ended_by_id = turn.officer.id if turn.officer else None
    before = case.due
    over = [one.until(one.ended_at) for one in pauses if one.ended_at is not None]
    term = term_of(turn.session, case)
    case.due = recomputed(case.received_at, printed, term, over, turn.calendar)
    case.second_due = extensions.recomputed(turn.session, case, term, turn.calendar, over)
    if len(over) < len(pauses):
        _note(turn, "pause_ended", before)
        return
    case.paused_at = None
    _note(turn, "resumed", before)
    for task in turn.ready:
        _count_step(turn, task, over)


def count_step(turn: Turn, task: Task) -> None:
    """Give a step that is done while its case is paused the time that did not count for it."""
    if turn.case.paused_at is not None:
        _count_step(turn, task, [one.until(turn.now) for one in pauses_of(turn)])


def pauses_of(turn: Turn) -> list[Pause]:
    """The pauses of the case, in the order in which they began."""
    return list(
        turn.session.scalars(
            select(Pause).where(Pause.case_id == turn.case.id).order_by(Pause.started_at, Pause.id)
        )
    )


def status_now(turn: Turn, meant: Status) -> Status:
    """The state that a case takes; one that runs keeps the state of a pause that lasts."""
    if meant not in RUNNING or turn.case.paused_at is None:
        return meant
    lasting = [PauseKind(one.kind) for one in pauses_of(turn) if one.ended_at is None]
    return while_paused(meant, lasting)


def stop(turn: Turn, kind: str) -> None:
    """The clock stops for good: finished, withdrawn, stopped, voided.

    A pause that was open ends with it, and what it lasted is not held against
    the office.
    """
    case = turn.case
    case.finished_at = case.finished_at or turn.now
    if case.paused_at is not None:
        pauses = pauses_of(turn)
        end_pauses(turn, pauses, [one for one in pauses if one.ended_at is None])
    _note(turn, kind, case.due)


def reopen(turn: Turn) -> None:
    """Let the clock run on as if it had never stopped: the result is not at the counter yet.

    The due date stays; the time since it stopped counts.
    """
    case = turn.case
    if case.finished_at is None:
        raise WrongMove
    case.finished_at = None
    _note(turn, "reopened", case.due)


def put_off(turn: Turn, dates: DueDates, apology: Document, reason: str) -> None:
    """Give the case a second date beside the promised one, which stays."""
    turn.case.second_due, turn.case.second_counts = dates.second, dates.counts
    _note(turn, extensions.EXTENDED, turn.case.due, reason=reason, document=apology)


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
    require(officer.roles, Action.ADMINISTER)
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


def _count_step(turn: Turn, task: Task, pauses: Sequence[deadline.Pause]) -> None:
    """Move the end of a step's allowance past the pauses of its case.

    The allowance of a step that waits for the citizen only orders the lists.
    """
    if task.due is None or task.state != "ready" or verbs.waits_for_the_citizen(task.does):
        return
    amount, unit = task.allowance.split()
    task.due = deadline.after(
        task.started_at, Decimal(amount), deadline.Unit(unit), turn.calendar, pauses
    )


def _note(
    turn: Turn,
    kind: str,
    before: datetime | None,
    *,
    term: dict[str, Any] | None = None,
    counted_from: datetime | None = None,
    reason: str = "",
    document: Document | None = None,
) -> None:
    """Write the history's next line: what happened, by which calendar, and the dates after."""
    turn.session.add(
        DeadlineEvent(
            agency_id=turn.case.agency_id,
            case_id=turn.case.id,
            at=turn.now,
            kind=kind,
            counted_from=counted_from,
            due_before=before,
            due_after=turn.case.due,
            second_after=turn.case.second_due,
            term=term or {},
            reason=reason,
            document_id=document.id if document else None,
            officer_id=turn.officer.id if turn.officer else None,
            calendar_id=calendars.current(turn.session, turn.office).revision,
        )
    )


def _local(moment: datetime | None) -> datetime:
    if moment is None:
        raise WrongMove
    return moment.astimezone(OFFICE_ZONE)
