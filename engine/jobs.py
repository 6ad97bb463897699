"""The engine's jobs: what is owed by the outbox, and what is due by the clock.

Each job is claimed by a lease before it works, so that several workers do no
harm; an effect inside the database happens together with the job's completion,
and only while the lease is still the worker's own. A job that fails is tried
again from a minute to an hour later, and after twelve tries lies dead until an
administrator looks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.actions import (
    alarms,
    calendars,
    extending,
    inspection,
    learning,
    outbox,
    pausing,
    processing,
    ringing,
    settling,
    stall_watch,
    timekeeping,
)
from engine.actions import mail_wishes as mail_wishing
from engine.actions import messages as messaging
from engine.actions import silence as silences
from engine.actions.correspondence import DELIVER
from engine.actions.idempotency import forget_old
from engine.errors import ClockWrong, Refusal
from engine.models import Document, Job, Officer, StoredFile
from engine.models.job import LEASE
from engine.office import Office
from engine.queries import (
    apology_letter,
    brief,
    brief_letter,
    due_timers,
    invariants,
    mail_wishes,
    messages,
    notice_letters,
    paper,
    pauses,
    silence,
    stalls,
)
from engine.rules.retrying import wait_after

LAST_TRY = 12

log = structlog.get_logger(__name__)


def _nothing(_session: Session) -> None:
    """What most effects leave to be written inside."""


@dataclass(frozen=True)
class Effect:
    """What a job did outside, as its receipt, and what it leaves to be written inside."""

    receipt: Mapping[str, Any]
    write: Callable[[Session], object] = _nothing


def run_due(office: Office) -> int:
    """Do everything the outbox owes now, oldest first; how many were done."""
    done = 0
    while job := _lease(office):
        done += _run(office, job)
    return done


def fire_due_timers(office: Office) -> int:
    """Fire the timers that are due, oldest first, each once; how many cases moved.

    A case that can't be moved becomes an incident, is asked again later and later, and
    keeps no other from its timer. Under a clock that can't be trusted all stays due.
    """
    with office.reading() as session:
        due = session.scalars(due_timers.due(office.now())).all()
    moved = 0
    for code in due:
        try:
            with office.transaction() as session:
                moved += processing.fire_timers(session, office, str(code)) is not None
        except ClockWrong as refusal:
            log.warning("clock-wrong", said=str(refusal.said), timers_waiting=len(due) - moved)
            break
        except Refusal as refusal:
            log.warning("timer-refused", case=code, code=refusal.code)
        except Exception:
            log.exception("timer-failed", case=code)
    return moved


def deliver_messages(office: Office) -> int:
    """Deliver what waits for a case that waits for it; how many cases moved.

    As with timers, a case that can't be moved becomes an incident and keeps no
    other from its messages.
    """
    with office.reading() as session:
        found = messages.matches(session, office)
    moved = 0
    for match in found:
        try:
            with office.transaction() as session:
                moved += (
                    messaging.deliver(session, office, match.message_id, match.case_code)
                    is not None
                )
        except Refusal as refusal:
            log.warning("message-refused", case=match.case_code, code=refusal.code)
        except Exception:
            log.exception("message-failed", case=match.case_code)
    return moved


def end_excluded_time(office: Office) -> int:
    """Let clocks run on whose time excluded by law is over, oldest first; how many did."""
    with office.reading() as session:
        over = pauses.excluded_until(session, office.today())
    ended = 0
    for code in over:
        try:
            with office.transaction() as session:
                found = pausing.end_excluded_time(session, office, code, office.today())
                ended += found is not None
        except Refusal as refusal:
            log.warning("pause-not-ended", case=code, code=refusal.code)
        except Exception:
            log.exception("pause-failed", case=code)
    return ended


def deem_consents(office: Office) -> int:
    """Take as consent what an agency left unanswered where the law says so; how many were.

    Oldest first, each in its own transaction; one that breaks off becomes an incident.
    """
    with office.reading() as session:
        found = silence.lapsed(session, office.now())
    deemed = 0
    for one in found:
        try:
            with office.transaction() as session:
                deemed += (
                    silences.deem_consent(session, office, one.case_code, one.task_id) is not None
                )
        except Refusal as refusal:
            log.warning("consent-refused", case=one.case_code, code=refusal.code)
        except Exception:
            log.exception("consent-failed", case=one.case_code)
    return deemed


def find_stalled(office: Office) -> int:
    """Make an incident of each open case that nothing can move any more; how many were new."""
    with office.reading() as session:
        found = stalls.suspects(session)
    noted = 0
    for case_id in found:
        try:
            with office.transaction() as session:
                noted += stall_watch.note(session, office, case_id) is not None
        except Refusal as refusal:
            log.warning("stall-not-noted", case=case_id, code=refusal.code)
    return noted


def tick(office: Office) -> None:
    """What the clock does every half minute."""
    with office.transaction() as session:
        timekeeping.mark_alive(session, office)
    end_excluded_time(office)
    deem_consents(office)
    fire_due_timers(office)
    deliver_messages(office)
    ringing.ring_due(office)


def tidy(office: Office) -> None:
    """What the clock does every night: forget old answers, drop files that nobody came for."""
    with office.transaction() as session:
        forget_old(session, office.now())
    with office.reading() as session:
        wanted = set(session.scalars(select(StoredFile.sha256)))
    # A file without a row is one whose owner died between the two; a day is long past that.
    if dropped := office.files.drop_old(wanted, older_than=timedelta(days=1)):
        log.info("files-dropped", files=dropped)


def inspect(office: Office) -> None:
    """Check the invariants, once a night whatever the number of clocks."""
    with office.transaction() as session:
        night = inspection.begin(session, office)
    if night is None:
        return
    broken = invariants.verify(office)
    for one in broken:
        log.error("invariant-broken", invariant=one.invariant, said=str(one.said), of=one.things)
    if not broken:
        log.info("inspected", invariants=len(invariants.RULES))
    with office.transaction() as session:
        inspection.finish(session, office, night, broken)


def learn(office: Office) -> None:
    """Learn from the finished cases, once a night whatever the number of clocks."""
    if learnt := learning.learn(office):
        log.info("learnt", procedures=learnt)


def print_document(office: Office, document_id: int) -> StoredFile:
    """Give a document's PDF, making and keeping it the first time it is asked for."""
    if kept := _kept_print(office, document_id):
        return kept
    printed = _printed(office, document_id)
    with office.transaction() as session:
        return printed.keep(session)


