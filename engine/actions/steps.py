"""What a step means for the office, by the verb it names in the diagram (``does``).

The engine only knows that a step is done. Here it becomes a hand-over, a slip,
a numbered result. A verb gets the checked answers and where the engine went,
and writes its rows; it never moves the engine. Status and clock follow the one
rule of ``rules/verbs``, which scenarios are played by too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from engine.actions import documents, progress, timekeeping
from engine.actions.turn import Turn, answered
from engine.errors import BadAnswers, NotAllowed, WrongMove
from engine.i18n import Said
from engine.models import Agency, Document, Handoff, Officer, Party, StoredFile
from engine.rules import form, pause_request, verbs
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.pause import PauseKind
from engine.rules.pause_request import PauseRequest
from engine.rules.permission import Action, may
from engine.rules.status import Status, may_follow
from engine.rules.verbs import Clock, Does
from engine.workflow import Progress

Values = Mapping[str, Any]
Effect = Callable[[Turn, Values, Progress], None]
Simple = Callable[[Turn, Values], None]

SCANS = frozenset({"application/pdf", "image/jpeg", "image/png"})


def hand_over(turn: Turn, values: Values, moved: Progress) -> None:
    """Send the case and its papers to the department that must confirm them."""
    waiting = next(
        (item for item in moved.waiting if item.step.properties.get("does") == "receive"), None
    )
    if waiting is None:
        raise WrongMove(Said("The diagram hands this case over to nobody."))
    department_id = progress.department_of(turn, waiting.step.lane or "")
    _send(turn, department_id, answered(values, "hand_over_note"))


def receive(turn: Turn, values: Values) -> None:
    """Confirm a hand-over, or send it back with the reason; both signatures are kept."""
    received = values.get("receipt") != "sent_back"
    _answer_handoff(turn, received=received, reason=answered(values, "send_back_reason"))
    turn.reason = answered(values, "send_back_reason")


def assign(turn: Turn, values: Values) -> None:
    """Name the officer whose case it is from now on."""
    chosen = officer_named(turn.session, turn.by, answered(values, "officer"))
    turn.case.appraiser_id = chosen.id
    turn.details["to"] = chosen.login


def appraise(turn: Turn, values: Values) -> None:
    """Keep who appraised, and refuse a supplement round that the procedure doesn't allow."""
    if values.get("appraisal") == "supplement":
        rounds = turn.session.scalar(
            select(func.count())
            .select_from(Document)
            .where(Document.case_id == turn.case.id, Document.kind == "supplement")
        )
        allowed = turn.version.procedure.max_supplements.value
        if (rounds or 0) >= allowed:
            raise BadAnswers(
                {
                    "appraisal": Said(
                        "A supplement was already asked for %(n)s time(s), which is all this "
                        "procedure allows.",
                        n=allowed,
                    )
                }
            )
    turn.case.appraiser_id = turn.by.id
    if values.get("appraisal") in {"qualified", "unqualified"}:
        turn.case.outcome = {"qualified": "granted", "unqualified": "ineligible"}[
            answered(values, "appraisal")
        ]


def issue_supplement(turn: Turn, values: Values) -> None:
    """Issue the request for a supplement; the clock stands from this moment."""
    reply_by = values.get("reply_by")
    if reply_by is not None and reply_by < turn.now.date():
        raise BadAnswers({"reply_by": Said("This day is already over.")})
    turn.document = documents.issue(
        turn.session,
        turn.session.get_one(Agency, turn.case.agency_id),
        turn.case,
        "supplement",
        officer=turn.by,
        signer=turn.by,
        now=turn.now,
        content=form.as_json(values) | {"due_before": _iso(turn.case.due)},
    )
    turn.reason = answered(values, "supplement_reason")
    turn.details["document"] = turn.document.notation


def receive_supplement(turn: Turn, values: Values) -> None:
    """Take the supplement in; the clock runs on, with a new due date."""
    for file_id in values.get("files") or ():
        stored = documents.own_file(turn.session, turn.by, str(file_id), "files")
        documents.add_attachment(
            turn.session, turn.office, turn.by, turn.case, stored,
            title=answered(values, "supplement_received"),
        )  # fmt: skip


