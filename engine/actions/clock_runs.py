"""What the clock does at its hours, each once, also after days in which it stood still.

A tick asks which jobs had an hour since they last ran. However many hours were
missed, a job runs once, for the latest of them, and the jobs run in the order
in which they were due. The run is claimed by a row before the work begins, so
that several clocks do no harm; the row keeps when it was due and when it was
done. A run that broke off is taken up again after an hour, until its next hour
comes. While the machine's clock can't be trusted nothing runs, because a run
claimed for next year would keep the job silent until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.actions.audit import LEAP, SKEW
from engine.models import AuditHead, ClockRun
from engine.office import Office
from engine.schedule import Job

BROKEN_OFF = timedelta(hours=1)

log = structlog.get_logger(__name__)


def run_due(office: Office, jobs: Sequence[Job]) -> int:
    """Run what had its hour since it ran last, oldest first; how many ran.

    A job that fails is told in the log and on its row, and keeps no other from
    its hour. One that the office does not know yet begins with its next hour.
    """
    with office.reading() as session:
        if not _is_trusted(session, office.now()):
            return 0
        last = _last_runs(session)
    if unknown := [job for job in jobs if job.name not in last]:
        with office.transaction() as session:
            for job in unknown:
                _claim(session, job, office.now(), finished=office.now())
    due = [(moment, job) for job in jobs if (moment := _due(job, last.get(job.name), office.now()))]
    return sum(_run(office, job, moment) for moment, job in sorted(due, key=lambda one: one[0]))


def _is_trusted(session: Session, now: datetime) -> bool:
    """Whether the machine's clock is neither behind nor a day ahead of what was last written."""
    known = session.execute(select(func.max(AuditHead.at), func.max(AuditHead.alive_at))).one()
    signs = [moment for moment in known if moment is not None]
    return not signs or max(signs) - SKEW <= now <= max(signs) + LEAP


def _last_runs(session: Session) -> dict[str, ClockRun]:
    latest = select(ClockRun.name, func.max(ClockRun.due_at).label("due")).group_by(ClockRun.name)
    asked = latest.subquery()
    runs = session.scalars(
        select(ClockRun).join(
            asked, (asked.c.name == ClockRun.name) & (asked.c.due == ClockRun.due_at)
        )
    )
    return {run.name: run for run in runs}


def _due(job: Job, last: ClockRun | None, now: datetime) -> datetime | None:
    """The hour that a job is to run for now, if there is one."""
    if last is None:
        return None
    missed = job.latest_hour(last.due_at, now)
    if missed is None and last.finished_at is None and last.started_at <= now - BROKEN_OFF:
        return last.due_at
    return missed


def _run(office: Office, job: Job, due: datetime) -> bool:
    with office.transaction() as session:
        claimed = _claim(session, job, due, started=office.now()) or _take_up(
            session, job, due, office.now()
        )
    if not claimed:
        return False
    if job.is_stale(due, office.now()):
        _note(office, job, due, error="", finished=office.now())
        log.warning("clock-job-skipped", job=job.name, due=due.isoformat())
        return False
    try:
        job.run(office)
    except Exception as error:
        log.exception("clock-job-failed", job=job.name, due=due.isoformat())
        _note(office, job, due, error=f"{type(error).__name__}: {error}"[:1000])
        return False
    _note(office, job, due, error="", finished=office.now())
    return True


def _claim(
    session: Session,
    job: Job,
    due: datetime,
    *,
    started: datetime | None = None,
    finished: datetime | None = None,
) -> bool:
    run = ClockRun(
        name=job.name, due_at=due, started_at=started or due, finished_at=finished, error=""
    )
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:
        return False
    return True


def _take_up(session: Session, job: Job, due: datetime, now: datetime) -> bool:
    """Take over a run that broke off; False when somebody else has it, or it is done."""
    taken = session.scalar(
        update(ClockRun)
        .where(
            ClockRun.name == job.name,
            ClockRun.due_at == due,
            ClockRun.finished_at.is_(None),
            ClockRun.started_at <= now - BROKEN_OFF,
        )
        .values(started_at=now)
        .returning(ClockRun.id)
    )
    return taken is not None


def _note(
    office: Office, job: Job, due: datetime, *, error: str, finished: datetime | None = None
) -> None:
    with office.transaction() as session:
        session.execute(
            update(ClockRun)
            .where(ClockRun.name == job.name, ClockRun.due_at == due)
            .values(finished_at=finished, error=error)
        )
