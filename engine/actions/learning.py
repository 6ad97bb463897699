"""What the office learns from its finished cases, once a night, for the forecast of the day.

Counting takes longer than a page may, so it is done while nobody waits: a
procedure at a time, read in one session and written in a short transaction.
What was learnt today is not learnt again, so several clocks do no harm, and a
night that broke off is taken up where it ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.models import Experience
from engine.office import Office
from engine.queries import past_cases
from engine.rules import forecast, hindsight
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.hindsight import PastCase


def learn(office: Office) -> int:
    """Learn anew from every procedure that had cases finished; how many were learnt of."""
    since = office.now() - forecast.LOOKED_BACK
    with office.reading() as session:
        wanted = past_cases.to_learn_of(session, since, _midnight(office.today()))
    return sum(_learn_procedure(office, procedure_id, since) for procedure_id in wanted)


def _learn_procedure(office: Office, procedure_id: int, since: datetime) -> bool:
    with office.reading() as session:
        found = past_cases.of_procedure(session, office, procedure_id, since)
    everybody = sorted(
        (case for cases in found.values() for case in cases), key=lambda case: case.finished
    )
    groups: list[tuple[int | None, list[PastCase]]] = [*found.items()]
    groups.append((None, everybody[-forecast.MOST_CASES :]))
    taught = [
        _taught(office, agency_id, procedure_id, since.date(), cases) for agency_id, cases in groups
    ]
    try:
        with office.transaction() as session:
            _keep(session, procedure_id, taught)
    except IntegrityError:
        # Another clock learnt the same in the same minute.
        return False
    return True


def _taught(
    office: Office,
    agency_id: int | None,
    procedure_id: int,
    since: date,
    cases: Sequence[PastCase],
) -> Experience:
    stays = hindsight.learnt(cases)
    return Experience(
        agency_id=agency_id,
        procedure_id=procedure_id,
        learnt_at=office.now(),
        since=since,
        cases=len(cases),
        stays={step: some.kept() for step, some in stays.items()},
        hindsight=hindsight.tried(cases).kept(),
    )


def _keep(session: Session, procedure_id: int, taught: Sequence[Experience]) -> None:
    """Put what was learnt in the place of what was known; who has no cases any more keeps none."""
    of_procedure = select(Experience).where(Experience.procedure_id == procedure_id)
    known = {row.agency_id: row for row in session.scalars(of_procedure.with_for_update())}
    for fresh in taught:
        kept = known.pop(fresh.agency_id, None)
        if kept is None:
            session.add(fresh)
        else:
            kept.learnt_at, kept.since, kept.cases = fresh.learnt_at, fresh.since, fresh.cases
            kept.stays, kept.hindsight = fresh.stays, fresh.hindsight
    for row in known.values():
        row.learnt_at, row.since, row.cases = taught[0].learnt_at, taught[0].since, 0
        row.stays, row.hindsight = {}, {}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OFFICE_ZONE)
