"""The counter: register a case, guide somebody, refuse a file.

A file becomes a case with a code only when it is accepted; a file that was
guided or refused runs through the same diagram to its end there, gets its slip,
and no clock ever starts.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import workflow
from engine.actions import documents, incidents, late_entries, numbering, progress, timekeeping
from engine.actions.application import (
    LONGEST_NAME,
    Application,
    CheckedApplication,
    HandedFile,
    OnPaper,
    PaperHanded,
    Person,
    check,
    taken,
)
from engine.actions.turn import Turn
from engine.i18n import Said
from engine.models import (
    Agency,
    Case,
    CaseState,
    Document,
    HandedPaper,
    Officer,
    Party,
    Task,
)
from engine.office import Office
from engine.queries import alarms, organisation, promise, published
from engine.queries.published import Offered, Version
from engine.rules import answers, form, names
from engine.rules.permission import Action, require
from engine.rules.status import Status

__all__ = [
    "Application",
    "HandedFile",
    "OnPaper",
    "PaperHanded",
    "Person",
    "check_application",
    "guide",
    "refuse",
    "register_case",
]

# Letters and digits that nobody confuses when read out or written down.
SECRET_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # noqa: S105  (an alphabet, not a secret)
SECRET_LENGTH = 6
# Where the form asks why a file is not received, by the clerk's verdict on its papers.
REASON_FIELDS = {"incomplete": "guidance", "refused": "refusal_reason"}


def check_application(
    session: Session, officer: Officer, application: Application, completeness: str = "complete"
) -> dict[str, Said]:
    """What is wrong with an application, by field, without doing anything."""
    offer = published.find_offered(session, officer.agency_id, application.procedure)
    return check(_version(session, offer), application, completeness)


def register_case(
    session: Session, office: Office, officer: Officer, application: Application
) -> Case:
    """Register a case, start its process, and promise the day it is due.

    What was received on paper during an outage counts from its true hour: the
    code and the due date follow it, the moment of entry is kept.

    Raises ``PapersMissing`` when a required paper was not handed in: an
    incomplete file is not received, so no deadline starts to run. Raises
    ``BadAnswers`` for fields that can't be taken.
    """
    begun, checked, offer = _begin(session, office, officer, application, "complete")
    case = begun.case
    agency = session.get_one(Agency, officer.agency_id)
    on_paper = application.on_paper
    received = late_entries.enter(begun, on_paper) if on_paper else begun.now
    case.code = numbering.next_case_code(session, agency, received.date())
    case.secret = "".join(secrets.choice(SECRET_LETTERS) for _ in range(SECRET_LENGTH))
    case.status = Status.RECEIVED
    case.received_at = received
    case.received_by_id = officer.id
    case.fee = promise.fee(begun.version, offer.offering, checked.channel).amount
    if case.fee:
        case.finance_status = "paid" if application.fee_paid else "due"
    term = promise.term(begun.version, offer.offering, agency)
    timekeeping.promise(begun, term)
    for handed in application.files:
        field = f"papers.{handed.paper_key}"
        stored = documents.own_file(session, officer, handed.file_id, field)
        documents.add_attachment(session, office, officer, case, stored, paper_key=handed.paper_key)
    documents.issue(
        session, agency, case, "receipt", officer=officer, now=begun.now,
        content=late_entries.on_the_receipt(case, on_paper),
    )  # fmt: skip
    begun.details.update(procedure=application.procedure, channel=application.channel)
    return _check_papers(begun, checked, "register")


def guide(
    session: Session, office: Office, officer: Officer, application: Application, reason: str
) -> Document:
    """Give a guidance slip (form 02): what is missing before the file can be received."""
    return _turn_away(session, office, officer, application, reason, "incomplete", "guidance")


def refuse(
    session: Session, office: Office, officer: Officer, application: Application, reason: str
) -> Document:
    """Refuse a file at the counter (form 03), with the reason in words of the law."""
    return _turn_away(session, office, officer, application, reason, "refused", "refusal")


def _turn_away(
    session: Session,
    office: Office,
    officer: Officer,
    application: Application,
    reason: str,
    completeness: str,
    kind: str,
) -> Document:
    begun, checked, _ = _begin(session, office, officer, application, completeness, reason=reason)
    case = begun.case
    case.status = Status.NOT_ACCEPTED if kind == "refusal" else Status.SUBMITTED
    case.outcome = {"refusal": "not_accepted", "guidance": "guided"}[kind]
    case.closed_at = begun.now
    agency = session.get_one(Agency, officer.agency_id)
    # Read by the slip's own field, so that the paper holds no more than the form took.
    reason = str(checked.values[REASON_FIELDS[completeness]])
    lines = [line.strip() for line in reason.splitlines() if line.strip()]
    document = documents.issue(
        session, agency, case, kind, officer=officer, now=begun.now, content={"lines": lines}
    )
    begun.reason = reason
    begun.details.update(procedure=application.procedure, slip=document.notation)
    _check_papers(begun, checked, kind)
    return document


def _begin(
    session: Session,
    office: Office,
    officer: Officer,
    application: Application,
    completeness: str,
    reason: str = "",
) -> tuple[Turn, CheckedApplication, Offered]:
    """Open the case row, its people and papers; the diagram has not begun yet."""
    require(officer.roles, Action.REGISTER)
    offer = published.find_offered(session, officer.agency_id, application.procedure)
    version = _version(session, offer)
    field = REASON_FIELDS.get(completeness)
    typed = {**application.answers, **({field: reason} if field else {})}
    application = Application(**{**vars(application), "answers": typed})
    checked = taken(version, application, completeness)
    now = office.now()
    case = Case(
        agency_id=officer.agency_id,
        procedure_id=offer.procedure_id,
        version_id=offer.version_id,
        channel=application.channel,
        delivery=application.delivery,
        sets=application.sets,
        status=Status.SUBMITTED,
        owner_name=checked.owner.name,
        # Folding may lengthen a name (ß is ss); what is searched for fits the column either way.
        owner_folded=names.fold(checked.owner.name)[:LONGEST_NAME],
        answers=form.as_json(checked.values),
        created_at=now,
        updated_at=now,
    )
    session.add(case)
    session.flush()
    state = CaseState(case_id=case.id, state=b"", path={})
    session.add(state)
    _keep_people(session, case, checked)
    _keep_papers(session, case, version, application)
    lanes = session.scalar(select(organisation.lanes_of(officer.agency_id))) or {}
    kept = session.get_one(Agency, officer.agency_id).reminders
    policy = alarms.policy_of(kept)
    begun = Turn(session, office, officer, case, state, version, [], lanes, now, policy)
    return begun, checked, offer


def _check_papers(begun: Turn, checked: CheckedApplication, action: str) -> Case:
    """Run the diagram's first step, which the clerk did by looking at the papers."""
    with incidents.watched(begun, action, is_new=True):
        return _run_first_step(begun, checked, action)


