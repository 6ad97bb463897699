"""Open cases that nothing can move any more: no step, no timer, no message waits.

Every move is checked for it, so a stall means damage from elsewhere. The tables
name the suspects; the engine has the last word, because a case may also wait for
what no table knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from engine import workflow
from engine.errors import Refusal
from engine.models import Case, CaseState, Incident, MessageWait, ProcedureVersion, Task
from engine.queries import published
from engine.queries.published import Version

STALL = "stall"


@dataclass(frozen=True)
class Suspect:
    """A case that stands still, as far as its rows tell."""

    case: Case
    version: Version
    state: bytes
    path: Mapping[str, Any]

    @property
    def is_stalled(self) -> bool:
        """Whether its engine says so too, or can't be asked any more."""
        try:
            return workflow.is_stalled(self.version.definition, self.state)
        except Refusal:
            return True

    @property
    def last_place(self) -> str:
        """The element that it passed last."""
        done = self.path.get("done") or [""]
        return str(done[-1])


def suspects(session: Session, only: int | None = None) -> list[int]:
    """Open cases that wait for nothing in the tables, and that nobody was told of since."""
    told = exists().where(
        Incident.case_id == Case.id,
        Incident.act == STALL,
        or_(Incident.resolved_at.is_(None), Incident.resolved_at >= Case.updated_at),
    )
    found = (
        select(Case.id)
        .where(
            Case.closed_at.is_(None),
            Case.next_timer.is_(None),
            ~exists().where(Task.case_id == Case.id, Task.state == "ready"),
            ~exists().where(MessageWait.case_id == Case.id),
            ~told,
        )
        .order_by(Case.id)
    )
    if only is not None:
        found = found.where(Case.id == only)
    return list(session.scalars(found))


def suspect(session: Session, case_id: int) -> Suspect | None:
    """Lock a suspect and look again; None when it was moved or closed meanwhile."""
    row = session.execute(
        select(Case, CaseState.state, CaseState.path, ProcedureVersion.content_hash)
        .join(CaseState, CaseState.case_id == Case.id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .where(Case.id == case_id)
        .with_for_update(of=Case)
    ).one()
    if not suspects(session, case_id):
        return None
    version = published.version(session, row.Case.version_id, row.content_hash)
    return Suspect(row.Case, version, row.state, row.path)
