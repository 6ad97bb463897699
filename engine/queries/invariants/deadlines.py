"""I11: every deadline recomputes from its events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Case, DeadlineEvent, Pause
from engine.office import Office
from engine.rules import deadline
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.term_record import read_term

BATCH = 500

_PROMISES = (
    select(Case.id, Case.code, Case.received_at, Case.original_due, Case.due, DeadlineEvent.term)
    .join(DeadlineEvent, DeadlineEvent.case_id == Case.id)
    .where(DeadlineEvent.kind == "promised")
    .execution_options(yield_per=BATCH)
)


def rule(session: Session, office: Office) -> Iterator[str]:
    """Name the cases whose promised or present due date is not what their events make."""
    pauses = _resumed_pauses(session)
    lasts = _last_dues(session)
    promised = set()
    with session.execute(_PROMISES) as rows:
        for row in rows:
            promised.add(row.id)
            received, term = row.received_at.astimezone(OFFICE_ZONE), read_term(row.term)
            first = deadline.due(received, term, office.calendar)
            now_due = deadline.due(received, term, office.calendar, pauses[row.id])
            if (row.original_due, row.due, row.due) != (first, now_due, lasts[row.id]):
                yield str(row.code)
    received_cases = select(Case.id, Case.code).where(Case.received_at.isnot(None))
    for key, code in session.execute(received_cases):
        if key not in promised:
            yield str(code)


def _resumed_pauses(session: Session) -> dict[int, list[deadline.Pause]]:
    """The pauses after which the clock ran on; one cut short by the end moved nothing."""
    resumed = set(
        session.execute(
            select(DeadlineEvent.case_id, DeadlineEvent.at).where(DeadlineEvent.kind == "resumed")
        ).all()
    )
    pauses: dict[int, list[deadline.Pause]] = defaultdict(list)
    for pause in session.scalars(select(Pause).order_by(Pause.started_at)):
        if pause.ended_at is not None and (pause.case_id, pause.ended_at) in resumed:
            pauses[pause.case_id].append(pause.until(pause.ended_at))
    return pauses


def _last_dues(session: Session) -> dict[int, datetime | None]:
    events = select(DeadlineEvent.case_id, DeadlineEvent.due_after).order_by(DeadlineEvent.id)
    return dict(session.execute(events).all())
