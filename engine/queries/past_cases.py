"""The finished cases of a procedure, each by its own clock: what the forecast learns from.

Two statements for each five hundred cases; only the newest of each agency
are read, since more would not say it better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, union
from sqlalchemy.orm import Session

from engine.models import Case, Experience, Pause, Task
from engine.office import Office
from engine.queries import calendars
from engine.queries.honest_promise import with_result
from engine.rules import forecast, pause
from engine.rules.calendar import WorkingCalendar
from engine.rules.hindsight import PastCase, Visit
from engine.rules.pause import Stop
from engine.rules.running_time import RunningTime

# Databases bound the number of values in one statement.
AT_ONCE = 500


def to_learn_of(session: Session, since: datetime, today: datetime) -> list[int]:
    """The procedures that had cases finished, or are known of, and were not learnt of today."""
    had_cases = select(Case.procedure_id).where(Case.finished_at > since)
    learnt_today = select(Experience.procedure_id).where(Experience.learnt_at >= today)
    found = union(had_cases, select(Experience.procedure_id)).subquery()
    wanted = select(found.c.procedure_id).where(found.c.procedure_id.not_in(learnt_today))
    return list(session.scalars(wanted.order_by(found.c.procedure_id)))


def of_procedure(
    session: Session, office: Office, procedure_id: int, since: datetime
) -> dict[int, list[PastCase]]:
    """The newest finished cases of a procedure, by agency, the last finished first."""
    rows = session.execute(_newest(procedure_id, since)).all()
    working = calendars.current(session, office)
    found: defaultdict[int, list[PastCase]] = defaultdict(list)
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        ids = [row.id for row in some]
        stops, runs = _stops(session, ids), _runs(session, ids)
        for row in some:
            calendar = working.of(row.agency_id)
            case = _past_case(row, calendar, stops.get(row.id, ()), runs[row.id])
            found[row.agency_id].append(case)
    return found


def _newest(procedure_id: int, since: datetime) -> Select[*tuple[Any, ...]]:
    newest_first = (Case.finished_at.desc(), Case.id.desc())
    place = func.row_number().over(partition_by=Case.agency_id, order_by=newest_first)
    finished = (
        select(
            Case.id,
            Case.agency_id,
            Case.received_at,
            Case.finished_at,
            Case.original_due,
            Case.judged_due.label("due"),
            place.label("place"),
        )
        .where(
            Case.procedure_id == procedure_id,
            Case.finished_at > since,
            Case.original_due.is_not(None),
            with_result(),
        )
        .subquery()
    )
    return (
        select(finished)
        .where(finished.c.place <= forecast.MOST_CASES)
        .order_by(finished.c.finished_at.desc(), finished.c.id.desc())
    )


def _past_case(
    row: Row[Any], calendar: WorkingCalendar, stops: Sequence[Stop], runs: Iterable[Row[Any]]
) -> PastCase:
    clock = RunningTime(calendar, row.received_at, stops)
    term = RunningTime(calendar, row.received_at).at(row.original_due)
    return PastCase(
        finished=row.finished_at,
        halfway=clock.when(term // 2),
        term=term,
        total=clock.at(row.finished_at),
        late=row.finished_at > row.due,
        visits=tuple(
            Visit(run.step, clock.at(run.started_at), clock.at(min(ended, row.finished_at)))
            for run in runs
            if run.started_at < row.finished_at
            for ended in [run.completed_at or row.finished_at]
        ),
    )


def _stops(session: Session, case_ids: Sequence[int]) -> Mapping[int, list[Stop]]:
    """The stretches in which the clocks of these cases stood still, by case."""
    found: defaultdict[int, list[pause.Pause]] = defaultdict(list)
    ended = select(Pause).where(Pause.case_id.in_(case_ids), Pause.ended_at.is_not(None))
    for row in session.scalars(ended):
        if row.ended_at is not None:
            found[row.case_id].append(row.until(row.ended_at))
    return {case_id: pause.merged(pauses) for case_id, pauses in found.items()}


def _runs(session: Session, case_ids: Sequence[int]) -> Mapping[int, list[Row[Any]]]:
    """The steps these cases stood at, by case."""
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    steps: Select[*tuple[Any, ...]] = (
        select(Task.case_id, Task.step, Task.started_at, Task.completed_at)
        .where(Task.case_id.in_(case_ids))
        .order_by(Task.case_id, Task.id)
    )
    for row in session.execute(steps):
        found[row.case_id].append(row)
    return found