def issue_financial_duty(turn: Turn, values: Values) -> None:
    """Send the notice of a financial duty; the clock stands until it is paid."""
    pay_by = values.get("until")
    if pay_by is not None and pay_by < turn.now.date():
        raise BadAnswers({"until": Said("This day is already over.")})
    turn.reason = answered(values, "pause_reason")


def approve(turn: Turn, values: Values) -> None:
    """Approve or return for rework; nobody approves what they appraised themselves."""
    if turn.by.id == turn.case.appraiser_id:
        raise NotAllowed(Said("You appraised this case yourself; another leader must approve it."))
    approved = values.get("approval") == "approved"
    turn.case.approver_id = turn.by.id if approved else None
    turn.reason = answered(values, "rework_reason")


def number(turn: Turn, values: Values) -> None:
    """Number the result and keep its sealed scan: only now is it issued.

    Until results are signed digitally, the paper is signed and sealed by hand
    and the scan is the proof (Decree 30/2020/NĐ-CP: register, then issue).
    """
    scan = "sealed_scan"
    stored = documents.own_file(turn.session, turn.by, answered(values, scan), scan)
    _refuse_odd_scan(stored)
    notation = answered(values, "result_number")
    issued_on = values["issued_on"]
    _refuse_odd_day(turn, issued_on)
    document = documents.issue(
        turn.session,
        turn.session.get_one(Agency, turn.case.agency_id),
        turn.case,
        "result" if turn.case.outcome != "ineligible" else "ineligible",
        officer=turn.by,
        now=turn.now,
        content=form.as_json(values),
        signer=turn.session.get(Officer, turn.case.approver_id),
        file_id=stored.id,
        notation=notation,
    )
    _refuse_second_number(turn, document)
    document.dated = issued_on
    turn.case.delivery_status = "not_ready"
    turn.details["document"] = notation


def hand_back(turn: Turn, values: Values) -> None:
    """Hand the result to the counter; the clock stops, lateness is judged here."""
    department_id = progress.department_of(turn, "reception")
    _send(turn, department_id, answered(values, "hand_back_note"))
    turn.case.delivery_status = "at_counter"


def return_result(turn: Turn, values: Values) -> None:
    """Return the result to the citizen or a proxy, whose identity is noted."""
    _answer_handoff(turn, received=True, reason="")
    by_proxy = values.get("receiver") == "proxy"
    turn.session.add(
        Party(
            case_id=turn.case.id,
            role="receiver",
            kind="person",
            name=answered(values, "receiver_name"),
            id_number=answered(values, "receiver_id"),
        )
    )
    turn.case.returned_at = turn.now
    turn.case.delivery_status = "handed"
    turn.case.closed_at = turn.now
    turn.details["proxy"] = by_proxy


def work(_turn: Turn, _values: Values) -> None:
    """A plain step: its answers are all it leaves."""


def officer_named(session: Session, head: Officer, login: str) -> Officer:
    """An officer of the head's own department; raises ``BadAnswers`` at the field."""
    chosen = session.scalar(
        select(Officer)
        .options(joinedload(Officer.posts))
        .where(
            Officer.login == login,
            Officer.department_id == head.department_id,
            Officer.ended_at.is_(None),
        )
    )
    if chosen is None or not may(chosen.roles, Action.PROCESS):
        raise BadAnswers({"officer": Said("Choose an officer of your department.")})
    return chosen


def _simply(effect: Simple) -> Effect:
    """A verb that need not know where the engine went."""
    return lambda turn, values, _moved: effect(turn, values)


EFFECTS: Mapping[Does, Effect] = {
    Does.CHECK_PAPERS: _simply(work),
    Does.HAND_OVER: hand_over,
    Does.RECEIVE: _simply(receive),
    Does.ASSIGN: _simply(assign),
    Does.APPRAISE: _simply(appraise),
    Does.ISSUE_SUPPLEMENT: _simply(issue_supplement),
    Does.RECEIVE_SUPPLEMENT: _simply(receive_supplement),
    Does.ANSWER: _simply(work),
    Does.ISSUE_FINANCIAL_DUTY: _simply(issue_financial_duty),
    Does.CONFIRM_PAYMENT: _simply(work),
    Does.APPROVE: _simply(approve),
    Does.NUMBER: _simply(number),
    Does.HAND_BACK: _simply(hand_back),
    Does.RETURN_RESULT: _simply(return_result),
    Does.WORK: _simply(work),
}


