"""Whose cases a code means: an agency's, or those that a department holds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.i18n import Said, mark
from engine.models import Agency, Department


@dataclass(frozen=True)
class Unit:
    """An agency, or one department wherever the cases it holds were received."""

    agency_id: int | None = None
    department_id: int | None = None


def find(session: Session, code: str) -> Unit:
    """The unit of this code; raises ``NotFound`` when there is none, or more than one."""
    agency_id = session.scalar(select(Agency.id).where(Agency.code == code))
    if agency_id is not None:
        return Unit(agency_id=agency_id)
    departments = session.scalars(select(Department.id).where(Department.code == code)).all()
    if not departments:
        raise NotFound(Said(mark("There is no unit %(code)s."), code=code))
    if len(departments) > 1:
        raise NotFound(Said(mark("More than one unit has the code %(code)s."), code=code))
    return Unit(department_id=departments[0])
