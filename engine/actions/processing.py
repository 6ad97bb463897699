"""The work on a case: claim a step, do it, pass it on.

``complete`` is the one door for every step of every diagram: it checks the
answers by the step's form, moves the engine, and lets the step's verb
(``actions/steps``) do what the step means for the office.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import workflow
from engine.actions import incidents, progress, timekeeping, turn
from engine.actions.reception import routing
from engine.actions.silence import keep_late_answer
from engine.actions.steps import EFFECTS, follow, officer_named
from engine.actions.turn import Turn
from engine.errors import BadAnswers, Conflict, NotAllowed, WrongMove
from engine.i18n import Said
from engine.models import Case, Officer, Task
from engine.office import Office
from engine.rules import form
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.permission import Action, may, require
from engine.rules.silence import for_people
from engine.rules.verbs import Does

# Answers that a step's verb asks for itself, beside the fields of its form.
VERB_FIELDS = {Does.ASSIGN: ("officer",), Does.RECEIVE_SUPPLEMENT: ("files",)}


def claim(session: Session, office: Office, officer: Officer, task_id: int) -> Task:
    """Take a waiting step into one's hands; raises ``Conflict`` when somebody else has it."""
    taken = turn.of_task(session, office, officer, task_id)
    task = _task(taken)
    _refuse_held(session, task, officer)
    if task.assignee_id is None:
        task.assignee_id = officer.id
        task.claimed_at = taken.now
        taken.details["step"] = task.step
        progress.finish(taken, "claim")
    return task


def release(session: Session, office: Office, officer: Officer, task_id: int) -> Task:
    """Put a step back for the department; one's own, or as its head."""
    taken = turn.of_task(session, office, officer, task_id)
    task = _task(taken)
    if task.assignee_id != officer.id and not may(officer.roles, Action.ASSIGN):
        raise NotAllowed
    if task.assignee_id is not None:
        task.assignee_id = task.claimed_at = None
        taken.details["step"] = task.step
        progress.finish(taken, "release")
    return task


def reassign(session: Session, office: Office, officer: Officer, task_id: int, login: str) -> Task:
    """Give a waiting step to another officer of the department, as its head."""
    require(officer.roles, Action.ASSIGN)
    taken = turn.of_task(session, office, officer, task_id)
    task = _task(taken)
    chosen = officer_named(session, officer, login)
    task.assignee_id = chosen.id
    task.claimed_at = taken.now
    if task.does == "appraise":
        taken.case.appraiser_id = chosen.id
    taken.details.update(step=task.step, to=chosen.login)
    progress.finish(taken, "reassign")
    return task


def complete(
    session: Session,
    office: Office,
    officer: Officer,
    task_id: int,
    typed: Mapping[str, Any],
    *,
    retried_by: Officer | None = None,
) -> Case:
    """Complete a step with what was answered, and let the case go on.

    A step nobody claimed is claimed by completing it. Raises ``BadAnswers`` with
    a problem per field, ``Conflict`` when somebody else was first or has the
    step in hand, and ``MoveFailed`` when the case can't go on from here.
    ``retried_by`` is who does it after all, once the cause of that is mended.
    A step that silence has completed keeps the answer as a late one, and moves nothing.
    """
    taken = turn.of_task(session, office, officer, task_id, or_deemed=True)
    taken.retried_by = retried_by
    if _task(taken).was_deemed:
        keep_late_answer(session, office, officer, taken, typed)
        return taken.case
    _refuse_held(session, _task(taken), officer)
    with incidents.watched(taken, "complete", typed):
        return _complete(taken, officer, typed)


def _complete(taken: Turn, officer: Officer, typed: Mapping[str, Any]) -> Case:
    task = _task(taken)
    does = Does(task.does)
    own = {key: typed[key] for key in VERB_FIELDS.get(does, ()) if key in typed}
    values = _checked(taken, {key: typed[key] for key in typed if key not in own})
    moved = workflow.complete(
        taken.version.definition,
        taken.state.state,
        task.engine_task,
        routing(taken.version, _form_name(taken), values),
        now=taken.now,
        working_time=taken.working_time,
    )
    timekeeping.count_step(taken, task)
    EFFECTS[does](taken, {**values, **own}, moved)
    follow(taken, values, does)
    task.state = "done"
    task.assignee_id = task.assignee_id or officer.id
    task.claimed_at = task.claimed_at or taken.now
    task.completed_at = taken.now
    task.completed_by_id = officer.id
    task.answers = form.as_json(values)
    taken.details.update(step=task.step, task=task.id)
    return progress.finish(taken, "complete", moved)


def fire_timers(
    session: Session, office: Office, case_code: str, *, retried_by: Officer | None = None
) -> Case | None:
    """Fire what is due in one case; None when another clock was quicker."""
    try:
        taken = turn.of_case(session, office, None, case_code)
    except WrongMove:
        return None
    if taken.case.next_timer is None or taken.case.next_timer > taken.now:
        return None
    taken.retried_by = retried_by
    taken.details["due"] = taken.case.next_timer.isoformat()
    with incidents.watched(taken, "fire_timers"):
        moved = workflow.fire_timers(
            taken.version.definition,
            taken.state.state,
            now=taken.now,
            working_time=taken.working_time,
        )
        return progress.finish(taken, "fire_timers", moved)


def _task(taken: Turn) -> Task:
    if taken.task is None:
        raise WrongMove
    return taken.task


def _form_name(taken: Turn) -> str:
    task = _task(taken)
    step = taken.version.definition.steps[task.step]
    return step.properties.get("form", step.id)


def _checked(taken: Turn, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    found = taken.version.forms.get(_form_name(taken))
    if found is None:
        return {}
    facts = {**taken.case.answers, "channel": taken.case.channel}
    checked = form.check(for_people(found), typed, facts=facts)
    if checked.problems:
        raise BadAnswers(checked.problems)
    return checked.values


def _refuse_held(session: Session, task: Task, officer: Officer) -> None:
    if task.assignee_id in {None, officer.id}:
        return
    holder = session.scalars(select(Officer).where(Officer.id == task.assignee_id)).one()
    since = task.claimed_at or task.started_at
    raise Conflict(
        Said(
            "%(who)s has this step in hand since %(when)s.",
            who=holder.name,
            when=since.astimezone(OFFICE_ZONE).strftime("%H:%M %d/%m/%Y"),
        )
    )
