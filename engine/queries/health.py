"""How the office itself is: what the nights found, and which work was given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.models import Inspection, Job
from engine.queries.invariants import RULES

NIGHTS = 30
MOST_JOBS = 100

KINDS: Mapping[str, str] = {
    "print_document": mark("Print a paper"),
    "post_notice": mark("Send a notice by mail"),
    "settle_calendar": mark("Move due dates with the calendar"),
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


@dataclass(frozen=True)
class GivenUp:
    """Owed work that failed too often."""

    id: int
    key: str
    said: Said
    since: datetime
    why: str


def nights(session: Session) -> list[Night]:
    """The last inspections, newest first."""
    rows = session.scalars(select(Inspection).order_by(Inspection.day.desc()).limit(NIGHTS))
    return [Night(row.day, row.finished_at, tuple(_found(row.broken))) for row in rows]


def given_up(session: Session) -> list[GivenUp]:
    """The work that lies dead, newest first."""
    rows = session.scalars(
        select(Job).where(Job.dead_at.isnot(None)).order_by(Job.dead_at.desc()).limit(MOST_JOBS)
    )
    return [
        GivenUp(row.id, row.key, Said(KINDS.get(row.kind, row.kind)), row.dead_at, row.error)
        for row in rows
        if row.dead_at is not None
    ]


def _found(broken: Mapping[str, list[str]]) -> Iterator[Found]:
    for name, things in broken.items():
        _, words = RULES.get(name, (None, name))
        yield Found(name, Said(words), tuple(things))
