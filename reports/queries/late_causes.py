"""The late cases of a period, each with what is computed and what was confirmed.

The rows, their standing and the division of their time are those of the
deadline report, so that a case is late in both or in neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Department
from engine.office import Office
from engine.queries import late_causes
from engine.queries.late_causes import Asked, Computed, Confirmed
from reports.queries.deadlines import DeadlineRow, Question, deadlines


@dataclass(frozen=True)
class LateRow:
    """A late case and why."""

    case: DeadlineRow
    computed: Computed
    confirmed: Confirmed | None

    @property
    def minutes_late(self) -> int:
        """The working time over the due date."""
        return -self.case.standing.minutes

    @property
    def unit(self) -> str:
        """The code of the unit in which most of the time that counted was spent."""
        return self.computed.share.unit if self.computed.share else ""


@dataclass(frozen=True)
class LateFigures:
    """How many cases are late, and for how many the cause is known."""

    late: int
    finished: int
    confirmed: int

    @property
    def open(self) -> int:
        """Those still open, and overdue."""
        return self.late - self.finished

    @property
    def unconfirmed(self) -> int:
        """Those whose cause nobody confirmed yet."""
        return self.late - self.confirmed


def late_cases(session: Session, office: Office, question: Question) -> list[LateRow]:
    """The late cases of a period, the open ones first, by due date.

    A department narrows them to those that spent most of their time there, and
    not to those it holds now: a finished case lies at the counter.
    """
    rows = deadlines(session, office, replace(question, late=True, department_id=None))
    asked = [Asked(row.case_id, row.agency_id, row.procedure_id, row.time_spent) for row in rows]
    computed = late_causes.computed(session, office, asked)
    confirmed = late_causes.confirmed(session, office, [row.case_id for row in rows])
    found = (LateRow(row, computed[row.case_id], confirmed.get(row.case_id)) for row in rows)
    unit = _unit(session, question)
    return [
        row
        for row in found
        if (unit is None or row.unit == unit)
        and question.confirmed in (None, row.confirmed is not None)
    ]


def late_figures(rows: Iterable[LateRow]) -> LateFigures:
    """Count late cases."""
    kept = list(rows)
    return LateFigures(
        late=len(kept),
        finished=sum(row.case.finished is not None for row in kept),
        confirmed=sum(row.confirmed is not None for row in kept),
    )


def _unit(session: Session, question: Question) -> str | None:
    if question.department_id is None:
        return None
    return session.scalar(select(Department.code).where(Department.id == question.department_id))
