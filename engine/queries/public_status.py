"""How a case stands, for whoever holds its receipt: the code and the secret on it.

A wrong code and a wrong secret are one answer and take one path, so that
nobody learns which cases exist. Names are masked: a receipt gets lost.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Agency, Case, Procedure
from engine.office import Office
from engine.queries import calendars
from engine.rules import extension, names
from engine.rules.deadline import Standing
from engine.rules.status import Status

# Compared with when no case has the code; no secret is this long.
_NOBODYS = "no case has this secret"


@dataclass(frozen=True)
class PublicStatus:
    """What a citizen is told about a case."""

    code: str
    status: Status
    owner: str
    procedure: str
    procedure_en: str
    agency: str
    received: datetime | None
    due: datetime | None
    second_due: datetime | None
    standing: Standing | None
    finished: datetime | None
    returned: datetime | None
    phone: str
    address: str


def tidy(code: str) -> str:
    """A code as it is kept, whatever blanks and letters it was typed with."""
    return re.sub(r"\s+", "", code).upper()[:60]


def look_up(session: Session, office: Office, code: str, secret: str) -> PublicStatus | None:
    """The case of this code, if the secret is its own; None for everything else."""
    asked = tidy(code)
    # Of a case whose secret is not known nothing is read but the secret: loading the rest
    # takes long enough to tell by the clock that there is such a case.
    kept = session.scalar(select(Case.secret).where(Case.code == asked)) or _NOBODYS
    given = re.sub(r"\s+", "", secret).upper()
    if not hmac.compare_digest(kept.upper().encode(), given.encode()):
        return None
    row = session.execute(
        select(Case, Procedure.name, Procedure.name_en, Agency)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Agency, Agency.id == Case.agency_id)
        .where(Case.code == asked)
    ).one()
    case: Case = row.Case
    return PublicStatus(
        code=case.code or "",
        status=Status(case.status),
        owner=names.mask(case.owner_name),
        procedure=row.name,
        procedure_en=row.name_en,
        agency=row.Agency.name,
        received=case.received_at,
        due=case.due,
        second_due=case.second_due,
        standing=_standing(session, office, case),
        finished=case.finished_at,
        returned=case.returned_at,
        phone=row.Agency.phone,
        address=row.Agency.address,
    )


def _standing(session: Session, office: Office, case: Case) -> Standing | None:
    """How an open case stands; a closed one is no longer judged in public."""
    if case.dates is None or not Status(case.status).is_open:
        return None
    return extension.judged(
        case.dates,
        calendars.of(session, office, case.agency_id),
        now=office.now(),
        paused=case.paused_at is not None,
    )
