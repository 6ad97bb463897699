"""What has to ring, what rang, by which policy, and the people who are told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from tomllib import loads
from typing import Any

from sqlalchemy import Integer, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

import bpmn
from engine.models import Case, Officer, OfficerRole, Pause, Ring, Task
from engine.rules.alarm import AlarmKind, AlarmPolicy
from engine.rules.calendar import office_time
from engine.rules.pause import PauseKind
from engine.rules.permission import Role

Key = tuple[AlarmKind, datetime | None]


@dataclass(frozen=True)
class Due:
    """A subject whose alarm is due: a step that waits (``task_id``), or the case itself."""

    moment: datetime
    case_id: int
    task_id: int | None


@dataclass(frozen=True)
class Rung:
    """What rang in a case already, of each of its steps and of itself."""

    rings: Sequence[Ring] = ()

    def of(self, task_id: int | None) -> set[Key]:
        """The keys of what rang of one subject."""
        return {
            (AlarmKind(ring.kind), office_time(ring.about) if ring.about else None)
            for ring in self.rings
            if ring.task_id == task_id
        }


def due(session: Session, now: datetime) -> list[Due]:
    """Everything whose alarm is due, oldest first: one statement, through two small indexes."""
    steps = select(
        Task.next_alarm.label("moment"), Task.case_id.label("case_id"), Task.id.label("task_id")
    ).where(Task.next_alarm <= now)
    cases = select(Case.next_alarm, Case.id, cast(null(), Integer)).where(Case.next_alarm <= now)
    found = union_all(steps, cases).subquery()
    rows = session.execute(select(found).order_by(found.c.moment, found.c.case_id, found.c.task_id))
    return [Due(row.moment, row.case_id, row.task_id) for row in rows]


def rung(session: Session, case_ids: Iterable[int]) -> Mapping[int, Rung]:
    """What rang in these cases."""
    kept: dict[int, list[Ring]] = {case_id: [] for case_id in case_ids}
    for ring in session.scalars(select(Ring).where(Ring.case_id.in_(kept)).order_by(Ring.id)):
        kept[ring.case_id].append(ring)
    return {case_id: Rung(rings) for case_id, rings in kept.items()}


def waited_for(session: Session, case_ids: Collection[int]) -> Mapping[int, list[date]]:
    """The last days on which applicants of these cases were to answer, of waits that last.

    Also those that this session is about to write. Time excluded by law waits
    for nobody: it ends by itself.
    """
    kept = session.scalars(select(Pause).where(Pause.case_id.in_(case_ids)))
    fresh = (one for one in session.new if isinstance(one, Pause))
    found: dict[int, list[date]] = {case_id: [] for case_id in case_ids}
    for one in (*kept, *fresh):
        if one.ended_at is None and one.answer_by and one.kind != PauseKind.EXCLUDED:
            found.setdefault(one.case_id, []).append(one.answer_by)
    return found


def policy_of(kept: Mapping[str, Any] | None) -> AlarmPolicy:
    """The policy that a row of an agency keeps; the shipped one where it keeps none."""
    return shipped() if kept is None else AlarmPolicy.read(kept)


@cache
def shipped() -> AlarmPolicy:
    """The policy of an agency that decided nothing."""
    return AlarmPolicy.read(loads(bpmn.reminders_text()))


def with_role(
    session: Session, role: Role, *, department_id: int | None = None, agency_id: int | None = None
) -> list[Officer]:
    """Who holds a role in a department or in an agency, by name."""
    where = (
        literal(value=True) if department_id is None else Officer.department_id == department_id,
        literal(value=True) if agency_id is None else Officer.agency_id == agency_id,
    )
    return list(
        session.scalars(
            select(Officer)
            .join(OfficerRole, OfficerRole.officer_id == Officer.id)
            .where(
                *where,
                OfficerRole.role == role.value,
                OfficerRole.ended_at.is_(None),
                Officer.ended_at.is_(None),
            )
            .order_by(Officer.sort_key, Officer.id)
        )
    )
