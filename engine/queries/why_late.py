"""Where the time of cases went, for one case file or for a whole list alike.

Three statements, however many cases are asked for; the division is the rule's
(``rules/why_late``), so that a paragraph and a sheet say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from engine.i18n import Name, Said
from engine.models import Case, Department, Handoff, Pause, Task
from engine.office import Office
from engine.queries import calendars
from engine.rules import why_late
from engine.rules.why_late import Elapsed, Run

# Databases bound the number of values in one statement.
AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """A case whose time is asked for, up to its end or the moment of asking."""

    case_id: int
    agency_id: int
    received: datetime
    until: datetime


@dataclass(frozen=True)
class TimeSpent:
    """Where the time of one case went, with the names of the units in it."""

    elapsed: Elapsed
    units: Mapping[str, Name]

    @property
    def told(self) -> Said:
        """The same in one paragraph."""
        return why_late.told(self.elapsed, self.units)


def elapsed(session: Session, office: Office, asked: Sequence[Asked]) -> dict[int, Elapsed]:
    """Divide the time of each case, by its id."""
    found: dict[int, Elapsed] = {}
    for first in range(0, len(asked), AT_ONCE):
        found |= _some(session, office, asked[first : first + AT_ONCE])
    return found


def of_case(session: Session, office: Office, case: Case) -> TimeSpent | None:
    """Where the time of a case went; None for a file that was never received."""
    if case.received_at is None:
        return None
    until = case.finished_at or case.closed_at or office.now()
    asked = Asked(case.id, case.agency_id, case.received_at, until)
    return named(session, elapsed(session, office, [asked]))[case.id]


def named(session: Session, spent: Mapping[int, Elapsed]) -> dict[int, TimeSpent]:
    """The same with the names of their units, in one statement for all."""
    codes = {share.unit for one in spent.values() for share in one.shares}
    rows = session.execute(
        select(Department.code, Department.name, Department.name_en).where(
            Department.code.in_(sorted(codes))
        )
    )
    units = {row.code: Name(row.name, row.name_en) for row in rows}
    return {case_id: TimeSpent(one, units) for case_id, one in spent.items()}


def _some(session: Session, office: Office, asked: Sequence[Asked]) -> dict[int, Elapsed]:
    ids = [one.case_id for one in asked]
    runs = _by_case(session, _runs(ids))
    transits = _by_case(session, _transits(ids))
    pauses = _by_case(session, _pauses(ids))
    working = calendars.current(session, office)
    return {
        one.case_id: why_late.divide(
            one.received,
            one.until,
            why_late.stretches(
                [Run(row.step, row.unit, row.started_at, row.claimed_at, row.completed_at)
                 for row in runs[one.case_id]],
                [(row.sent_at, row.answered_at, row.unit) for row in transits[one.case_id]],
                [(row.started_at, row.ended_at) for row in pauses[one.case_id]],
            ),
            working.of(one.agency_id),
        )
        for one in asked
    }  # fmt: skip


def _by_case(session: Session, query: Executable) -> Mapping[int, list[Any]]:
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        rows[row.case_id].append(row)
    return rows


def _runs(ids: Sequence[int]) -> Executable:
    return (
        select(
            Task.case_id,
            Task.step,
            Department.code.label("unit"),
            Task.started_at,
            Task.claimed_at,
            Task.completed_at,
        )
        .join(Department, Department.id == Task.department_id)
        .where(Task.case_id.in_(ids))
        .order_by(Task.case_id, Task.started_at, Task.id)
    )


def _transits(ids: Sequence[int]) -> Executable:
    return (
        select(Handoff.case_id, Department.code.label("unit"), Handoff.sent_at, Handoff.answered_at)
        .join(Department, Department.id == Handoff.to_department_id)
        .where(Handoff.case_id.in_(ids))
        .order_by(Handoff.case_id, Handoff.id)
    )


def _pauses(ids: Sequence[int]) -> Executable:
    return (
        select(Pause.case_id, Pause.started_at, Pause.ended_at)
        .where(Pause.case_id.in_(ids))
        .order_by(Pause.case_id, Pause.started_at)
    )
