"""By when four of five cases of a procedure were ready, from those the agency finished lately.

Two statements over the index of finished cases: the cases, and their pauses.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, and_, or_, select
from sqlalchemy.orm import Session

from engine.models import Case, Officer, Pause
from engine.office import Office
from engine.queries import calendars, scope
from engine.rules import honest_promise, pause
from engine.rules.honest_promise import HonestPromise, Usual
from engine.rules.running_time import RunningTime

# They ended without the result that was asked for, so they say nothing of how long it takes.
WITHOUT_RESULT = ("withdrawn", "voided", "stopped")


def of_procedure(
    session: Session, office: Office, agency_id: int, procedure_id: int, received: datetime
) -> HonestPromise:
    """What may be said to who hands in a case at that moment."""
    clock = RunningTime(calendars.of(session, office, agency_id), received)
    return honest_promise.promise(_usual(session, office, agency_id, procedure_id), clock)


def of_case(session: Session, office: Office, officer: Officer, code: str) -> HonestPromise | None:
    """What may be said of an open case, its pauses left out; None for one that promises no more."""
    case = session.scalars(
        select(Case).where(
            Case.code == code.strip().upper(),
            Case.received_at.is_not(None),
            Case.finished_at.is_(None),
            Case.closed_at.is_(None),
            scope.visible_cases(officer),
        )
    ).one_or_none()
    if case is None or case.received_at is None:
        return None
    pauses = session.scalars(select(Pause).where(Pause.case_id == case.id)).all()
    stops = pause.merged(one.until(office.now()) for one in pauses)
    clock = RunningTime(calendars.of(session, office, case.agency_id), case.received_at, stops)
    found = _usual(session, office, case.agency_id, case.procedure_id)
    return honest_promise.promise(found, clock)


def with_result() -> ColumnElement[bool]:
    """The condition on ``Case`` that its result, whichever it was, came to the counter."""
    ended_well = or_(Case.outcome.is_(None), Case.outcome.not_in(WITHOUT_RESULT))
    return and_(Case.finished_at.is_not(None), Case.received_at.is_not(None), ended_well)


def _usual(session: Session, office: Office, agency_id: int, procedure_id: int) -> Usual:
    now = office.now()
    calendar = calendars.of(session, office, agency_id)
    lately: Subquery = (
        select(Case.id, Case.received_at, Case.finished_at)
        .where(
            Case.agency_id == agency_id,
            Case.procedure_id == procedure_id,
            Case.finished_at > now - honest_promise.LOOKED_BACK,
            Case.finished_at <= now,
            with_result(),
        )
        .order_by(Case.finished_at.desc(), Case.id.desc())
        .limit(honest_promise.MOST)
        .subquery()
    )
    pauses: defaultdict[int, list[pause.Pause]] = defaultdict(list)
    for one in session.scalars(select(Pause).join(lately, lately.c.id == Pause.case_id)):
        pauses[one.case_id].append(one.until(now))
    took = [
        RunningTime(calendar, received, pause.merged(pauses.get(case_id, ()))).at(finished)
        for case_id, received, finished in session.execute(select(lately))
    ]
    return honest_promise.usual(took)
