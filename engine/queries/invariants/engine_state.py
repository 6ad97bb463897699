"""I3 and I8: what the tables say waits is what the engine waits for.

The engine is asked at a moment before any timer of any case, which moves
nothing: it only says where the case stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import workflow
from engine.errors import Refusal
from engine.models import Case, CaseState, ProcedureVersion, Task
from engine.office import Office
from engine.queries import published
from engine.workflow import Progress

LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
BATCH = 500

_CASES = (
    select(
        Case.id,
        Case.code,
        Case.closed_at,
        Case.next_timer,
        Case.version_id,
        CaseState.state,
        ProcedureVersion.content_hash,
    )
    .join(CaseState, CaseState.case_id == Case.id)
    .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
    .order_by(Case.id)
    .execution_options(yield_per=BATCH)
)


@dataclass(frozen=True)
class _Stand:
    """A case as its rows have it, and as its engine has it: None when it can't be read."""

    code: str
    is_open: bool
    ready: frozenset[str]
    next_timer: datetime | None
    engine: Progress | None

    @property
    def waits(self) -> bool:
        """Whether anybody or anything can still move it, as far as the office will ask."""
        if self.is_open:
            return self.engine is not None and bool(self.engine.waiting or self.engine.events)
        return bool(self.ready or self.next_timer)


def goes_on(session: Session, _office: Office) -> Iterator[str]:
    """I3: an open case waits for a person or an event, a closed one for nobody."""
    for case in _stands(session):
        if case.is_open != case.waits:
            yield case.code


def matches(session: Session, _office: Office) -> Iterator[str]:
    """I8: the ready tasks and the timer of an open case are those of its engine."""
    for case in _stands(session):
        if not case.is_open:
            continue
        if case.engine is None:
            yield case.code
            continue
        waiting = frozenset(each.task for each in case.engine.waiting)
        if (case.ready, case.next_timer) != (waiting, case.engine.next_timer):
            yield case.code


def _stands(session: Session) -> Iterator[_Stand]:
    ready: dict[int, set[str]] = defaultdict(set)
    for case_id, key in session.execute(
        select(Task.case_id, Task.engine_task).where(Task.state == "ready")
    ):
        ready[case_id].add(key)
    with session.execute(_CASES) as rows:
        for row in rows:
            is_open = row.closed_at is None
            yield _Stand(
                code=row.code or f"#{row.id}",
                is_open=is_open,
                ready=frozenset(ready[row.id]),
                next_timer=row.next_timer,
                engine=_engine_of(session, row) if is_open else None,
            )


def _engine_of(session: Session, row: Any) -> Progress | None:
    version = published.version(session, row.version_id, row.content_hash)
    try:
        return workflow.fire_timers(
            version.definition, row.state, now=LONG_AGO, working_time=_no_timer_starts
        )
    except Refusal:
        return None


def _no_timer_starts(_start: datetime, _amount: object, _unit: str) -> datetime:
    raise AssertionError("A state that is only looked at starts no timer.")
