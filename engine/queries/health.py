"""How the office itself is: what the nightly inspections found, when the clock's jobs ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.models import ClockRun, Inspection
from engine.queries.invariants import RULES

NIGHTS = 30

JOBS: Mapping[str, str] = {
    "tidy": mark("Forget old answers and files that nobody came for"),
    "nightly-reports": mark("Make the reports of the day that is over"),
    "find-stalled": mark("Find open cases that nothing can move"),
    "inspect": mark("Check what must always hold"),
    "learn": mark("Learn from finished cases"),
    "briefs": mark("Owe everybody the morning brief"),
}


@dataclass(frozen=True)
class Found:
    """An invariant that did not hold, in words, and for what; nothing when it couldn't be read."""

    invariant: str
    said: Said
    things: tuple[str, ...]


@dataclass(frozen=True)
class Night:
    """One inspection; ``ended`` is None while it looks, or when it died of it."""

    day: date
    ended: datetime | None
    found: tuple[Found, ...]


def nights(session: Session) -> list[Night]:
    """The last inspections, newest first."""
    rows = session.scalars(select(Inspection).order_by(Inspection.day.desc()).limit(NIGHTS))
    return [Night(row.day, row.finished_at, tuple(_found(row.broken))) for row in rows]


@dataclass(frozen=True)
class HourLine:
    """The last run of a job of the clock: when it was due, and when it was really done."""

    said: Said
    due: datetime
    started: datetime
    finished: datetime | None
    error: str


def hours(session: Session) -> list[HourLine]:
    """The last run of each job of the clock, in the order in which they were due."""
    latest = func.max(ClockRun.due_at).over(partition_by=ClockRun.name).label("latest")
    ranked = select(ClockRun.id, ClockRun.due_at, latest).subquery()
    rows = session.scalars(
        select(ClockRun)
        .join(ranked, (ranked.c.id == ClockRun.id) & (ranked.c.due_at == ranked.c.latest))
        .order_by(ClockRun.due_at, ClockRun.id)
    )
    return [
        HourLine(
            Said(JOBS.get(run.name, run.name)),
            run.due_at,
            run.started_at,
            run.finished_at,
            run.error,
        )
        for run in rows
    ]


def _found(broken: Mapping[str, list[str]]) -> Iterator[Found]:
    for name, things in broken.items():
        _, words = RULES.get(name, (None, name))
        yield Found(name, Said(words), tuple(things))
