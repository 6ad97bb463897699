"""Making a report that stays: one run, one file, one line in the audit.

A run is claimed by a row with a unique claim before any work is done, so that
of several clocks only one makes the report of a night. It is written outside
every transaction, kept as a file, and only then is the run finished: a
half-made file never appears. A run that failed, or whose maker died, may be
claimed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.actions import audit
from engine.errors import Refusal
from engine.i18n import DEFAULT_LANGUAGE, Said, mark
from engine.models import Officer, ReportRun, StoredFile
from engine.office import Office
from reports import catalogue, render
from reports.book import Book
from reports.period import Period
from reports.queries.deadlines import Question

# Longer than any report takes: after this its maker is taken to be gone.
LEASE = timedelta(minutes=30)
THE_NIGHT = Said(mark("Made automatically"))


@dataclass(frozen=True)
class Order:
    """What is to be made, for which agency, and the claim that makes it happen once."""

    name: str
    period: Period
    agency_id: int
    claim: str
    format: str = "xlsx"
    officer_id: int | None = None
    language: str = DEFAULT_LANGUAGE


def deliver(office: Office, order: Order) -> ReportRun:
    """Make the report once and keep it; an order already taken gives the run there is.

    With an officer the report holds only what this person may see. What goes
    wrong is written on the run, and climbs.
    """
    catalogue.find(order.name)
    render.find(order.format)
    with office.transaction() as session:
        run, ours = _claim(session, office, order)
    if not ours:
        return run
    try:
        book = _make(office, order)
        digest, size = _keep(office, book, order)
        return _finish(office, order, run.id, book, digest, size)
    except Exception as error:
        _fail(office, run.id, error)
        raise


def _claim(session: Session, office: Office, order: Order) -> tuple[ReportRun, bool]:
    """The run of this claim, and whether it is ours to make."""
    now = office.now()
    run = ReportRun(
        agency_id=order.agency_id,
        name=order.name,
        claim=order.claim,
        period=order.period.key,
        first_day=order.period.first,
        last_day=order.period.last,
        format=order.format,
        made_by=_made_by(session, order),
        started_at=now,
        error="",
    )
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:
        taken_over = session.scalar(
            update(ReportRun)
            .where(
                ReportRun.claim == order.claim,
                ReportRun.file_id.is_(None),
                or_(ReportRun.error != "", ReportRun.started_at < now - LEASE),
            )
            .values(started_at=now, finished_at=None, error="")
            .returning(ReportRun.id)
        )
        found = session.scalars(select(ReportRun).where(ReportRun.claim == order.claim)).one()
        return found, taken_over is not None
    return run, True


def _make(office: Office, order: Order) -> Book:
    with office.reading() as session:
        officer = session.get_one(Officer, order.officer_id) if order.officer_id else None
        question = Question(order.period, agency_id=order.agency_id, officer=officer)
        return catalogue.make(
            session,
            office,
            order.name,
            question,
            language=render.language(order.format, order.language),
            made_by=officer.name if officer else THE_NIGHT.to(order.language),
        )


def _keep(office: Office, book: Book, order: Order) -> tuple[str, int]:
    content = render.render(book, order.format)
    return office.files.put(content), len(content)


def _finish(
    office: Office, order: Order, run_id: int, book: Book, digest: str, size: int
) -> ReportRun:
    with office.transaction() as session:
        run = session.get_one(ReportRun, run_id, with_for_update=True)
        run.file = StoredFile(
            agency_id=order.agency_id,
            sha256=digest,
            name=render.file_name(book, order.format),
            media_type=render.find(order.format).media_type,
            size=size,
            stored_at=office.now(),
            officer_id=order.officer_id,
        )
        run.rows = book.rows
        run.finished_at = office.now()
        session.flush()
        audit.record(
            session,
            office,
            order.agency_id,
            "make_report",
            f"{order.name}:{order.period.key}",
            officer=session.get_one(Officer, order.officer_id) if order.officer_id else None,
            details={"format": order.format, "rows": book.rows, "sha256": digest},
        )
    return run


def _fail(office: Office, run_id: int, error: Exception) -> None:
    why = str(error.said) if isinstance(error, Refusal) else type(error).__name__
    with office.transaction() as session:
        run = session.get_one(ReportRun, run_id)
        run.error = why
        run.finished_at = office.now()


def _made_by(session: Session, order: Order) -> str:
    if order.officer_id is None:
        return audit.SYSTEM
    return session.get_one(Officer, order.officer_id).name
