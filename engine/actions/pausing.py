"""Stopping a case's clock and letting it run on, from outside its diagram.

A financial duty, the applicant's own request, time that a law excludes: for
these the clock stands still when its procedure says so. Each is noted with its
paper or its law, by whoever has the right to it, from that moment on; several
may overlap. What a diagram draws as steps is begun and ended by those.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.actions import documents, progress, timekeeping, turn
from engine.actions.turn import Turn
from engine.errors import Conflict, NotAllowed, NotFound, WrongMove
from engine.i18n import Said
from engine.models import Case, Handoff, Officer, Pause
from engine.office import Office
from engine.queries import organisation
from engine.queries.pauses import drawn, not_admitted
from engine.rules import pause_request
from engine.rules.calendar import OFFICE_ZONE, office_time
from engine.rules.day_words import short
from engine.rules.pause import PauseKind
from engine.rules.pause_request import PauseRequest
from engine.rules.permission import require
from engine.rules.status import Status, may_follow, while_paused


def pause_case(
    session: Session,
    office: Office,
    officer: Officer,
    code: str,
    kind: PauseKind,
    typed: Mapping[str, Any],
) -> Pause:
    """Stop the clock of a case for a reason that its procedure admits, from now on.

    Raises ``BadAnswers`` with a problem per field, ``WrongMove`` where the
    procedure does not admit this kind or no clock runs, ``Conflict`` when
    somebody noted the same already, and ``NotAllowed`` for another agency than
    the one that decides.
    """
    rights = _rights(kind)
    require(officer.roles, rights.begin)
    taken = turn.of_case(session, office, officer, code)
    if refused := not_admitted(taken.version, kind):
        raise WrongMove(refused)
    _refuse_other_agency(taken, officer, kind)
    case = taken.case
    if case.received_at is None or case.finished_at is not None:
        raise WrongMove(Said("The clock of case %(code)s does not run any more.", code=code))
    request = pause_request.asked(
        kind, typed, today=office.today(), received=office_time(case.received_at).date()
    )
    _refuse_second(taken, request)
    if request.file_id:
        stored = documents.own_file(session, officer, request.file_id, "file")
        title = request.document_no or pause_request.FORMS[kind].title
        documents.add_attachment(session, office, officer, case, stored, title=title)
    begun = timekeeping.pause(taken, request)
    _take(taken, while_paused(Status(case.status), [kind]))
    taken.reason = request.reason
    taken.details.update(kind=kind.value, paper=request.document_no)
    progress.finish(taken, "pause")
    return begun


def resume_case(
    session: Session, office: Office, officer: Officer, code: str, pause_id: int
) -> Case:
    """End a pause of a case; the clock runs on when no other lasts.

    Raises ``NotFound`` for a pause of another case, and ``WrongMove`` with words
    for one that is over already or that a step of the diagram ends.
    """
    taken = turn.of_case(session, office, officer, code)
    pauses = timekeeping.pauses_of(taken)
    chosen = next((one for one in pauses if one.id == pause_id), None)
    if chosen is None:
        raise NotFound
    kind = PauseKind(chosen.kind)
    if kind in drawn(taken.version.definition):
        raise WrongMove(Said("This pause ends with the step that the diagram has for it."))
    require(officer.roles, _rights(kind).end)
    _refuse_other_agency(taken, officer, kind)
    if chosen.ended_at is not None:
        raise _over(session, chosen)
    return _end(taken, pauses, chosen)


def end_excluded_time(session: Session, office: Office, code: str, today: date) -> Case | None:
    """End what a law excluded until a day that is over; None when another clock was quicker.

    It ended with its last day, however late the office learns of it.
    """
    try:
        taken = turn.of_case(session, office, None, code)
    except WrongMove:
        return None
    pauses = timekeeping.pauses_of(taken)
    over = [
        one
        for one in pauses
        if one.ended_at is None
        and one.kind == PauseKind.EXCLUDED
        and one.answer_by is not None
        and one.answer_by < today
    ]
    if not over:
        return None
    return _end(taken, pauses, over[0])


def _refuse_second(taken: Turn, request: PauseRequest) -> None:
    """Refuse what lasts already: from a page that was opened before somebody noted it.

    An applicant asks to wait once at a time. Of duties and of excluded times
    several may last together, each by another paper or another law.
    """
    for lasting in timekeeping.pauses_of(taken):
        if lasting.ended_at is not None or lasting.kind != request.kind:
            continue
        if request.kind is PauseKind.APPLICANT_REQUEST or (
            (lasting.document_no, lasting.legal_basis) == (request.document_no, request.legal_basis)
        ):
            who = taken.session.get(Officer, lasting.officer_id) if lasting.officer_id else None
            raise Conflict(
                Said(
                    "%(who)s already stopped the clock for this, on %(when)s.",
                    who=who.name if who else "—",
                    when=short(office_time(lasting.started_at)),
                )
            )


def _end(taken: Turn, pauses: list[Pause], chosen: Pause) -> Case:
    timekeeping.end_pauses(taken, pauses, [chosen])
    lasting = [PauseKind(one.kind) for one in pauses if one.ended_at is None]
    _take(taken, while_paused(_running(taken), lasting))
    taken.details.update(kind=chosen.kind, paper=chosen.document_no)
    return progress.finish(taken, "resume")


def _running(taken: Turn) -> Status:
    """The state of the case if nothing held it: with a department, or still at the counter."""
    status = Status(taken.case.status)
    if not status.is_paused:
        return status
    received = exists().where(Handoff.case_id == taken.case.id, Handoff.received.is_(True))
    return Status.IN_PROGRESS if taken.session.scalar(select(received)) else Status.RECEIVED


def _take(taken: Turn, status: Status) -> None:
    before = Status(taken.case.status)
    if status is before:
        return
    if not may_follow(before, status):
        raise WrongMove
    taken.case.status = status


def _rights(kind: PauseKind) -> pause_request.Rights:
    if kind not in pause_request.RIGHTS:
        raise WrongMove(Said("A supplement is asked for by a step of the diagram."))
    return pause_request.RIGHTS[kind]


def _refuse_other_agency(taken: Turn, officer: Officer, kind: PauseKind) -> None:
    if not pause_request.RIGHTS[kind].by_who_decides:
        return
    if officer.agency_id != organisation.deciding_agency(taken.session, taken.case):
        raise NotAllowed(Said("Only the agency that decides the case may do this."))


def _over(session: Session, ended: Pause) -> WrongMove:
    """The refusal of ending a pause twice: who ended it, and when."""
    who = session.get(Officer, ended.ended_by_id) if ended.ended_by_id else None
    known = ended.known_over
    return WrongMove(
        Said(
            "This pause is over: %(who)s ended it, on %(when)s.",
            who=who.name if who else Said("the office's clock"),
            when=known.astimezone(OFFICE_ZONE).strftime("%H:%M %d/%m/%Y") if known else "—",
        )
    )
