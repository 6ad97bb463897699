"""The nightly inspection: begun once a night, kept, and told to the administrators.

Looking takes long, so it is done between two short transactions
(``engine.jobs.inspect``).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.models import Inspection, Notice, Officer, OfficerRole
from engine.office import Office
from engine.queries.invariants import Broken
from engine.rules.permission import Role

KIND = "inspection"


def begin(session: Session, office: Office) -> Inspection | None:
    """Claim this night's inspection; None when another clock has it."""
    night = Inspection(day=office.today(), started_at=office.now(), broken={})
    try:
        with session.begin_nested():
            session.add(night)
    except IntegrityError:
        return None
    return night


def finish(session: Session, office: Office, night: Inspection, broken: Sequence[Broken]) -> None:
    """Keep what was found, and put it into each administrator's bell when something broke."""
    kept = session.get_one(Inspection, night.id)
    kept.finished_at = office.now()
    kept.broken = {one.invariant: list(one.things) for one in broken}
    if not broken:
        return
    for administrator in session.scalars(_administrators()):
        session.add(
            Notice(
                agency_id=administrator.agency_id,
                department_id=administrator.department_id,
                officer_id=administrator.id,
                kind=KIND,
                content={"name": ", ".join(kept.broken)},
                at=office.now(),
            )
        )


def _administrators() -> Select[Officer]:
    return (
        select(Officer)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(
            OfficerRole.role == Role.ADMINISTRATOR,
            OfficerRole.ended_at.is_(None),
            Officer.ended_at.is_(None),
        )
    )