def follow(turn: Turn, values: Values, does: Does) -> None:
    """Do what the step's verb means for status and clock, by the one rule of ``rules/verbs``."""
    meant = verbs.effect(does, values)
    if meant.pause is not None and meant.clock is Clock.PAUSE:
        request = pause_request.stated(meant.pause, values)
        if meant.pause is PauseKind.SUPPLEMENT:
            paper = turn.document.notation if turn.document else ""
            request = PauseRequest(
                meant.pause, turn.reason, document_no=paper, until=values.get("reply_by")
            )
        timekeeping.pause(turn, request, document=turn.document)
    elif meant.pause is not None and meant.clock is Clock.RESUME:
        timekeeping.resume(turn, meant.pause)
    elif meant.clock is Clock.STOP:
        _refuse_unfinished(turn)
        timekeeping.stop(turn, "finished")
    if meant.status is None:
        return
    status = timekeeping.status_now(turn, meant.status)
    if status == turn.case.status:
        return
    if not may_follow(Status(turn.case.status), status):
        raise WrongMove
    turn.case.status = status


def _refuse_unfinished(turn: Turn) -> None:
    """A result does not leave while its citizen still owes the office something."""
    if Status(turn.case.status).is_paused:
        status = Status(turn.case.status).said
        raise WrongMove(
            Said("The clock of the case still stands still: %(status)s. End that first.",
                 status=status)
        )  # fmt: skip


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _send(turn: Turn, to_department_id: int, note: str) -> None:
    task = turn.task
    if task is None:
        raise WrongMove
    turn.session.add(
        Handoff(
            agency_id=turn.case.agency_id,
            case_id=turn.case.id,
            from_department_id=task.department_id,
            to_department_id=to_department_id,
            sent_at=turn.now,
            sent_by_id=turn.by.id,
            note=note,
        )
    )


def _answer_handoff(turn: Turn, *, received: bool, reason: str) -> None:
    """Sign the other side of the hand-over that is open; a case has one at most."""
    answered = turn.session.execute(
        update(Handoff)
        .where(Handoff.case_id == turn.case.id, Handoff.answered_at.is_(None))
        .values(answered_at=turn.now, answered_by_id=turn.by.id, received=received, reason=reason)
        .execution_options(synchronize_session=False)
        .returning(Handoff.id)
    ).all()
    if not answered:
        raise WrongMove(Said("There is no hand-over to answer."))


def _refuse_odd_scan(stored: StoredFile) -> None:
    if stored.media_type not in SCANS:
        raise BadAnswers({"sealed_scan": Said("The scan must be a PDF, a JPEG or a PNG.")})


def _refuse_odd_day(turn: Turn, issued_on: Any) -> None:
    """A result is issued between the day its case was received and today."""
    if issued_on > turn.now.date():
        raise BadAnswers({"issued_on": Said("The day of issue can't be in the future.")})
    received = turn.case.received_at
    if received is not None and issued_on < received.astimezone(OFFICE_ZONE).date():
        raise BadAnswers({"issued_on": Said("On that day the case had not been received yet.")})


def _refuse_second_number(turn: Turn, document: Document) -> None:
    """Give no number twice in a year.

    Asked when the register's counter is held already, so that nobody who numbers
    at the same moment is overlooked.
    """
    taken = turn.session.scalar(
        select(Document.id).where(
            Document.agency_id == turn.case.agency_id,
            Document.kind.in_(("result", "ineligible")),
            Document.year == turn.now.year,
            Document.notation == document.notation,
            Document.id != document.id,
        )
    )
    if taken is not None:
        said = Said("The number %(number)s was already given.", number=document.notation)
        raise BadAnswers({"result_number": said})
