"""Doing what the outbox owes.

Each job is claimed by a lease before it works, so that several workers do no
harm; an effect inside the database happens together with the job's completion,
and only while the lease is still the worker's own. A job that fails is tried
again from a minute to an hour later, and after twelve tries lies dead until an
administrator looks.
"""

from __future__ import annotations

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.jobs.effects import KINDS
from engine.models import Job
from engine.models.job import LEASE
from engine.office import Office
from engine.rules.retrying import wait_after

LAST_TRY = 12

log = structlog.get_logger(__name__)


def run_due(office: Office) -> int:
    """Do everything the outbox owes now, oldest first; how many were done."""
    done = 0
    while job := _lease(office):
        done += _run(office, job)
    return done


def _lease(office: Office) -> Job | None:
    """Take the oldest job that is due and in nobody's hands."""
    now = office.now()
    waiting = select(Job).where(
        Job.done_at.is_(None),
        Job.dead_at.is_(None),
        Job.run_at <= now,
        (Job.leased_until.is_(None)) | (Job.leased_until < now),
    )
    with office.reading() as session:
        if session.scalar(waiting.limit(1)) is None:
            return None
    with office.transaction() as session:
        job = session.scalars(
            waiting.order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
        ).one_or_none()
        if job is not None:
            job.leased_until = now + LEASE
            job.attempts += 1
        return job


def _run(office: Office, job: Job) -> int:
    try:
        effect = KINDS[job.kind](office, job)
        with office.transaction() as session:
            settled = _settle(
                session, job, done_at=office.now(), error="", receipt=dict(effect.receipt)
            )
            if settled:
                effect.write(session)
    except Exception as error:  # noqa: BLE001  (whatever an effect throws, its job is tried again)
        log.warning("job-failed", job=job.key, error=type(error).__name__, attempts=job.attempts)
        _put_back(office, job, error)
        return 0
    if not settled:
        log.warning("job-overtaken", job=job.key, attempts=job.attempts)
    return int(settled)


def _put_back(office: Office, job: Job, error: Exception) -> None:
    now = office.now()
    with office.transaction() as session:
        _settle(
            session,
            job,
            run_at=now + wait_after(job.attempts),
            dead_at=now if job.attempts >= LAST_TRY else None,
            error=f"{type(error).__name__}: {error}"[:1000],
        )


def _settle(session: Session, job: Job, **values: object) -> bool:
    """Give the lease back with what came of it; False when it is no longer this worker's.

    Each lease counts an attempt, so a worker that slept past the end of its own
    finds another count, or the work done, and leaves everything as it is.
    """
    ours = session.scalar(
        update(Job)
        .where(Job.id == job.id, Job.attempts == job.attempts, Job.done_at.is_(None))
        .values(leased_until=None, **values)
        .returning(Job.id)
    )
    return ours is not None
