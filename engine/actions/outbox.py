"""The outbox: effects owed by a transaction, done after its commit.

The row is written with the cause, so that neither exists without the other.
``engine.jobs`` does the work; an effect outside the database is tried at least
once, with the job's key as its idempotency key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import audit
from engine.errors import NotFound
from engine.models import Job, Notice, Officer
from engine.office import Office
from engine.queries.failing_jobs import failing
from engine.rules.permission import Action, require

POST_NOTICE = "post_notice"


def owe(
    session: Session,
    agency_id: int,
    *,
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    now: datetime,
    run_at: datetime | None = None,
) -> None:
    """Owe an effect, at once or from a moment on; its key keeps it from being owed twice."""
    session.add(
        Job(
            key=key,
            kind=kind,
            payload=dict(payload),
            agency_id=agency_id,
            created_at=now,
            run_at=run_at or now,
        )
    )


def post(session: Session, notice: Notice, agency_id: int | None = None) -> None:
    """Keep a notice and owe its letters, as work of its agency or of the one that is named."""
    session.add(notice)
    session.flush()
    owe(
        session,
        notice.agency_id if agency_id is None else agency_id,
        kind=POST_NOTICE,
        key=f"notice:{notice.id}",
        payload={"notice": notice.id},
        now=notice.at,
    )


def try_again(session: Session, office: Office, officer: Officer, job_id: int) -> Job:
    """Take up work that was given up, or that waits for its next try.

    Its attempts are counted on, because the count tells whose lease it is; so
    work that was given up is given up again if it fails once more. Raises
    ``NotFound`` when it does not fail (any more).
    """
    require(officer.roles, Action.ADMINISTER)
    job = session.scalars(
        select(Job).where(Job.id == job_id, failing()).with_for_update()
    ).one_or_none()
    if job is None:
        raise NotFound
    _take_up(session, office, officer, job)
    return job


def try_all_again(session: Session, office: Office, officer: Officer) -> int:
    """Take up everything that fails, when what was wrong is mended; how much it was."""
    require(officer.roles, Action.ADMINISTER)
    jobs = session.scalars(select(Job).where(failing()).order_by(Job.id).with_for_update()).all()
    for job in jobs:
        _take_up(session, office, officer, job)
    return len(jobs)


def _take_up(session: Session, office: Office, officer: Officer, job: Job) -> None:
    job.dead_at = None
    job.run_at = office.now()
    audit.record(session, office, job.agency_id, "try_again", job.key, officer=officer)
