"""Reports that were made, and who may take which.

The night's report holds the whole agency's cases, so it is only for those who
see the whole agency; everybody may take again what they made themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.models import Officer, ReportRun, StoredFile
from engine.queries.scope import WHOLE_AGENCY

PAGE = 50


@dataclass(frozen=True)
class Run:
    """One making of a report, as the list shows it."""

    id: int
    name: str
    period: str
    format: str
    made_by: str
    started_at: datetime
    finished_at: datetime | None
    rows: int | None
    error: str
    has_file: bool


@dataclass(frozen=True)
class RunFile:
    """The file of a run: where it lies and what it is called."""

    sha256: str
    name: str
    media_type: str


def runs(session: Session, officer: Officer, before: int | None = None) -> list[Run]:
    """A page of runs, newest first, older than ``before``; one more than a page if there are."""
    query = (
        select(ReportRun)
        .outerjoin(StoredFile, StoredFile.id == ReportRun.file_id)
        .where(_may_take(officer))
        .order_by(ReportRun.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(ReportRun.id < before)
    return [_run(row) for row in session.scalars(query)]


def file_of(session: Session, officer: Officer, run_id: int) -> RunFile:
    """The file of a run; raises ``NotFound`` when there is none for this person."""
    row = session.execute(
        select(StoredFile.sha256, StoredFile.name, StoredFile.media_type)
        .join(ReportRun, ReportRun.file_id == StoredFile.id)
        .where(ReportRun.id == run_id, _may_take(officer))
    ).one_or_none()
    if row is None:
        raise NotFound
    return RunFile(row.sha256, row.name, row.media_type)


def _may_take(officer: Officer) -> ColumnElement[bool]:
    own_agency = ReportRun.agency_id == officer.agency_id
    if officer.roles & WHOLE_AGENCY:
        return own_agency
    return own_agency & (StoredFile.officer_id == officer.id)


def _run(row: ReportRun) -> Run:
    return Run(
        id=row.id,
        name=row.name,
        period=row.period,
        format=row.format,
        made_by=row.made_by,
        started_at=row.started_at,
        finished_at=row.finished_at,
        rows=row.rows,
        error=row.error,
        has_file=row.file_id is not None,
    )
