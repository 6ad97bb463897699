"""The case file: everything about one case, the same for everybody who sees it.

Its lists are read by ``case_parts``, one statement each; how the case came to
where it is (steps, deadline, history) is told by ``case_progress``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine.errors import NotFound, Refusal
from engine.i18n import Said
from engine.models import Case, CaseState, Officer, ProcedureVersion, Task
from engine.office import Office
from engine.queries import (
    calendars,
    case_parts,
    case_progress,
    choices,
    extensions,
    hours,
    incidents,
    organisation,
    pauses,
    published,
    scope,
    steering,
)
from engine.queries.case_parts import DocumentLine, FileLine, HandoffLine, PaperLine, PartyLine
from engine.queries.case_progress import Answer, CaseProgress, StepLine
from engine.queries.choices import ChoiceLine
from engine.queries.extensions import Apology
from engine.queries.hours import HoursOfCase
from engine.queries.incidents import IncidentLine
from engine.queries.pauses import Clock
from engine.queries.published import Version
from engine.queries.steering import Place
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.deadline import Standing
from engine.rules.permission import AT_A_DESK, Action, may
from engine.rules.procedure_parts import Named
from engine.rules.status import Status, may_follow


@dataclass(frozen=True)
class CaseHead:
    """What stands at the top of every page about a case."""

    code: str
    owner: str
    procedure_code: str
    procedure: Named
    agency: str
    status: Status
    standing: Standing | None
    channel: str
    delivery: str
    received: datetime | None
    received_by: str
    original_due: datetime | None
    due: datetime | None
    doubt: Said | None
    second_due: datetime | None
    second_counts: bool
    finished: datetime | None
    returned: datetime | None
    closed: datetime | None
    outcome: str
    reason: str
    holder: Named | None
    fee: int
    finance: str
    sets: int

    @property
    def is_open(self) -> bool:
        """Whether somebody in the office still owes work on it."""
        return self.closed is None


@dataclass(frozen=True)
class Acts:
    """What this person may do to the case from outside its diagram."""

    withdraw: bool
    void: bool
    stop: bool
    places: tuple[Place, ...]
    send_back: bool
    move_on: bool
    print_control_slip: bool
    state_earlier_return: bool


@dataclass(frozen=True)
class CaseFile:
    """A whole case, as its file shows it."""

    head: CaseHead
    parties: tuple[PartyLine, ...]
    papers: tuple[PaperLine, ...]
    files: tuple[FileLine, ...]
    documents: tuple[DocumentLine, ...]
    handoffs: tuple[HandoffLine, ...]
    answers: tuple[Answer, ...]
    progress: CaseProgress
    clock: Clock
    choices: tuple[ChoiceLine, ...]
    apologies: tuple[Apology, ...]
    acts: Acts
    incidents: tuple[IncidentLine, ...]
    hours: HoursOfCase

    @property
    def mine(self) -> tuple[StepLine, ...]:
        """The waiting steps that this person may do."""
        return tuple(step for step in self.progress.waiting if step.may_do)

    def document(self, kind: str) -> DocumentLine | None:
        """The last paper of a kind that the office issued in this case."""
        return next((line for line in reversed(self.documents) if line.kind == kind), None)


@dataclass(frozen=True)
class Found:
    """A case that this person sees, and the version it runs by."""

    case: Case
    version: Version
    state: bytes
    path: Mapping[str, Any]


def case_file(session: Session, office: Office, officer: Officer, code: str) -> CaseFile:
    """Everything about a case; raises ``NotFound`` outside the officer's cases."""
    found = find(session, officer, code)
    case = found.case
    handoffs = case_parts.handoffs(session, case.id)
    return CaseFile(
        head=head(session, office, case),
        parties=case_parts.parties(session, case.id),
        papers=case_parts.papers(session, case.id, found.version),
        files=case_parts.files(session, case.id),
        documents=case_parts.documents(session, case.id),
        handoffs=handoffs,
        answers=case_progress.applied_for(found.version, case.answers),
        progress=case_progress.of_case(session, office, officer, case, found.version, found.path),
        clock=pauses.clock_of(session, office, officer, case, found.version),
        choices=choices.of_path(found.version, found.path),
        apologies=extensions.apologies(session, case.id),
        acts=_acts(session, officer, found, handoffs),
        incidents=tuple(incidents.of_case(session, case.id)),
        hours=hours.of_case(session, case.id),
    )


