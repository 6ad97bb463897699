"""How much waits for a person: the counters beside the menu.

Two statements for a whole page, each reading a bounded number of rows of a
partial index: nobody counts a million rows to draw a menu, so a long queue
reads "500+".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, false, func, or_, select
from sqlalchemy.orm import Session

from engine.models import Incident, Job, Notice, Officer, Task
from engine.queries import failing_jobs, hours, incidents, outages
from engine.rules.permission import Action, may

MOST = 500
# A department's steps are counted one by one from at most so many waiting tasks.
MOST_READ = 5_000


@dataclass(frozen=True)
class Waiting:
    """Counters as they are shown; ``steps`` by the verb that completes the step."""

    mine: str
    department: str
    notices: str
    failing: str
    incidents: str
    hours: str  # stated after the fact, to be confirmed
    outage: str  # what stands still at the person's agency just now
    steps: Mapping[str, str]


def waiting(session: Session, officer: Officer) -> Waiting:
    """Count what waits for this person and their department."""
    mine = select(Task.id).where(Task.assignee_id == officer.id, Task.state == "ready")
    unread = select(Notice.id).where(addressed_to(officer), Notice.read_at.is_(None))
    # Only who can take failing work up again is troubled by it.
    failing = select(Job.id).where(
        failing_jobs.failing() if may(officer.roles, Action.ADMINISTER) else false()
    )
    to_mend = select(Incident.id).where(
        incidents.still_open(officer) if may(officer.roles, Action.MEND) else false()
    )
    entries, returns = hours.waiting(officer)
    row = session.execute(
        select(
            _bounded(mine).label("mine"),
            _bounded(unread).label("notices"),
            _bounded(failing).label("failing"),
            _bounded(to_mend).label("incidents"),
            (_bounded(entries) + _bounded(returns)).label("hours"),
            outages.lasting(officer).label("outage"),
        )
    ).one()
    read = (
        select(Task.does)
        .where(Task.department_id == officer.department_id, Task.state == "ready")
        .limit(MOST_READ)
        .subquery()
    )
    steps = session.execute(select(read.c.does, func.count()).group_by(read.c.does)).all()
    total = sum(count for _, count in steps)
    more = total >= MOST_READ
    return Waiting(
        mine=_shown(row.mine),
        department=_shown(total),
        notices=_shown(row.notices),
        failing=_shown(row.failing),
        incidents=_shown(row.incidents),
        hours=_shown(row.hours),
        outage=row.outage or "",
        steps={does: _shown(count, more=more) for does, count in steps},
    )


def addressed_to(officer: Officer) -> ColumnElement[bool]:
    """The condition on ``Notice`` for those in a person's bell."""
    return (Notice.department_id == officer.department_id) & or_(
        Notice.officer_id.is_(None), Notice.officer_id == officer.id
    )


def _bounded(rows: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows.limit(MOST + 1).subquery()).scalar_subquery()


def _shown(count: int, *, more: bool = False) -> str:
    if count > MOST:
        return f"{MOST}+"
    if more:
        return f"{count}+"
    return str(count) if count else ""
