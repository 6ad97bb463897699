"""The one hinge between the engine and the office.

The engine answers with a ``Progress``; here it becomes tasks, clocks, holders,
messages and notices, and the turn that asked for it is finished. Nothing else
turns what a diagram says into rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from engine.actions import alarms, audit, correspondence, incidents, outbox
from engine.actions.turn import Turn
from engine.errors import UnitMissing
from engine.i18n import Said
from engine.models import Case, Notice, Task
from engine.rules import deadline
from engine.workflow import Progress, Step, Waiting

# Steps that only confirm a hand-over: until then the sender still holds the case.
CONFIRMING = frozenset({"receive"})

# A lawful case passes a dozen gateways; one that goes round and round stays small.
MOST_CHOICES = 200


def finish(turn: Turn, action: str, moved: Progress | None = None) -> Case:
    """Keep what the engine said, and write the audit entry; the last thing of a turn."""
    before = turn.state.state
    # One flush at the end: each row is written once, whatever was looked up meanwhile.
    with turn.session.no_autoflush:
        if moved is not None:
            apply(turn, moved)
            if turn.has_incident:
                incidents.settle(turn, action)
        alarms.lay(turn)
    turn.case.updated_at = turn.now
    # The revision moves with every act, also within one tick of the clock.
    flag_modified(turn.case, "updated_at")
    turn.session.flush()
    audit.record(
        turn.session,
        turn.office,
        turn.case.agency_id,
        action,
        turn.case.code or f"#{turn.case.id}",
        officer=turn.retried_by or turn.officer,
        on_behalf=turn.officer if turn.retried_by else None,
        details=turn.details,
        reason=turn.reason,
        before=before,
        after=turn.state.state,
    )
    return turn.case


def apply(turn: Turn, moved: Progress) -> None:
    """Write what the engine said: its state, the tasks that wait now, who was reminded."""
    turn.state.state = moved.state
    turn.state.path = _longer_path(turn.state.path, moved, turn.now)
    turn.case.next_timer = moved.next_timer
    waiting = {waiting.task: waiting for waiting in moved.waiting}
    known = {task.engine_task for task in turn.ready if task.state == "ready"}
    _end_tasks(turn, waiting)
    fresh = [waiting[key] for key in waiting if key not in known]
    _open_tasks(turn, fresh)
    _remind(turn, moved)
    correspondence.follow(turn, moved)
    if moved.finished and turn.case.closed_at is None:
        turn.case.closed_at = turn.now


def _end_tasks(turn: Turn, waiting: Mapping[str, Waiting]) -> None:
    """End the tasks that wait no longer; who had one in hand is told."""
    for task in turn.ready:
        if task.state != "ready" or task.engine_task in waiting:
            continue
        task.state = "cancelled"
        task.completed_at = turn.now
        task.completed_by_id = turn.officer.id if turn.officer else None
        if task.assignee_id is not None and task.assignee_id != task.completed_by_id:
            tell(turn, task, "task_ended")


def tell(turn: Turn, task: Task, kind: str) -> None:
    """Put a line about a task into the bell of whoever has it in hand, or of its department."""
    turn.session.add(
        Notice(
            agency_id=turn.case.agency_id,
            department_id=task.department_id,
            officer_id=task.assignee_id,
            case_id=turn.case.id,
            kind=kind,
            content={"step": task.name, "step_en": task.name_en, "name": turn.reason},
            due_at=turn.case.reminded_due,
            at=turn.now,
        )
    )


def _longer_path(path: dict[str, Any], moved: Progress, now: datetime) -> dict[str, Any]:
    """The elements and flows a case has taken, each once: what the diagram marks.

    The gateways it passed stand beside them, each as often as it was passed, with
    what it asked and was told.
    """
    passed = [{"at": now.isoformat(), **choice.as_json()} for choice in moved.choices]
    return {
        "done": list(dict.fromkeys([*path.get("done", []), *moved.path])),
        "flows": list(dict.fromkeys([*path.get("flows", []), *moved.flows])),
        "choices": [*path.get("choices", []), *passed][-MOST_CHOICES:],
    }


def _open_tasks(turn: Turn, fresh: list[Waiting]) -> None:
    for waiting in fresh:
        step = waiting.step
        department_id = department_of(turn, step.lane or "")
        does = step.properties.get("does", "work")
        assignee_id = turn.case.appraiser_id if does == "appraise" else None
        task = Task(
            agency_id=turn.case.agency_id,
            case_id=turn.case.id,
            engine_task=waiting.task,
            step=step.id,
            name=step.name,
            name_en=step.properties.get("name_en", ""),
            does=does,
            lane=step.lane or "",
            department_id=department_id,
            assignee_id=assignee_id,
            state="ready",
            # What was assigned beforehand is in hand from its beginning.
            claimed_at=turn.now if assignee_id else None,
            allowance=step.properties.get("allowance", ""),
            silence=_silence(turn, step),
            started_at=turn.now,
            due=_due(turn, step.properties.get("allowance", "")),
            answers={},
        )
        turn.session.add(task)
        turn.opened.append(task)
        if turn.tells:
            tell(turn, task, turn.tells)
        if does not in CONFIRMING:
            turn.case.holder_id = department_id


def department_of(turn: Turn, lane: str) -> int:
    """The department that does a function for the case's agency; ``UnitMissing`` if none does."""
    if lane not in turn.lanes:
        raise UnitMissing(
            Said(
                "No department of this agency does the function “%(lane)s”. "
                "An administrator must name one first.",
                lane=lane,
            )
        )
    return turn.lanes[lane]


def _silence(turn: Turn, step: Step) -> str:
    """What no answer in time would mean: nothing, unless the procedure states it."""
    stated = turn.version.procedure.deemed_consent
    return step.properties.get("silence", "") if stated else ""


def _due(turn: Turn, allowance: str) -> datetime | None:
    if not allowance:
        return None
    amount, unit = allowance.split()
    return deadline.after(turn.now, Decimal(amount), deadline.Unit(unit), turn.calendar)


def _remind(turn: Turn, moved: Progress) -> None:
    """Tell those whom a timer of the diagram names, without stopping anybody's work."""
    for element in moved.path:
        found = turn.version.definition.elements.get(element)
        lanes = found.properties.get("remind", "") if found else ""
        if not lanes:
            continue
        named = {lane.strip() for lane in lanes.split(",")}
        for department_id in sorted({department_of(turn, lane) for lane in named}):
            notice = Notice(
                agency_id=turn.case.agency_id,
                department_id=department_id,
                case_id=turn.case.id,
                kind="reminder",
                content=_what_is_late(turn, element),
                due_at=turn.case.reminded_due,
                at=turn.now,
            )
            outbox.post(turn.session, notice)


def _what_is_late(turn: Turn, element: str) -> dict[str, str]:
    """What a reminder says, in both languages: the step that waits, and what went off on it."""
    drawn = turn.version.definition.elements
    timer = drawn[element]
    said = {"element": element, "name": timer.name, "name_en": timer.properties.get("name_en", "")}
    if host := drawn.get(timer.host):
        said |= {"step": host.name, "step_en": host.properties.get("name_en", "")}
    return said
