"""Supplement requests of a period that were made in the last fifth of their term.

One statement for the requests and one for what stopped their clocks; the share is
the rule's (``rules/late_request``), by the due date that held when the request
was issued.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine.models import Case, DeadlineEvent, Department, Document, Officer, Pause, Procedure
from engine.office import Office
from engine.queries import calendars
from engine.queries.deadline_history import AT_ONCE
from engine.queries.scope import visible_cases
from engine.rules.calendar import office_time
from engine.rules.late_request import LAST_FIFTH, share_at
from reports.queries.deadlines import Question


@dataclass(frozen=True)
class RequestRow:
    """A request for a supplement, and how much of the term was used up when it was issued."""

    code: str
    owner: str
    procedure_code: str
    procedure: str
    procedure_en: str
    notation: str
    issued: datetime
    by: str
    unit_code: str
    unit: str
    unit_en: str
    share: int
    due_then: datetime


@dataclass(frozen=True)
class Requests:
    """The late ones, those of the highest share first, among all of the period."""

    late: tuple[RequestRow, ...]
    all: int


def late_requests(session: Session, office: Office, question: Question) -> Requests:
    """The requests of a period that were late; the unit is that of who issued them."""
    found = session.execute(_requests(question)).all()
    pauses = _pauses(session, {row.id for row in found})
    working = calendars.current(session, office)
    rows = []
    for row in found:
        share = share_at(
            row.issued_at,
            row.received_at,
            row.due_then,
            working.of(row.agency_id),
            [one.until(office.now()) for one in pauses[row.id] if one.started_at < row.issued_at],
        )
        if share >= LAST_FIFTH:
            rows.append(_row(row, share))
    rows.sort(key=lambda row: (-row.share, row.issued, row.code))
    return Requests(tuple(rows), len(found))


def _pauses(session: Session, case_ids: Collection[int]) -> Mapping[int, list[Pause]]:
    """What stopped the clocks of some cases, those that last too."""
    found: defaultdict[int, list[Pause]] = defaultdict(list)
    wanted = sorted(case_ids)
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        for one in session.scalars(select(Pause).where(Pause.case_id.in_(some))):
            found[one.case_id].append(one)
    return found


def _requests(question: Question) -> Select[*tuple[Any, ...]]:
    due_then = (
        select(DeadlineEvent.due_after)
        .where(
            DeadlineEvent.case_id == Case.id,
            DeadlineEvent.at <= Document.issued_at,
            DeadlineEvent.due_after.is_not(None),
        )
        .order_by(DeadlineEvent.at.desc(), DeadlineEvent.id.desc())
        .limit(1)
        .correlate(Case, Document)
        .scalar_subquery()
    )
    found = (
        select(
            Case.id,
            Case.agency_id,
            Case.code,
            Case.owner_name,
            Case.received_at,
            Procedure.code.label("procedure_code"),
            Procedure.name.label("procedure"),
            Procedure.name_en.label("procedure_en"),
            Document.notation,
            Document.issued_at,
            Officer.name.label("by"),
            Department.code.label("unit_code"),
            Department.name.label("unit"),
            Department.name_en.label("unit_en"),
            due_then.label("due_then"),
        )
        .join(Pause, Pause.document_id == Document.id)
        .join(Case, Case.id == Pause.case_id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Officer, Officer.id == Document.issued_by_id)
        .join(Department, Department.id == Officer.department_id)
        .where(
            Document.kind == "supplement",
            Document.issued_at >= question.period.starts,
            Document.issued_at < question.period.ends,
            Case.received_at.is_not(None),
            Case.outcome.is_distinct_from("voided"),
        )
        .order_by(Document.id)
    )
    if question.agency_id is not None:
        found = found.where(Case.agency_id == question.agency_id)
    if question.department_id is not None:
        found = found.where(Officer.department_id == question.department_id)
    if question.procedure is not None:
        found = found.where(Procedure.code == question.procedure)
    if question.officer is not None:
        found = found.where(visible_cases(question.officer))
    return found


def _row(row: Any, share: int) -> RequestRow:
    return RequestRow(
        code=row.code,
        owner=row.owner_name,
        procedure_code=row.procedure_code,
        procedure=row.procedure,
        procedure_en=row.procedure_en,
        notation=row.notation,
        issued=office_time(row.issued_at),
        by=row.by,
        unit_code=row.unit_code,
        unit=row.unit,
        unit_en=row.unit_en,
        share=share,
        due_then=office_time(row.due_then),
    )
