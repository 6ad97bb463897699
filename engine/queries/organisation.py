"""The units and procedures of an agency, as lists to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Department, Offering, Procedure


@dataclass(frozen=True)
class Named:
    """Something to choose: its code for programs, its name in both languages."""

    id: int
    code: str
    name: str
    name_en: str

    def says(self, language: str) -> str:
        """The name in a language; the Vietnamese one where English has none."""
        return self.name_en if language == "en" and self.name_en else self.name


def departments(session: Session, agency_id: int) -> list[Named]:
    """The units of an agency that have not ended."""
    rows = session.execute(
        select(Department.id, Department.code, Department.name, Department.name_en)
        .where(Department.agency_id == agency_id, Department.ended_at.is_(None))
        .order_by(Department.id)
    )
    return [Named(*row) for row in rows]


def procedures(session: Session, agency_id: int) -> list[Named]:
    """The procedures that an agency offers, by code."""
    rows = session.execute(
        select(Procedure.id, Procedure.code, Procedure.name, Procedure.name_en)
        .join(Offering, Offering.procedure_id == Procedure.id)
        .where(Offering.agency_id == agency_id, Offering.ended_at.is_(None))
        .order_by(Procedure.code)
    )
    return [Named(*row) for row in rows]
