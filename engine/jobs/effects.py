"""What an owed job does, kind by kind: it prints, it posts, it lets cases follow.

An effect outside the database comes first and gives its receipt; what it leaves
to be written is written with the job's completion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import alarms, calendars, extending, outbox, settling
from engine.actions import mail_wishes as mail_wishing
from engine.actions.correspondence import DELIVER
from engine.jobs.sweeps import deliver_messages
from engine.models import Document, Job, Officer, StoredFile
from engine.office import Office
from engine.queries import apology_letter, brief, brief_letter, mail_wishes, notice_letters, paper


def _nothing(_session: Session) -> None:
    """What most effects leave to be written inside."""


@dataclass(frozen=True)
class Effect:
    """What a job did outside, as its receipt, and what it leaves to be written inside."""

    receipt: Mapping[str, Any]
    write: Callable[[Session], object] = _nothing


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
            payload = {**job.payload, "officer": one.officer_id}
            _owe_later(session, office, job, f"{job.key}:{one.officer_id}", payload, one.wait_until)

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
        if until := wishes.wait_until(office.now()):
            return Effect(
                {"letters": 0, "later": 1},
                lambda writing: _owe_later(
                    writing, office, job, f"{job.key}:later", job.payload, until
                ),
            )
        told = brief.of(session, office, officer)
    if told.is_empty:
        return Effect({"letters": 0})
    office.post.send(brief_letter.letter(office, officer, told), key=job.key, sent=office.now())
    return Effect({"letters": 1})


def _owe_later(
    session: Session,
    office: Office,
    job: Job,
    key: str,
    payload: Mapping[str, Any],
    until: datetime | None,
) -> None:
    """Owe the same once more, when somebody's quiet hours are over."""
    outbox.owe(
        session,
        job.agency_id,
        kind=job.kind,
        key=key,
        payload=payload,
        now=office.now(),
        run_at=until,
    )


def _deliver(office: Office, _job: Job) -> Effect:
    return Effect({"moved": deliver_messages(office)})


def _settle_alarms(office: Office, job: Job) -> Effect:
    return Effect({"moved": alarms.settle(office, int(job.payload["agency"]))})


def _settle_calendar(office: Office, job: Job) -> Effect:
    return Effect({"moved": settling.settle(office, int(job.payload["change"]))})


KINDS: Mapping[str, Callable[[Office, Job], Effect]] = {
    "print_document": _print,
    outbox.POST_NOTICE: _post_notice,
    extending.POST_APOLOGY: _post_apology,
    mail_wishing.POST_BRIEF: _post_brief,
    calendars.SETTLE: _settle_calendar,
    alarms.SETTLE: _settle_alarms,
    DELIVER: _deliver,
}
