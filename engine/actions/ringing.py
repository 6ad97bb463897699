"""Ringing: the clock tells people that a date comes near or has passed.

It asks for what is due, oldest first, and rings each in a transaction of its
own under the case's lock, so that several clocks do no harm. What passed while
nobody ticked is joined: the last alarm of a subject says it to everybody whom
the earlier ones would have told; each is kept with the moment it was due and
the moment it rang.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import audit, outbox, turn
from engine.actions.alarms import laid
from engine.actions.turn import Turn
from engine.errors import ClockWrong, Refusal, WrongMove
from engine.models import Case, Department, Notice, Officer, Ring, Task
from engine.office import Office
from engine.queries import alarms
from engine.queries.alarms import Due
from engine.rules import alarm
from engine.rules.alarm import Alarm, Whom
from engine.rules.permission import Role

log = structlog.get_logger(__name__)


def ring_due(office: Office) -> int:
    """Ring everything that is due, oldest first, each once; how many subjects were told of.

    A case that refuses keeps no other from its alarm. A clock that can't be
    trusted rings nothing: all of it stays due until the clock is right or
    confirmed.
    """
    with office.reading() as session:
        due = alarms.due(session, office.now())
    rung = 0
    for one in due:
        try:
            with office.transaction() as session:
                rung += bool(ring(session, office, one))
        except ClockWrong as refusal:
            log.warning("clock-wrong", said=str(refusal.said), alarms_waiting=len(due) - rung)
            break
        except Refusal as refusal:
            log.warning("alarm-refused", case=one.case_id, code=refusal.code)
        except Exception:
            log.exception("alarm-failed", case=one.case_id)
    return rung


def ring(session: Session, office: Office, due: Due) -> list[Ring]:
    """Ring what is due of one subject; nothing when another clock was quicker."""
    code = session.scalar(select(Case.code).where(Case.id == due.case_id))
    try:
        ringing = turn.of_case(session, office, None, code or "")
    except WrongMove:
        return []
    task = next((one for one in ringing.ready if one.id == due.task_id), None)
    subject: Task | Case = task or ringing.case
    if due.task_id is not None and task is None:
        return []
    if subject.next_alarm is None or subject.next_alarm > ringing.now:
        return []
    known = laid(ringing, task)
    rung = alarms.rung(session, [due.case_id])[due.case_id].of(due.task_id)
    now_due = alarm.ringing(known, rung, ringing.now)
    subject.next_alarm = alarm.next_of(known, rung | {one.key for one in now_due})
    if not now_due:
        return []
    told = _tell(ringing, task, now_due)
    rings = [_ring(ringing, task, one, joined=one is not now_due[-1]) for one in now_due]
    rings[-1].told = told
    session.add_all(rings)
    session.flush()
    audit.record(
        session, office, ringing.case.agency_id, "remind", code or f"#{due.case_id}",
        details={
            "alarms": [f"{one.kind} {one.moment.isoformat()}" for one in now_due],
            "told": told,
        },
    )  # fmt: skip
    return rings


def _ring(ringing: Turn, task: Task | None, one: Alarm, *, joined: bool) -> Ring:
    return Ring(
        agency_id=ringing.case.agency_id,
        case_id=ringing.case.id,
        task_id=task.id if task else None,
        kind=one.kind.value,
        about=one.about,
        due=one.moment,
        at=ringing.now,
        told=[],
        joined=joined,
    )


def _tell(ringing: Turn, task: Task | None, now_due: Sequence[Alarm]) -> list[str]:
    """Put the last alarm into the bells of everybody whom one of them tells; who that was."""
    whom = ringing.reminders.whom(one.kind for one in now_due)
    last = now_due[-1]
    content = {"rang_due": last.moment.isoformat()}
    if task is not None:
        content |= {"step": task.name, "step_en": task.name_en}
    told = []
    for addressee in _addressed(ringing, task, whom):
        officer = addressee if isinstance(addressee, Officer) else None
        notice = Notice(
            agency_id=ringing.case.agency_id,
            department_id=officer.department_id if officer else addressee.id,
            officer_id=officer.id if officer else None,
            case_id=ringing.case.id,
            kind=last.kind.value,
            content=content,
            due_at=ringing.case.reminded_due,
            at=ringing.now,
        )
        outbox.post(ringing.session, notice)
        told.append(addressee.login if isinstance(addressee, Officer) else addressee.code)
    return told


def _addressed(
    ringing: Turn, task: Task | None, whom: Iterable[Whom]
) -> list[Officer | Department]:
    """The people who are told, each once; a whole department where it has nobody in that place.

    Of a step it is its own department; of a case the one that appraises it, or
    holds it while nobody does. An agency without a leader of its own, as a
    partner, is led here by the one whose case it is.
    """
    session, case = ringing.session, ringing.case
    holder_id = task.assignee_id if task else case.appraiser_id
    holder = session.get(Officer, holder_id) if holder_id else None
    department_id = task.department_id if task else None
    if department_id is None:
        department_id = holder.department_id if holder else case.holder_id
    if department_id is None:
        return []
    department = session.get_one(Department, department_id)
    everybody: list[Officer | Department] = []
    for one in sorted(whom):
        match one:
            case Whom.HOLDER:
                everybody += [holder or department]
            case Whom.HEAD:
                heads = alarms.with_role(session, Role.HEAD, department_id=department.id)
                everybody += heads or [department]
            case Whom.LEADER:
                everybody += alarms.with_role(
                    session, Role.LEADER, agency_id=department.agency_id
                ) or alarms.with_role(session, Role.LEADER, agency_id=case.agency_id)
    return list(dict.fromkeys(everybody))
