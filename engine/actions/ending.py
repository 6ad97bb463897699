"""Ending a case from outside its diagram: withdrawn, voided, stopped.

None of the three is drawn. The engine is told to cancel what waits, so that its
state says what the case's row says; the tasks end with who ended them, an open
hand-over is answered, the clock stops, and the reason is kept.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import workflow
from engine.actions import (
    documents,
    incidents,
    late_entries,
    progress,
    reasons,
    timekeeping,
    turn,
)
from engine.actions.turn import Turn
from engine.errors import BadAnswers, NotAllowed, WrongMove
from engine.i18n import Said
from engine.models import Agency, Case, Handoff, Officer
from engine.office import Office
from engine.queries import organisation
from engine.queries.case_parts import issued_result
from engine.rules.permission import Action, require
from engine.rules.status import Status, may_follow
from engine.rules.withdrawal import may_withdraw


def withdraw_case(
    session: Session, office: Office, officer: Officer, code: str, reason: str
) -> Case:
    """End a case because the citizen asked for it back.

    Only until the step that the procedure names (``withdraw_until``): raises
    ``WrongMove`` when the result is already approved.
    """
    require(officer.roles, Action.WITHDRAW)
    stated = reasons.stated(reason)
    ending = turn.of_case(session, office, officer, code)
    if not may_withdraw(
        ending.version.definition.flows,
        [task.step for task in ending.ready],
        ending.version.procedure.withdraw_until,
    ):
        raise WrongMove(
            Said("The result of case %(code)s is already approved; it can't be withdrawn.",
                 code=code)
        )  # fmt: skip
    with incidents.watched(ending, "withdraw"):
        _end(ending, Status.WITHDRAWN, "withdrawn", stated)
        _issue_notice(ending, {"withdrawn": True})
        return progress.finish(ending, "withdraw", _cancelled(ending))


def void_case(session: Session, office: Office, officer: Officer, code: str, reason: str) -> Case:
    """Void a case that was registered by mistake; its code is never given again.

    Only while it is still at the counter: raises ``WrongMove`` once a
    department has confirmed that it received the case.
    """
    require(officer.roles, Action.VOID)
    stated = reasons.stated(reason)
    ending = turn.of_case(session, office, officer, code)
    received = session.scalar(
        select(Handoff.id).where(Handoff.case_id == ending.case.id, Handoff.received.is_(True))
    )
    if received is not None:
        raise WrongMove(
            Said("A department already received case %(code)s; it can only be withdrawn.",
                 code=code)
        )  # fmt: skip
    with incidents.watched(ending, "void"):
        _end(ending, Status.STOPPED, "voided", stated)
        late_entries.set_free(ending)
        return progress.finish(ending, "void", _cancelled(ending))


def stop_case(
    session: Session,
    office: Office,
    officer: Officer,
    code: str,
    reason: str,
    legal_basis: str,
) -> Case:
    """Stop a case after its acceptance, by the head of who decides it, with a written notice.

    Form 05 of the 2025 set says why and by which law (domain: T10, T20). Raises
    ``NotAllowed`` for another agency than the one that decides, ``WrongMove``
    once the result is issued.
    """
    require(officer.roles, Action.STOP)
    stated, basis = _stated(reason, legal_basis)
    ending = turn.of_case(session, office, officer, code)
    if officer.agency_id != organisation.deciding_agency(session, ending.case):
        raise NotAllowed(Said("Only the agency that decides the case may stop it."))
    if issued_result(session, ending.case.id):
        raise WrongMove(Said("The result of case %(code)s is already issued.", code=code))
    with incidents.watched(ending, "stop"):
        _end(ending, Status.STOPPED, "stopped", stated)
        _issue_notice(ending, {"withdrawn": False, "legal_basis": basis.splitlines()})
        return progress.finish(ending, "stop", _cancelled(ending))


def _stated(reason: str, legal_basis: str) -> tuple[str, str]:
    """Both texts, each refused at its own field."""
    problems: dict[str, Said] = {}
    kept = []
    for field, typed in (("reason", reason), ("legal_basis", legal_basis)):
        try:
            kept.append(reasons.stated(typed))
        except BadAnswers as refusal:
            problems[field] = refusal.problems["reason"]
    if problems:
        raise BadAnswers(problems)
    return kept[0], kept[1]


def _end(ending: Turn, status: Status, outcome: str, reason: str) -> None:
    """Close the case's row and its clock; what the engine cancels follows at the finish."""
    case = ending.case
    if not may_follow(Status(case.status), status):
        raise WrongMove
    ending.reason = reason
    case.status = status
    case.outcome = outcome
    case.reason = reason
    case.closed_at = ending.now
    timekeeping.stop(ending, outcome)
    # The papers lie with whoever sent them: nobody will confirm this hand-over any more.
    ending.session.execute(
        update(Handoff)
        .where(Handoff.case_id == case.id, Handoff.answered_at.is_(None))
        .values(answered_at=ending.now, answered_by_id=ending.by.id, received=False, reason=reason)
        .execution_options(synchronize_session=False)
    )


def _cancelled(ending: Turn) -> workflow.Progress:
    return workflow.cancel(ending.version.definition, ending.state.state)


def _issue_notice(ending: Turn, content: dict[str, Any]) -> None:
    """Issue form 05 of the 2025 set: the case is stopped, and why."""
    ending.document = documents.issue(
        ending.session,
        ending.session.get_one(Agency, ending.case.agency_id),
        ending.case,
        "stop",
        officer=ending.by,
        signer=None if content["withdrawn"] else ending.by,
        now=ending.now,
        content={"lines": [ending.reason], **content},
    )
    ending.details["document"] = ending.document.notation
