"""I5, I9 and I10: what is owed is known, what is done left its effect, nothing lies about.

Timers and leases are only judged while a worker is up: an office that was
closed for a week, or a copy of one, owes what it owes until somebody works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from engine.models import AuditHead, Case, Document, Job, Notice
from engine.models.job import LEASE
from engine.office import Office
from engine.queries import incidents
from engine.queries.notices import MAILED

LATE = timedelta(minutes=5)


def effects(session: Session, _office: Office) -> Iterator[str]:
    """I5: each print, notice and apology is owed once, and what is done left its effect."""
    yield from _prints(session)
    yield from _letters(session)
    yield from _apologies(session)


def timers(session: Session, office: Office) -> Iterator[str]:
    """I9: no timer of an open case is due for more than five minutes."""
    if not _is_worked_in(session, office):
        return
    late = select(Case.code, Case.id).where(
        Case.next_timer < office.now() - LATE,
        Case.closed_at.is_(None),
        # An incident says why, and its back-off when it is asked again.
        ~incidents.stands_still("fire_timers"),
    )
    yield from (code or f"#{key}" for code, key in session.execute(late))


def leases(session: Session, office: Office) -> Iterator[str]:
    """I10: no job is leased for longer than twice its lease."""
    if not _is_worked_in(session, office):
        return
    yield from session.scalars(
        select(Job.key).where(
            Job.done_at.is_(None), Job.dead_at.is_(None), Job.leased_until < office.now() - LEASE
        )
    )


def _is_worked_in(session: Session, office: Office) -> bool:
    alive = session.scalar(select(func.max(AuditHead.alive_at)))
    return alive is not None and alive >= office.now() - LATE


def _prints(session: Session) -> Iterator[str]:
    jobs = {int(job.payload["document"]): job for job in _jobs(session, "print_document")}
    documents = dict(session.execute(select(Document.id, Document.file_id)).all())
    for document, file in documents.items():
        job = jobs.get(document)
        if file is None and (job is None or job.done_at is not None):
            yield f"print:{document}"
    yield from (jobs[document].key for document in sorted(jobs.keys() - documents.keys()))


def _letters(session: Session) -> Iterator[str]:
    jobs = {int(job.payload["notice"]): job for job in _jobs(session, "post_notice")}
    notices = set(session.scalars(select(Notice.id).where(Notice.kind.in_(MAILED))))
    yield from (f"notice:{key}" for key in sorted(notices ^ jobs.keys()))
    yield from (job.key for job in jobs.values() if job.done_at is not None and not job.receipt)


def _apologies(session: Session) -> Iterator[str]:
    """The apologies that go out by mail; the others are handed over or told by phone."""
    jobs = {int(job.payload["document"]): job for job in _jobs(session, "post_apology")}
    issued = session.execute(
        select(Document.id, Document.content).where(Document.kind == "apology")
    )
    mailed = {row.id for row in issued if row.content.get("mailed_to")}
    yield from (f"apology:{key}" for key in sorted(mailed ^ jobs.keys()))
    yield from (job.key for job in jobs.values() if job.done_at is not None and not job.receipt)


def _jobs(session: Session, kind: str) -> Iterable[Row[Any]]:
    return session.execute(
        select(Job.key, Job.payload, Job.done_at, Job.receipt).where(Job.kind == kind)
    )
