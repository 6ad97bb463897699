"""The audit chains of stamped cases: their acts laid in order of time, each after the last.

Cases come in order of their reception, so that an entry can be chained as soon as no
later case can have an older one: only the acts of open cases wait.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import AuditEntry, AuditHead
from engine.rules.audit_chain import chained

Words = Callable[[datetime], Any]
COLUMNS = tuple(AuditEntry.__table__.columns.keys())
_PLACE = {name: place for place, name in enumerate(COLUMNS)}
_AGENCY, _AT, _DETAILS = _PLACE["agency_id"], _PLACE["at"], _PLACE["details"]


@dataclass
class Head:
    """Where an agency's chain ends."""

    seq: int
    hash: str
    at: datetime


class Trail:
    """All chains of an office while cases are stamped."""

    def __init__(self, session: Session, words: Words) -> None:
        self.heads = {
            row.agency_id: Head(row.seq, row.hash, row.at)
            for row in session.scalars(select(AuditHead))
        }
        self._words = words
        self._waiting: list[tuple[datetime, int, list[Any]]] = []
        self._order = count()

    def add(self, entry: list[Any]) -> None:
        """Let an act wait for its place."""
        heapq.heappush(self._waiting, (entry[_AT], next(self._order), entry))

    def until(self, moment: datetime | None) -> Iterator[list[Any]]:
        """Chain what is older than a moment, or everything."""
        while self._waiting and (moment is None or self._waiting[0][0] < moment):
            at, _, row = heapq.heappop(self._waiting)
            head = self.heads[row[_AGENCY]]
            entry = dict(zip(COLUMNS, row, strict=True))
            entry |= {"seq": head.seq + 1, "prev": head.hash}
            entry["hash"] = head.hash = chained(entry | {"details": orjson.loads(row[_DETAILS])})
            head.seq, head.at = head.seq + 1, at
            yield [*(entry | {"at": self._words(at)}).values()]
