"""Moving a case from outside its diagram: back to an earlier step, or past a dead one.

No drawing foresees everything: a step was done wrongly, an answer never comes.
Somebody who answers for the case moves it and says why. The engine makes the
move by its own means; here it gets its right, its reason, and what it means for
status, clock, hand-overs and the people who had the step in hand.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import workflow
from engine.actions import incidents, progress, reasons, timekeeping, turn
from engine.actions.turn import Turn
from engine.errors import BadAnswers, NotAllowed, WrongMove
from engine.i18n import Name, Said, mark
from engine.models import Case, Handoff, Officer, Task
from engine.office import Office
from engine.queries import organisation, steering
from engine.queries.case_parts import issued_result
from engine.queries.steering import Place, Way
from engine.rules import verbs
from engine.rules.permission import Action, may, require
from engine.rules.routes import comes_to
from engine.rules.steering import can_begin
from engine.rules.verbs import Clock, Does
from engine.workflow import Progress, Step


def send_back(
    session: Session, office: Office, officer: Officer, code: str, way: str, reason: str
) -> Case:
    """Send a waiting step back to an earlier one; ``way`` is one of the places' ``back``.

    Raises ``WrongMove`` when the case can't go there, and ``NotAllowed`` for
    another agency than the one that decides the case.
    """
    moving, place, chosen, stated = _take(
        session, office, officer, code, way, reason, Action.SEND_BACK
    )
    with incidents.watched(moving, "send_back"):
        moved = workflow.send_back(
            moving.version.definition,
            moving.state.state,
            place.key,
            chosen.element,
            now=moving.now,
            working_time=moving.working_time,
        )
        return _finish(moving, "send_back", place, chosen, moved, stated)


def move_on(
    session: Session, office: Office, officer: Officer, code: str, way: str, reason: str
) -> Case:
    """Move on past a step or event that will never be done; ``way`` is one of ``on``.

    Raises ``WrongMove`` for a step that decides or hands over: nothing may be
    issued without them.
    """
    moving, place, chosen, stated = _take(
        session, office, officer, code, way, reason, Action.MOVE_ON
    )
    with incidents.watched(moving, "move_on"):
        moved = workflow.move_on(
            moving.version.definition,
            moving.state.state,
            place.key,
            chosen.element or None,
            now=moving.now,
            working_time=moving.working_time,
        )
        return _finish(moving, "move_on", place, chosen, moved, stated)


def _take(
    session: Session,
    office: Office,
    officer: Officer,
    code: str,
    way: str,
    reason: str,
    action: Action,
) -> tuple[Turn, Place, Way, str]:
    """Lock the case for somebody who may move it, and find the way that was chosen."""
    require(officer.roles, action)
    stated = reasons.stated(reason)
    moving = turn.of_case(session, office, officer, code, by_overseer=True)
    if not may(officer.roles, Action.ADMINISTER) and (
        officer.agency_id != organisation.deciding_agency(session, moving.case)
    ):
        raise NotAllowed(Said("Only the agency that decides the case may move it."))
    places = steering.places(
        moving.version,
        moving.state.state,
        moving.ready,
        is_issued=issued_result(session, moving.case.id),
    )
    for place in places:
        for offered in place.back if action is Action.SEND_BACK else place.on:
            if offered.value == way:
                return moving, place, offered, stated
    raise BadAnswers({"way": Said("Choose where the case should go on.")})


def _finish(
    moving: Turn, action: str, place: Place, chosen: Way, moved: Progress, reason: str
) -> Case:
    moving.reason = reason
    moving.details.update(step=place.element, to_step=chosen.element)
    known = {task.engine_task for task in moving.ready}
    fresh = [each.step for each in moved.waiting if each.task not in known]
    _refuse_dead_ends(moved, fresh)
    waiting = {each.task: each.step.properties.get("does") for each in moved.waiting}
    left = [task for task in moving.ready if task.engine_task not in waiting]
    _answer_handoff(moving, left)
    for task in left:
        if task.does not in waiting.values():
            _follow(moving, Does(task.does))
    if _is_decided_anew(moving, [step.id for step in fresh]):
        moving.case.approver_id = None
    moving.tells = "sent_back" if action == "send_back" else "moved_on"
    return progress.finish(moving, action, moved)


def _refuse_dead_ends(moved: Progress, fresh: list[Step]) -> None:
    """Refuse what the engine could do and the office could not go on from."""
    if moved.finished:
        raise WrongMove(Said("The case would end there without a result; stop it instead."))
    for step in fresh:
        if not can_begin(Does(step.properties.get("does", Does.WORK))):
            said = mark("“%(step)s” only follows from the step before it; move the case there.")
            name = Name(step.name, step.properties.get("name_en", ""))
            raise WrongMove(Said(said, step=name))


def _follow(moving: Turn, does: Does) -> None:
    """Do what it means for status and clock that a step is left undone."""
    meant = verbs.left_undone(does)
    if meant.status is None:
        return
    if meant.pause is not None and moving.case.paused_at is not None:
        timekeeping.resume(moving, meant.pause)
    elif meant.clock is Clock.REOPEN:
        timekeeping.reopen(moving)
        moving.case.delivery_status = "not_ready"
    moving.case.status = timekeeping.status_now(moving, meant.status)


def _answer_handoff(moving: Turn, left: list[Task]) -> None:
    """Answer the hand-over that a step was to confirm: the papers go back to who sent them."""
    if not any(task.does in {Does.RECEIVE, Does.RETURN_RESULT} for task in left):
        return
    moving.session.execute(
        update(Handoff)
        .where(Handoff.case_id == moving.case.id, Handoff.answered_at.is_(None))
        .values(
            answered_at=moving.now,
            answered_by_id=moving.by.id,
            received=False,
            reason=moving.reason,
        )
        .execution_options(synchronize_session=False)
    )


def _is_decided_anew(moving: Turn, fresh: list[str]) -> bool:
    """Whether the case will come to its approval again: the one it has is void then."""
    definition = moving.version.definition
    return any(
        comes_to(definition.flows, fresh, step.id)
        for step in definition.steps.values()
        if step.properties.get("does") == Does.APPROVE
    )
