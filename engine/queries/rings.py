"""What rang and was not mended in time: apologies that were not sent, answers that did not come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.i18n import Name
from engine.models import Case, Department, Officer, Ring
from engine.queries.scope import visible_cases
from engine.rules.alarm import AlarmKind

REPORTED = (AlarmKind.APOLOGY_MISSED, AlarmKind.NO_ANSWER)
SHOWN = 100


@dataclass(frozen=True)
class Reported:
    """A ring that managers look after: about which case, due and rung when, whom it told."""

    code: str
    owner: str
    kind: AlarmKind
    due: datetime
    at: datetime
    told: tuple[Name, ...]
    case_due: datetime | None
    finished: datetime | None


def reported(session: Session, officer: Officer) -> list[Reported]:
    """The last of them among this person's cases, newest first."""
    rows = session.execute(
        select(Ring, Case)
        .join(Case, Case.id == Ring.case_id)
        .where(visible_cases(officer), Ring.kind.in_(REPORTED), Ring.agency_id == officer.agency_id)
        .order_by(Ring.id.desc())
        .limit(SHOWN)
    ).all()
    names = _names(session, {told for row in rows for told in row.Ring.told})
    return [
        Reported(
            code=row.Case.code or "",
            owner=row.Case.owner_name,
            kind=AlarmKind(row.Ring.kind),
            due=row.Ring.due,
            at=row.Ring.at,
            told=tuple(names.get(told, Name(told)) for told in row.Ring.told),
            case_due=row.Case.judged_due,
            finished=row.Case.finished_at,
        )
        for row in rows
    ]


def _names(session: Session, told: Iterable[str]) -> Mapping[str, Name]:
    """Who was told, by login, and the departments that were told as a whole, by code."""
    wanted = sorted(told)
    people = session.execute(select(Officer.login, Officer.name).where(Officer.login.in_(wanted)))
    units = session.execute(
        select(Department.code, Department.name, Department.name_en).where(
            Department.code.in_(wanted)
        )
    )
    found = {row.code: Name(row.name, row.name_en) for row in units}
    return found | {row.login: Name(row.name) for row in people}
