"""I1 and I4: what the office said it did is there, and was done once.

The audit trail and the answers kept for a second click are what the office
acknowledged: both were written with the act itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.models import (
    Agency,
    AuditEntry,
    Case,
    Department,
    Document,
    KeptAnswer,
    Officer,
    Procedure,
    StoredFile,
    Task,
)
from engine.office import Office
from engine.rules import case_number
from engine.rules.case_number import BadCaseNumber

BATCH = 1_000
# What else than a case an act can be about.
NAMES: dict[str, InstrumentedAttribute[str]] = {
    "found_agency": Agency.code,
    "open_department": Department.code,
    "give_function": Department.code,
    "hire": Officer.login,
    "publish": Procedure.code,
    "offer": Procedure.code,
}
# What an act can have left, by its name in the details of its entry.
LEFT: dict[str, InstrumentedAttribute[Any]] = {
    "document": Document.notation,
    "slip": Document.notation,
    "file": StoredFile.sha256,
    "task": Task.id,
}
# The acts that complete a task; the counter's first look at the papers is one of them.
COMPLETING = ("complete", "register", "guidance", "refusal", "deem_consent")

_ACTS = (
    select(
        AuditEntry.agency_id,
        AuditEntry.seq,
        AuditEntry.action,
        AuditEntry.object,
        AuditEntry.details,
    )
    .order_by(AuditEntry.agency_id, AuditEntry.seq)
    .execution_options(yield_per=BATCH)
)


def ids(session: Session, _office: Office) -> Iterator[str]:
    """I1: every id that was acknowledged exists."""
    known = {column: set(session.scalars(select(column))) for column in _columns()}
    cases = {f"#{row.id}" for row in session.execute(select(Case.id))}
    cases |= set(session.scalars(select(Case.code).where(Case.code.isnot(None))))
    with session.execute(_ACTS) as acts:
        for act in acts:
            column = NAMES.get(act.action)
            there = act.object in known[column] if column else _is_there(act.object, cases)
            left = [(known[LEFT[key]], it) for key, it in act.details.items() if key in LEFT]
            if not there or any(it not in found for found, it in left):
                yield f"{act.agency_id}:{act.seq} {act.object}"
    for key, answer in session.execute(select(KeptAnswer.key, KeptAnswer.answer)):
        if not answer or not cases.issuperset(case_number.mentioned(answer)):
            yield f"{key} {answer}"


def completions(session: Session, _office: Office) -> Iterator[str]:
    """I4: each task that is done was completed by exactly one act, every other one by none."""
    with session.execute(_ACTS.where(AuditEntry.action.in_(COMPLETING))) as acts:
        completed = Counter(act.details.get("task") for act in acts)
    # Entries older than this rule name no task: then there is nothing to compare all with.
    unnamed = completed.pop(None, 0)
    done = set(session.scalars(select(Task.id).where(Task.state == "done")))
    for task, times in completed.items():
        if times > 1 or task not in done:
            yield f"task {task}"
    if not unnamed:
        yield from (f"task {task}" for task in sorted(done - completed.keys()))


def _columns() -> set[InstrumentedAttribute[Any]]:
    return {*NAMES.values(), *LEFT.values()}


def _is_there(thing: str, cases: set[str]) -> bool:
    """Whether a case is there; what is no case's code is not looked for among them."""
    if thing in cases:
        return True
    if thing.startswith("#"):
        return False
    try:
        case_number.parse(thing)
    except BadCaseNumber:
        return True
    return False
