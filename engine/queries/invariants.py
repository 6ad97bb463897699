"""What must always hold in an office: ``motcua verify``, after a fault and every night.

The numbers are those of the house's list. Each rule reads the rows anew and
trusts no summary; what it finds broken is named by code, so that somebody can
look at it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import workflow
from engine.gateways.files import digest_of
from engine.i18n import Said, mark
from engine.models import (
    AuditEntry,
    AuditHead,
    Case,
    CaseState,
    DeadlineEvent,
    Document,
    Job,
    Pause,
    ProcedureVersion,
    StoredFile,
    Task,
)
from engine.office import Office
from engine.queries import published
from engine.rules import case_number, deadline
from engine.rules.audit_chain import chained, digest_of_reason
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.term_record import read_term

# Before any timer of any case: asking the engine at this moment moves nothing.
LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
LATE_TIMER = timedelta(minutes=5)
LONG_LEASE = timedelta(minutes=10)
SHOWN = 20

Rule = Callable[[Session, Office], Iterator[str]]


@dataclass(frozen=True)
class Broken:
    """A rule that does not hold, and for what (the first twenty)."""

    invariant: str
    said: Said
    things: tuple[str, ...]


def verify(office: Office) -> list[Broken]:
    """Check every invariant; an empty list when all hold."""
    broken = []
    for name, (rule, words) in RULES.items():
        with office.reading() as session:
            found = list(rule(session, office))
        if found:
            broken.append(Broken(name, Said(words), tuple(found[:SHOWN])))
    return broken


def _numbers(session: Session, _office: Office) -> Iterator[str]:
    given: dict[tuple[str, Any], list[int]] = defaultdict(list)
    for code in session.scalars(select(Case.code).where(Case.code.isnot(None))):
        parsed = case_number.parse(str(code))
        given[parsed.agency, parsed.day].append(parsed.n)
    for (agency, day), numbers in given.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"{agency} {day}"


def _tasks_match_the_engine(session: Session, _office: Office) -> Iterator[str]:
    ready: dict[int, set[str]] = defaultdict(set)
    for case_id, key in session.execute(
        select(Task.case_id, Task.engine_task).where(Task.state == "ready")
    ):
        ready[case_id].add(key)
    rows = session.execute(
        select(Case.id, Case.code, Case.closed_at, Case.version_id, CaseState.state,
               ProcedureVersion.content_hash)
        .join(CaseState, CaseState.case_id == Case.id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
    )  # fmt: skip
    for row in rows:
        expected: set[str] = set()
        if row.closed_at is None:
            version = published.version(session, row.version_id, row.content_hash)
            seen = workflow.fire_timers(
                version.definition, row.state, now=LONG_AGO, working_time=_no_timer_starts
            )
            expected = {waiting.task for waiting in seen.waiting}
        if ready[row.id] != expected or (row.closed_at is None and not expected):
            yield row.code or f"#{row.id}"


def _no_timer_starts(_start: datetime, _amount: object, _unit: str) -> datetime:
    raise AssertionError("A state that is only looked at starts no timer.")


def _done_prints_have_their_file(session: Session, _office: Office) -> Iterator[str]:
    printed = session.execute(
        select(Job.key, Job.payload).where(Job.kind == "print_document", Job.done_at.isnot(None))
    )
    for key, payload in printed:
        document = session.get(Document, int(payload["document"]))
        if document is None or document.file_id is None:
            yield key


def _audit_chains(session: Session, _office: Office) -> Iterator[str]:
    for head in session.scalars(select(AuditHead).order_by(AuditHead.agency_id)):
        seq, before = 0, ""
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.agency_id == head.agency_id)
            .order_by(AuditEntry.seq)
        )
        for entry in entries:
            seq += 1
            if not _is_true(entry, seq, before):
                yield f"{head.agency_id}:{entry.seq}"
                break
            before = entry.hash
        if (head.seq, head.hash) != (seq, before):
            yield f"{head.agency_id}:head"


def _is_true(entry: AuditEntry, seq: int, before: str) -> bool:
    columns: Mapping[str, Any] = {
        column.key: getattr(entry, column.key) for column in AuditEntry.__table__.columns
    }
    reason_kept = not entry.reason or (
        digest_of_reason(entry.reason_salt, entry.reason) == entry.reason_digest
    )
    return (
        (entry.seq, entry.prev) == (seq, before) and chained(columns) == entry.hash and reason_kept
    )


def _files(session: Session, office: Office) -> Iterator[str]:
    for sha256 in session.scalars(select(StoredFile.sha256).distinct()):
        if not office.files.exists(sha256) or digest_of(office.files.get(sha256)) != sha256:
            yield sha256


def _timers_fire(session: Session, office: Office) -> Iterator[str]:
    late = office.now() - LATE_TIMER
    yield from map(str, session.scalars(
        select(Case.code).where(Case.next_timer < late, Case.closed_at.is_(None))))  # fmt: skip


def _leases_end(session: Session, office: Office) -> Iterator[str]:
    gone = office.now() - LONG_LEASE
    yield from session.scalars(
        select(Job.key).where(Job.done_at.is_(None), Job.dead_at.is_(None), Job.leased_until < gone)
    )


def _deadlines_recompute(session: Session, office: Office) -> Iterator[str]:
    pauses: dict[int, list[deadline.Pause]] = defaultdict(list)
    resumed = set(session.scalars(
        select(DeadlineEvent.case_id).where(DeadlineEvent.kind == "resumed")))  # fmt: skip
    for pause in session.scalars(select(Pause).where(Pause.ended_at.isnot(None))):
        if pause.ended_at is not None:
            pauses[pause.case_id].append(
                deadline.Pause(
                    pause.started_at.astimezone(OFFICE_ZONE), pause.ended_at.astimezone(OFFICE_ZONE)
                )
            )
    rows = session.execute(
        select(Case.id, Case.code, Case.received_at, Case.original_due, Case.due,
               DeadlineEvent.term)
        .join(DeadlineEvent, DeadlineEvent.case_id == Case.id)
        .where(DeadlineEvent.kind == "promised")
    )  # fmt: skip
    for row in rows:
        received, term = row.received_at.astimezone(OFFICE_ZONE), read_term(row.term)
        promised = deadline.due(received, term, office.calendar)
        counted = pauses[row.id] if row.id in resumed else []
        now_due = deadline.due(received, term, office.calendar, counted)
        if (row.original_due, row.due) != (promised, now_due):
            yield str(row.code)


RULES: Mapping[str, tuple[Rule, str]] = {
    "I2": (_numbers, mark("Case numbers of an agency and day have a gap or a double.")),
    "I5": (_done_prints_have_their_file, mark("A print is done, but its file is missing.")),
    "I6": (_audit_chains, mark("The audit chain does not recompute.")),
    "I7": (_files, mark("A file is missing or changed.")),
    "I8": (_tasks_match_the_engine, mark("The tasks of a case differ from its engine's state.")),
    "I9": (_timers_fire, mark("A timer is due for more than five minutes.")),
    "I10": (_leases_end, mark("A job is leased for more than twice its lease.")),
    "I11": (_deadlines_recompute, mark("A deadline does not recompute from its events.")),
}
