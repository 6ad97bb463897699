"""The page of one waiting step: the case in short, and what the step asks for.

What the office can already know is suggested: the next number of a register,
the owner as the one who comes for the result, the officer's own telephone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from engine.errors import NotFound
from engine.models import Case, Document, Officer, Task
from engine.office import Office
from engine.queries import case_file, case_parts, case_progress, pauses, scope
from engine.queries.case_file import CaseHead
from engine.queries.case_parts import FileLine, PaperLine, PartyLine
from engine.queries.case_progress import Answer, StepLine
from engine.queries.pauses import Effect
from engine.rules import verbs
from engine.rules.form import Form
from engine.rules.permission import STEP_RIGHTS, Action, may
from engine.rules.procedure_parts import Named
from engine.rules.silence import for_people

# The register whose next number is suggested for a result (domain: §3.1).
RESULT_REGISTER = "GCN"


@dataclass(frozen=True)
class StepPage:
    """One step of one case, for the person who does it."""

    task_id: int
    named: Named
    does: str
    state: str
    holder: str
    held_since: datetime | None
    is_mine: bool
    may_do: bool
    may_give: bool
    line: StepLine
    form: Form | None
    suggested: Mapping[str, Any]
    colleague_pairs: tuple[tuple[str, str], ...]  # login and name
    head: CaseHead
    parties: tuple[PartyLine, ...]
    papers: tuple[PaperLine, ...]
    files: tuple[FileLine, ...]
    answers: tuple[Answer, ...]
    before: tuple[StepLine, ...]
    # What the step makes of the due date: by the day on which the clock runs on, or sent now.
    if_paused: tuple[Effect, ...]
    if_resumed: Effect | None

    @property
    def is_held_by_another(self) -> bool:
        """Whether a colleague has the step in hand."""
        return bool(self.holder) and not self.is_mine


def of_task(session: Session, office: Office, officer: Officer, task_id: int) -> StepPage:
    """The page of a step in the officer's department; raises ``NotFound`` for any other."""
    # Aliased, so that the scope's own question about tasks stays apart from ours.
    here = aliased(Task)
    task = session.scalar(
        select(here)
        .join(Case, Case.id == here.case_id)
        .options(joinedload(here.assignee), joinedload(here.case))
        .where(
            here.id == task_id,
            here.department_id == officer.department_id,
            scope.visible_cases(officer),
        )
    )
    if task is None or task.case.code is None:
        raise NotFound
    found = case_file.find(session, officer, task.case.code)
    steps = case_progress.steps(session, office, officer, found.case, found.version)
    line = next(one for one in steps if one.task_id == task.id)
    parties = case_parts.parties(session, found.case.id)
    step = found.version.definition.steps[task.step]
    asked = found.version.form_of(step)
    may_give = may(officer.roles, Action.ASSIGN) and task.state == "ready"
    if_paused, if_resumed = _effects(session, office, task)
    return StepPage(
        task_id=task.id,
        named=line.named,
        does=task.does,
        state=task.state,
        holder=task.assignee.name if task.assignee else "",
        held_since=task.claimed_at,
        is_mine=task.assignee_id == officer.id,
        may_do=may(officer.roles, STEP_RIGHTS.get(task.does, Action.PROCESS)),
        may_give=may_give,
        line=line,
        form=for_people(asked) if asked else None,
        suggested=_suggested(session, office, officer, task, parties),
        colleague_pairs=colleagues(session, officer) if may_give else (),
        head=case_file.head(session, office, found.case),
        parties=parties,
        papers=case_parts.papers(session, found.case.id, found.version),
        files=case_parts.files(session, found.case.id),
        answers=case_progress.applied_for(found.version, found.case.answers),
        before=tuple(one for one in steps if one.state == "done" and one.answers),
        if_paused=if_paused,
        if_resumed=if_resumed,
    )


def colleagues(session: Session, officer: Officer) -> tuple[tuple[str, str], ...]:
    """Login and name of those in the department who can be given a step, by given name."""
    found = session.scalars(
        select(Officer)
        .where(Officer.department_id == officer.department_id, Officer.ended_at.is_(None))
        .order_by(Officer.sort_key)
    )
    return tuple((one.login, one.name) for one in found if may(one.roles, Action.PROCESS))


def _effects(
    session: Session, office: Office, task: Task
) -> tuple[tuple[Effect, ...], Effect | None]:
    """What this step makes of the due date, where it stops the clock or lets it run on."""
    meant = verbs.effect(verbs.Does(task.does), {})
    if meant.pause is None or task.state != "ready":
        return (), None
    told = pauses.counted(session, office, task.case)
    if told is None:
        return (), None
    if meant.clock is verbs.Clock.PAUSE:
        return told.if_begun(meant.pause, told.days_ahead()), None
    return (), told.if_ended_of(meant.pause)


def _suggested(
    session: Session,
    office: Office,
    officer: Officer,
    task: Task,
    parties: tuple[PartyLine, ...],
) -> dict[str, Any]:
    if task.does == "number":
        return {
            "result_number": _next_number(session, task.agency_id, office.today().year),
            "issued_on": office.today(),
        }
    owner = next((party for party in parties if party.role == "owner"), None)
    if task.does == "return_result" and owner is not None and owner.kind == "person":
        return {"receiver_name": owner.name, "receiver_id": owner.id_number}
    if task.does == "issue_supplement":
        return {"contact_phone": officer.phone or officer.agency.phone}
    return {}


def _next_number(session: Session, agency_id: int, year: int) -> str:
    last = session.scalar(
        select(func.max(Document.number)).where(
            Document.agency_id == agency_id,
            Document.register == RESULT_REGISTER,
            Document.year == year,
        )
    )
    return f"{(last or 0) + 1:02d}/{RESULT_REGISTER}"
