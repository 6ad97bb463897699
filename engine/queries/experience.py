"""What the office learnt from its finished cases, and how good forecasts from it were."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from engine.models import Experience, Procedure
from engine.rules.forecast import Stays
from engine.rules.hindsight import HitRate


class Known:
    """The earlier stays at each step, of some agencies or (None) of the province."""

    def __init__(self, rows: Iterable[Row[Any]] = ()) -> None:
        self._kept = {(row.agency_id, row.procedure_id): row.stays for row in rows}
        self._stays: dict[tuple[int | None, int, str | None], Stays] = {}

    def stays(self, agency_id: int | None, procedure_id: int, step: str | None) -> Stays:
        """The earlier stays at a step; none where nothing is known."""
        key = (agency_id, procedure_id, step)
        if key not in self._stays:
            kept = self._kept.get((agency_id, procedure_id), {}).get(step or "")
            self._stays[key] = Stays.of_kept(kept) if kept else Stays()
        return self._stays[key]


@dataclass(frozen=True)
class Hindsight:
    """How good the forecasts of an agency were; of the province where it has too little itself."""

    rate: HitRate
    of_province: bool
    learnt_at: datetime | None


def of_agencies(session: Session, agency_ids: Set[int], procedure_ids: Set[int]) -> Known:
    """What these agencies learnt of these procedures."""
    return _known(session, Experience.agency_id.in_(agency_ids), procedure_ids)


def of_province(session: Session, procedure_ids: Set[int]) -> Known:
    """What the whole province learnt of these procedures; nothing is read for none."""
    if not procedure_ids:
        return Known()
    return _known(session, Experience.agency_id.is_(None), procedure_ids)


def hindsight(session: Session, agency_id: int | None, procedure: str | None) -> Hindsight:
    """How good the forecasts of an agency (None: the province) were, of all procedures or one."""
    wanted = (
        select(Experience.agency_id, Experience.hindsight, Experience.learnt_at)
        .join(Procedure, Procedure.id == Experience.procedure_id)
        .where(or_(Experience.agency_id.is_(None), Experience.agency_id == agency_id))
    )
    if procedure is not None:
        wanted = wanted.where(Procedure.code == procedure)
    rows = session.execute(wanted).all()
    own = _sum(row for row in rows if row.agency_id is not None)
    everywhere = _sum(row for row in rows if row.agency_id is None)
    return Hindsight(
        rate=own if own.judged else everywhere,
        of_province=not own.judged,
        learnt_at=min((row.learnt_at for row in rows), default=None),
    )


def _known(session: Session, whose: ColumnElement[bool], procedure_ids: Set[int]) -> Known:
    return Known(
        session.execute(
            select(Experience.agency_id, Experience.procedure_id, Experience.stays).where(
                whose, Experience.procedure_id.in_(procedure_ids)
            )
        )
    )


def _sum(rows: Iterable[Row[Any]]) -> HitRate:
    return sum((HitRate(**row.hindsight) for row in rows), HitRate())