def _run_first_step(begun: Turn, checked: CheckedApplication, action: str) -> Case:
    started = workflow.start(
        begun.version.definition,
        # By it the messages of a case find back to it.
        {"case_code": begun.case.code} if begun.case.code else {},
        now=begun.now,
        working_time=begun.working_time,
    )
    progress.apply(begun, started)
    begun.session.flush()
    task = begun.session.scalars(select(Task).where(Task.case_id == begun.case.id)).one()
    begun.task, begun.ready = task, [task]
    task.state = "done"
    task.assignee_id = task.completed_by_id = begun.by.id
    task.claimed_at = task.completed_at = begun.now
    task.answers = form.as_json(checked.values)
    begun.details["task"] = task.id
    moved = workflow.complete(
        begun.version.definition,
        started.state,
        task.engine_task,
        routing(begun.version, "check_papers", checked.values),
        now=begun.now,
        working_time=begun.working_time,
    )
    return progress.finish(begun, action, moved)


def routing(version: Version, form_name: str, values: Mapping[str, object]) -> dict[str, object]:
    """The answers that the diagram asks for; all others stay in the tables."""
    found = version.forms.get(form_name)
    routed = {field.key for field in found.fields if field.routes} if found else set()
    return {key: value for key, value in values.items() if key in routed}


def _keep_people(session: Session, case: Case, checked: CheckedApplication) -> None:
    people = {"owner": checked.owner, "submitter": checked.submitter or checked.owner}
    for role, person in people.items():
        session.add(Party(case_id=case.id, role=role, **vars(person)))


def _keep_papers(session: Session, case: Case, version: Version, application: Application) -> None:
    named: dict[str, str] = {}
    for paper in version.procedure.papers:
        named[paper.key] = paper.name
        named |= {variant.key: variant.name for variant in paper.variants}
    for handed in application.papers:
        kept = replace(handed, note=answers.clean(handed.note))
        session.add(HandedPaper(case_id=case.id, name=named[handed.key], **vars(kept)))


def _version(session: Session, offer: Offered) -> Version:
    return published.version(session, offer.version_id, offer.content_hash)
