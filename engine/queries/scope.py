"""Whose cases a person sees: the start of every query about cases.

The counter, the registry, the leaders and the managers see their agency's; a
department and a partner see those that came to them. What is outside answers
as if it did not exist.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from engine.models import Case, Officer, Task
from engine.rules.permission import Action, Role, may

# These roles look over the whole agency; the others see what came to their department.
WHOLE_AGENCY = frozenset({Role.RECEPTION, Role.REGISTRY, Role.LEADER, Role.MANAGER})


def visible_cases(officer: Officer) -> ColumnElement[bool]:
    """The condition on ``Case`` that this person's queries start from."""
    if not may(officer.roles, Action.SEE_CASES):
        return false()
    # A task of its own: the asking query may have the table too, for another purpose.
    came = aliased(Task)
    came_here = exists().where(came.case_id == Case.id, came.department_id == officer.department_id)
    if officer.roles & WHOLE_AGENCY:
        return or_(Case.agency_id == officer.agency_id, came_here)
    return came_here


def sees(session: Session, officer: Officer, case_id: int) -> bool:
    """Whether this case is one of those this person sees."""
    found = session.scalar(select(Case.id).where(Case.id == case_id, visible_cases(officer)))
    return found is not None


def seen_among(session: Session, officer: Officer, case_ids: Sequence[int]) -> frozenset[int]:
    """Those of some cases that this person sees."""
    seen = select(Case.id).where(Case.id.in_(case_ids), visible_cases(officer))
    return frozenset(session.scalars(seen))


def overseen(officer: Officer, agency_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whose incidents and messages a person looks after: the province's people all agencies'."""
    if officer.agency.level == "province":
        return true()
    return agency_id == officer.agency_id


def steered_cases(officer: Officer) -> ColumnElement[bool]:
    """The cases that an administrator may move without seeing whose they are."""
    if not may(officer.roles, Action.ADMINISTER):
        return false()
    return overseen(officer, Case.agency_id)


def may_touch(officer: Officer, task: Task) -> bool:
    """Whether a task waits in this person's department."""
    return task.department_id == officer.department_id
