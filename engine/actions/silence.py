"""Silence taken as consent, where a procedure says so, and the answers that come after it.

The clock completes the step of a consulted agency once its time is over: under
the case's lock, once, as nobody's act. What the agency says later is kept with
the case and moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import workflow
from engine.actions import audit, incidents, progress, turn
from engine.actions.reception import routing
from engine.actions.turn import Turn
from engine.errors import BadAnswers, WrongMove
from engine.models import Case, LateAnswer, Officer, Task
from engine.office import Office
from engine.queries.silence import ACT, stated_by
from engine.rules import form, silence


def deem_consent(
    session: Session,
    office: Office,
    code: str,
    task_id: int,
    *,
    retried_by: Officer | None = None,
) -> Case | None:
    """Complete a step whose time is over as consented to; None when there is nothing to deem.

    That is so when it was answered meanwhile, when another clock was quicker, while
    the case is paused, and always where the procedure does not state it.
    """
    try:
        taken = turn.of_case(session, office, None, code)
    except WrongMove:
        return None
    taken.task = next((task for task in taken.ready if task.id == task_id), None)
    task, law = taken.task, stated_by(taken.version)
    if task is None or not law or not _is_over(taken, task):
        return None
    step = taken.version.definition.steps[task.step]
    asked = taken.version.form_of(step)
    answers = silence.deemed_answers(asked) if asked else {}
    if not answers:
        return None
    taken.retried_by = retried_by
    with incidents.watched(taken, ACT):
        moved = workflow.complete(
            taken.version.definition,
            taken.state.state,
            task.engine_task,
            routing(taken.version, step.properties.get("form", step.id), answers),
            now=taken.now,
            working_time=taken.working_time,
        )
        task.state = "done"
        task.completed_at = taken.now
        task.answers = dict(answers)
        due = task.due.isoformat() if task.due else ""
        taken.details.update(step=task.step, task=task.id, due=due)
        taken.reason = law
        return progress.finish(taken, ACT, moved)


def keep_late_answer(
    session: Session, office: Office, officer: Officer, taken: Turn, typed: Mapping[str, Any]
) -> LateAnswer:
    """Keep what an agency answers after its silence was taken as consent.

    Raises ``BadAnswers`` like any answer to the step's form. ``taken`` holds the
    lock of the case, which may be closed by now.
    """
    task = taken.task
    if task is None or not task.was_deemed:
        raise WrongMove
    asked = taken.version.form_of(taken.version.definition.steps[task.step])
    values: Mapping[str, Any] = {}
    if asked is not None:
        facts = {**taken.case.answers, "channel": taken.case.channel}
        checked = form.check(silence.for_people(asked), typed, facts=facts)
        if checked.problems:
            raise BadAnswers(checked.problems)
        values = checked.values
    answer = LateAnswer(
        agency_id=taken.case.agency_id,
        case_id=taken.case.id,
        task_id=task.id,
        officer_id=officer.id,
        at=taken.now,
        answers=form.as_json(values),
    )
    session.add(answer)
    progress.tell(taken, task, "late_answer")
    audit.record(
        session, office, taken.case.agency_id, "late_answer", taken.case.code or "",
        officer=officer, details={"step": task.step},
    )  # fmt: skip
    return answer


def _is_over(taken: Turn, task: Task) -> bool:
    return (
        task.silence == silence.CONSENT
        and task.due is not None
        and task.due <= taken.now
        and taken.case.paused_at is None
    )
