"""How the office itself is: what the nightly inspections found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.i18n import Said
from engine.models import Inspection
from engine.queries.invariants import RULES

NIGHTS = 30


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


def _found(broken: Mapping[str, list[str]]) -> Iterator[Found]:
    for name, things in broken.items():
        _, words = RULES.get(name, (None, name))
        yield Found(name, Said(words), tuple(things))
