"""Taking running cases over to a newer version of their procedure, one transaction a case.

What was promised never moves: the term and the due date are those the case was
received under. The forms and papers of the new version serve from then on. What
the case was before is kept, and can be put back until somebody has moved it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import workflow
from engine.actions import progress, reasons, turn
from engine.actions.turn import Turn
from engine.errors import NotFound, WrongMove
from engine.i18n import Said
from engine.models import Case, CaseUpgrade, Officer, ProcedureVersion, Task
from engine.office import Office
from engine.queries import published, scope
from engine.queries.published import Version
from engine.rules.permission import Action, require
from engine.workflow import Progress, Waiting

# What an upgrade changes on a waiting step, and what undoing it puts back.
CHANGED = ("step", "name", "name_en", "does", "lane", "department_id", "engine_task")


def upgrade(
    session: Session,
    office: Office,
    officer: Officer,
    code: str,
    version_id: int,
    choices: Mapping[str, str],
    reason: str,
) -> Case:
    """Take a case over to a newer version; raises ``CannotUpgrade`` with the plan if it is unsafe.

    ``choices`` name the new element for each place that the plan leaves open.
    """
    require(officer.roles, Action.MEND)
    stated = reasons.stated(reason)
    taken = _taken(session, office, officer, code)
    newer = _newer(session, taken, version_id)
    moved = workflow.upgrade(
        taken.version.definition,
        newer.definition,
        taken.state.state,
        choices,
        now=taken.now,
        working_time=taken.working_time,
    )
    kept = CaseUpgrade(
        agency_id=taken.case.agency_id,
        case_id=taken.case.id,
        from_version_id=taken.case.version_id,
        to_version_id=version_id,
        at=taken.now,
        officer_id=officer.id,
        reason=stated,
        choices=dict(choices),
        state_before=taken.state.state,
        tasks_before=[_as_it_is(task) for task in taken.ready],
        revision=0,
    )
    taken.case.version_id, taken.version = version_id, newer
    _take_tasks_over(taken, moved, choices)
    taken.reason = stated
    taken.details.update(version=version_id, choices=dict(choices))
    case = progress.finish(taken, "upgrade", moved)
    kept.revision = case.revision
    session.add(kept)
    session.flush()
    return case


def undo(session: Session, office: Office, officer: Officer, upgrade_id: int) -> Case:
    """Put a case back to the version it was upgraded from.

    Raises ``WrongMove`` once the case has moved on: what was done in the new
    diagram has no place in the old one.
    """
    require(officer.roles, Action.MEND)
    kept = session.scalars(
        select(CaseUpgrade)
        .where(CaseUpgrade.id == upgrade_id, scope.overseen(officer, CaseUpgrade.agency_id))
        .with_for_update()
    ).one_or_none()
    if kept is None:
        raise NotFound
    taken = _taken(session, office, officer, kept.case.code or "")
    if kept.undone_at is not None or taken.case.revision != kept.revision:
        raise WrongMove(Said("The case has moved on since; the upgrade can't be undone any more."))
    version = session.get_one(ProcedureVersion, kept.from_version_id)
    taken.case.version_id = version.id
    taken.version = published.version(session, version.id, version.content_hash)
    by_id = {task.id: task for task in taken.ready}
    for before in kept.tasks_before:
        task = by_id[before["id"]]
        for name in CHANGED:
            setattr(task, name, before[name])
    kept.undone_at, kept.undone_by_id = taken.now, officer.id
    taken.details["version"] = version.id
    moved = workflow.fire_timers(
        taken.version.definition, kept.state_before, now=taken.now, working_time=taken.working_time
    )
    return progress.finish(taken, "undo_upgrade", moved)


def _taken(session: Session, office: Office, officer: Officer, code: str) -> Turn:
    """Lock a case that this person looks after, without seeing whose it is."""
    found = session.scalar(
        select(Case.id).where(Case.code == code, scope.overseen(officer, Case.agency_id))
    )
    if found is None:
        raise NotFound
    taken = turn.of_case(session, office, None, code)
    taken.officer = officer
    return taken


def _newer(session: Session, taken: Turn, version_id: int) -> Version:
    found = session.get(ProcedureVersion, version_id)
    if found is None or found.procedure_id != taken.case.procedure_id:
        raise NotFound
    if found.id == taken.case.version_id:
        raise WrongMove(Said("The case runs by this version already."))
    return published.version(session, found.id, found.content_hash)


def _take_tasks_over(taken: Turn, moved: Progress, choices: Mapping[str, str]) -> None:
    """Let each waiting step be what it is called, and whose it is, in the new diagram."""
    by_task = {waiting.task: waiting for waiting in moved.waiting}
    for task in taken.ready:
        waiting = by_task.get(task.engine_task) or _by_step(
            moved, choices.get(task.step, task.step)
        )
        if waiting is None:
            continue
        step = waiting.step
        task.engine_task = waiting.task
        task.step, task.name = step.id, step.name
        task.name_en = step.properties.get("name_en", "")
        task.does = step.properties.get("does", "work")
        if task.lane != (step.lane or ""):
            task.lane = step.lane or ""
            task.department_id = progress.department_of(taken, task.lane)
            task.assignee_id = task.claimed_at = None


def _by_step(moved: Progress, step: str) -> Waiting | None:
    return next((waiting for waiting in moved.waiting if waiting.step.id == step), None)


def _as_it_is(task: Task) -> dict[str, Any]:
    return {"id": task.id, **{name: getattr(task, name) for name in CHANGED}}
