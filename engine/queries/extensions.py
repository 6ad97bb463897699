"""How cases were put off, read back from the history of their deadlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Case, DeadlineEvent, Document, Officer
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.extension import Extension, second_date
from engine.rules.pause import Pause
from engine.rules.term import Term

EXTENDED = "extended"


@dataclass(frozen=True)
class Apology:
    """A letter by which a case was put off: by whom, until when, why, and how it was sent."""

    document_id: int
    notation: str
    by: str
    at: datetime
    until: datetime
    reason: str
    mailed_to: str


def given(session: Session, case_ids: Sequence[int] | None = None) -> Mapping[int, list[Extension]]:
    """The extensions of all cases, or of some, each list in its order."""
    found: defaultdict[int, list[Extension]] = defaultdict(list)
    asked = (
        select(
            DeadlineEvent.case_id,
            DeadlineEvent.at,
            DeadlineEvent.second_after,
            DeadlineEvent.reason,
        )
        .where(DeadlineEvent.kind == EXTENDED)
        .order_by(DeadlineEvent.id)
    )
    if case_ids is not None:
        asked = asked.where(DeadlineEvent.case_id.in_(case_ids))
    for line in session.execute(asked):
        if extension := of_line(line):
            found[line.case_id].append(extension)
    return found


def recomputed(
    session: Session,
    case: Case,
    term: Term,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause],
) -> datetime | None:
    """The second date of a case as its promised date, the calendar and its pauses make it now."""
    if case.second_due is None or case.due is None:
        return None
    return second_date(given(session, [case.id])[case.id], case.due, term, calendar, pauses)


def of_line(line: Any) -> Extension | None:
    """The extension that a line of a deadline's history tells of; None for a line of no date."""
    if line.second_after is None:
        return None
    return Extension(office_time(line.at), office_time(line.second_after), line.reason)


def apologies(session: Session, case_id: int) -> tuple[Apology, ...]:
    """The letters by which a case was put off, oldest first."""
    rows = session.execute(
        select(
            Document.id,
            Document.notation,
            Document.content,
            Officer.name,
            DeadlineEvent.at,
            DeadlineEvent.second_after,
            DeadlineEvent.reason,
        )
        .join(Document, Document.id == DeadlineEvent.document_id)
        .join(Officer, Officer.id == Document.issued_by_id)
        .where(DeadlineEvent.case_id == case_id, DeadlineEvent.kind == EXTENDED)
        .order_by(DeadlineEvent.id)
    )
    return tuple(
        Apology(
            document_id=row.id,
            notation=row.notation,
            by=row.name,
            at=row.at,
            until=row.second_after,
            reason=row.reason,
            mailed_to=row.content.get("mailed_to", ""),
        )
        for row in rows
    )
