"""Owed work that fails: what was given up for good, and what is still being tried again.

An administrator reads which work it is, for which case, why it failed in words,
and how often; the error's own words are kept beside, for whoever mends it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.models import Agency, Case, Document, Job, Notice

MOST = 100

KINDS: Mapping[str, str] = {
    "print_document": mark("Print a paper"),
    "post_notice": mark("Send a notice by mail"),
    "post_apology": mark("Send an apology to an applicant by mail"),
    "deliver_messages": mark("Deliver messages between cases"),
    "post_brief": mark("Send a morning brief by mail"),
    "settle_calendar": mark("Move due dates with the calendar"),
    "lay_alarms": mark("Set reminders anew after a decision"),
}

# By the name of the error; what is not here has only its own words.
REASONS: Mapping[str, str] = {
    "PostUnavailable": mark("The mail server can't be reached."),
    "LetterRefused": mark("The mail server does not take the address."),
    "PrinterMissing": mark("The libraries that make PDF files are missing on this machine."),
    "FileGone": mark("A file that it needs is gone."),
    "FileDamaged": mark("A file that it needs was changed or is damaged."),
    "FileNotFoundError": mark("A file that it needs is gone."),
    "PermissionError": mark("A folder of the office can't be written."),
    "OSError": mark("The machine refused: its disk is full, or a folder or the network is away."),
    "ConnectionRefusedError": mark("The other side takes no calls."),
    "TimeoutError": mark("The other side did not answer in time."),
    "Busy": mark("The database was busy."),
    "OperationalError": mark("The database was busy."),
}
UNFORESEEN = mark("Something unforeseen.")


@dataclass(frozen=True)
class FailingJob:
    """One piece of work; ``given_up`` is None while it is still tried, at ``next_try``."""

    id: int
    key: str
    said: Said
    agency: str
    code: str
    tries: int
    owed: datetime
    given_up: datetime | None
    next_try: datetime
    error: str

    @property
    def why(self) -> Said:
        """Why it failed last, in words."""
        return Said(REASONS.get(self.error.partition(":")[0], UNFORESEEN))


def failing() -> ColumnElement[bool]:
    """The condition on ``Job`` for work that failed at least once and is not done."""
    return and_(Job.done_at.is_(None), or_(Job.dead_at.is_not(None), Job.error != ""))


def failing_jobs(session: Session) -> list[FailingJob]:
    """What fails in the whole province: given up first, then what was owed longest."""
    rows = session.execute(
        select(Job, Agency.name)
        .join(Agency, Agency.id == Job.agency_id)
        .where(failing())
        .order_by(Job.dead_at.is_(None), Job.created_at, Job.id)
        .limit(MOST)
    ).all()
    codes = _codes(session, [row.Job for row in rows])
    return [
        FailingJob(
            id=job.id,
            key=job.key,
            said=Said(KINDS.get(job.kind, job.kind)),
            agency=agency,
            code=codes.get(job.key, ""),
            tries=job.attempts,
            owed=job.created_at,
            given_up=job.dead_at,
            next_try=job.run_at,
            error=job.error,
        )
        for job, agency in rows
    ]


def _codes(session: Session, jobs: Sequence[Job]) -> dict[str, str]:
    """The case that each piece of work is for, where it is for one."""
    found: dict[str, str] = {}
    for word, cases in _CASES.items():
        things = {job.payload[word]: job.key for job in jobs if word in job.payload}
        if things:
            asked = cases.where(_IDS[word].in_(things))
            found |= {things[thing]: code for thing, code in session.execute(asked) if code}
    return found


# A job's payload names a document or a notice; both belong to a case.
_IDS = {"document": Document.id, "notice": Notice.id}
_CASES: Mapping[str, Select[int, str | None]] = {
    "document": select(Document.id, Case.code).join(Case, Case.id == Document.case_id),
    "notice": select(Notice.id, Case.code).join(Case, Case.id == Notice.case_id),
}