@dataclass(frozen=True)
class _Printed:
    """A PDF that lies in the store of files and is not yet its document's."""

    document_id: int
    sha256: str
    size: int
    at: datetime

    def keep(self, session: Session) -> StoredFile:
        """Make it the document's file, unless somebody printed it meanwhile."""
        document = session.scalars(
            select(Document).where(Document.id == self.document_id).with_for_update()
        ).one()
        if document.file is None:
            document.file = StoredFile(
                agency_id=document.agency_id,
                sha256=self.sha256,
                name=f"{document.kind}-{document.number}-{document.year}.pdf",
                media_type="application/pdf",
                size=self.size,
                stored_at=self.at,
            )
        return document.file


def _kept_print(office: Office, document_id: int) -> StoredFile | None:
    with office.reading() as session:
        return session.get_one(Document, document_id).file


def _printed(office: Office, document_id: int) -> _Printed:
    with office.reading() as session:
        said = paper.paper_of(session, office, document_id)
    # Setting a page takes its time, and no database is held open meanwhile.
    content = office.printer.pdf(said)
    return _Printed(document_id, office.files.put(content), len(content), office.now())


def _print(office: Office, job: Job) -> Effect:
    document_id = int(job.payload["document"])
    if kept := _kept_print(office, document_id):
        return Effect({"sha256": kept.sha256})
    printed = _printed(office, document_id)
    return Effect({"sha256": printed.sha256}, printed.keep)


def _post_notice(office: Office, job: Job) -> Effect:
    """Send a notice by mail to everybody of the department it is for."""
    with office.reading() as session:
        found = notice_letters.letters(session, office, int(job.payload["notice"]))
    wanted = job.payload.get("officer")
    addressed = [one for one in found if wanted in {None, one.officer_id}]
    waiting = [one for one in addressed if one.wait_until is not None]
    for one in addressed:
        if one.wait_until is None:
            office.post.send(one.letter, key=f"{job.key}:{one.letter.to}", sent=office.now())

    def owe_later(session: Session) -> None:
        for one in waiting:
            outbox.owe(
                session,
                job.agency_id,
                kind=job.kind,
                key=f"{job.key}:{one.officer_id}",
                payload={**job.payload, "officer": one.officer_id},
                now=office.now(),
                run_at=one.wait_until,
            )

    return Effect({"letters": len(addressed) - len(waiting), "later": len(waiting)}, owe_later)


def _post_apology(office: Office, job: Job) -> Effect:
    """Send an apology to its applicant, with the paper that was printed of it."""
    document_id = int(job.payload["document"])
    printed = print_document(office, document_id)
    with office.reading() as session:
        said = apology_letter.letter(session, office, document_id, office.files.get(printed.sha256))
    office.post.send(said, key=job.key, sent=office.now())
    return Effect({"letters": 1})


def _post_brief(office: Office, job: Job) -> Effect:
    """Send a person's morning brief, when there is something to tell and they want to hear it."""
    with office.reading() as session:
        officer = session.get_one(Officer, int(job.payload["officer"]))
        wishes = mail_wishes.of(session, officer.id)
        if not wishes.brief or officer.ended_at is not None:
            return Effect({"letters": 0})
        told = brief.of(session, office, officer)
    if told.is_empty:
        return Effect({"letters": 0})
    office.post.send(brief_letter.letter(office, officer, told), key=job.key, sent=office.now())
    return Effect({"letters": 1})


def owe_briefs(office: Office) -> int:
    """What the clock does at half past seven: owe each person the brief of a working day."""
    with office.transaction() as session:
        return mail_wishing.owe_briefs(session, office)


def _deliver(office: Office, _job: Job) -> Effect:
    return Effect({"moved": deliver_messages(office)})


def _settle_alarms(office: Office, job: Job) -> Effect:
    return Effect({"moved": alarms.settle(office, int(job.payload["agency"]))})


def _settle_calendar(office: Office, job: Job) -> Effect:
    return Effect({"moved": settling.settle(office, int(job.payload["change"]))})


KINDS: Mapping[str, Callable[[Office, Job], Effect]] = {
    "print_document": _print,
    "post_notice": _post_notice,
    extending.POST_APOLOGY: _post_apology,
    mail_wishing.POST_BRIEF: _post_brief,
    calendars.SETTLE: _settle_calendar,
    alarms.SETTLE: _settle_alarms,
    DELIVER: _deliver,
}


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
