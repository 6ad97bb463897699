"""The units and procedures of an agency, as lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ScalarSelect, SQLColumnExpression, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import GenericFunction

from engine.models import Case, Department, LaneUnit, Offering, Procedure


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


class _ObjectOf(GenericFunction[Mapping[str, int]]):
    """Rows of two columns as one object; the databases only differ in its name."""

    type = JSON()
    name = "json_object_agg"
    inherit_cache = True


@compiles(_ObjectOf, "sqlite")
def _in_sqlite(element: _ObjectOf, compiler: Any, **how: Any) -> str:
    return f"json_group_object{compiler.process(element.clause_expr, **how)}"


def lanes_of(agency_id: int | SQLColumnExpression[int]) -> ScalarSelect[Mapping[str, int]]:
    """Which department does each function for an agency, as one value of a query.

    As a column of the statement that locks a case it costs no trip of its own.
    It is null for an agency that has named no department yet.
    """
    return (
        select(_ObjectOf(LaneUnit.lane, LaneUnit.department_id))
        .where(LaneUnit.agency_id == agency_id)
        .scalar_subquery()
    )


def deciding_agency(session: Session, case: Case) -> int:
    """The agency that decides a case: the one its counter's offering names, else its own."""
    decides = session.scalar(
        select(Offering.decides_agency_id).where(
            Offering.agency_id == case.agency_id, Offering.procedure_id == case.procedure_id
        )
    )
    return case.agency_id if decides is None else decides


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