def find(session: Session, officer: Officer, code: str) -> Found:
    """A case by its code; raises ``NotFound`` outside the officer's cases."""
    row = session.execute(
        select(Case, CaseState.state, CaseState.path, ProcedureVersion.content_hash)
        .join(CaseState, CaseState.case_id == Case.id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .options(
            joinedload(Case.procedure),
            joinedload(Case.agency),
            joinedload(Case.holder),
            joinedload(Case.received_by),
        )
        .where(Case.code == code.strip().upper(), scope.visible_cases(officer))
    ).one_or_none()
    if row is None:
        raise NotFound
    version = published.version(session, row.Case.version_id, row.content_hash)
    return Found(row.Case, version, row.state, row.path)


def diagram(session: Session, officer: Officer, code: str) -> bytes:
    """The drawing that a case runs by; raises ``NotFound`` outside the officer's cases."""
    return find(session, officer, code).version.files["process.bpmn"]


def secret(session: Session, officer: Officer, code: str) -> str:
    """The word of the receipt by which its owner looks the case up."""
    return find(session, officer, code).case.secret or ""


def head(session: Session, office: Office, case: Case) -> CaseHead:
    """What stands at the top of a case's pages."""
    procedure, holder = case.procedure, case.holder
    working = calendars.of(session, office, case.agency_id)
    return CaseHead(
        code=case.code or "",
        owner=case.owner_name,
        procedure_code=procedure.code,
        procedure=case_parts.named(procedure.name, procedure.name_en),
        agency=case.agency.name,
        status=Status(case.status),
        standing=case_parts.standing_of(
            working,
            office.now(),
            case.dates,
            case.finished_at,
            case.paused_at,
        ),
        channel=case.channel,
        delivery=case.delivery,
        received=case.received_at,
        received_by=case.received_by.name if case.received_by else "",
        original_due=case.original_due,
        due=case.due,
        doubt=_doubt(case, working),
        second_due=case.second_due,
        second_counts=case.second_counts,
        finished=case.finished_at,
        returned=case.returned_at,
        closed=case.closed_at,
        outcome=case.outcome or "",
        reason=case.reason,
        holder=case_parts.named(holder.name, holder.name_en) if holder else None,
        fee=case.fee,
        finance=case.finance_status,
        sets=case.sets,
    )


def _doubt(case: Case, working: WorkingCalendar) -> Said | None:
    """Why an open case's date may still move: it lies where no holidays are announced."""
    if case.finished_at or case.received_at is None or case.due is None:
        return None
    return working.doubt(office_time(case.received_at).date(), office_time(case.due).date())


def _acts(
    session: Session, officer: Officer, found: Found, handoffs: tuple[HandoffLine, ...]
) -> Acts:
    """Offer what the verbs would not refuse; they have the last word."""
    case = found.case
    status, roles = Status(case.status), officer.roles
    same_agency = officer.agency_id == case.agency_id
    decides = case.is_open and (
        any(may(roles, right) for right in (Action.STOP, Action.SEND_BACK, Action.MOVE_ON))
        and officer.agency_id == organisation.deciding_agency(session, case)
    )
    issued = decides and case_parts.issued_result(session, case.id)
    places = _places(session, found, is_issued=issued) if decides else ()
    return Acts(
        withdraw=case.is_open
        and same_agency
        and may(roles, Action.WITHDRAW)
        and case.approver_id is None
        and may_follow(status, Status.WITHDRAWN),
        void=case.is_open
        and same_agency
        and may(roles, Action.VOID)
        and not any(line.received for line in handoffs)
        and may_follow(status, Status.STOPPED),
        stop=decides
        and not issued
        and may(roles, Action.STOP)
        and may_follow(status, Status.STOPPED),
        places=places,
        send_back=may(roles, Action.SEND_BACK) and any(place.back for place in places),
        move_on=may(roles, Action.MOVE_ON) and any(place.on for place in places),
        state_earlier_return=case.returned_at is not None
        and same_agency
        and may(roles, Action.RETURN_RESULT),
        print_control_slip=any(may(roles, right) for right in AT_A_DESK),
    )


def _places(session: Session, found: Found, *, is_issued: bool) -> tuple[Place, ...]:
    """Where the case waits and may be moved; nowhere when its state can't be read."""
    ready = session.scalars(
        select(Task).where(Task.case_id == found.case.id, Task.state == "ready").order_by(Task.id)
    ).all()
    try:
        return steering.places(found.version, found.state, ready, is_issued=is_issued)
    except Refusal:
        return ()
