"""A head's decision on an hour that somebody stated afterwards: once, and never on one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import audit
from engine.errors import Conflict, NotAllowed, NotFound
from engine.i18n import Said, mark
from engine.models import Case, EarlierReturn, LateEntry, Officer
from engine.office import Office
from engine.queries import hours
from engine.queries.hours import CONFIRMED, REFUSED, WAITING
from engine.rules.calendar import office_time
from engine.rules.day_words import short
from engine.rules.permission import Action, require

Stated = TypeVar("Stated", LateEntry, EarlierReturn)


def lock(session: Session, officer: Officer, kind: type[Stated], key: int) -> tuple[Stated, Case]:
    """Lock a case, then what was stated of it, for a head who decides it.

    Raises ``NotFound`` for what another unit's or agency's head decides,
    ``NotAllowed`` for what one stated oneself, and ``Conflict`` with who and
    when for what is decided already.
    """
    require(officer.roles, Action.CONFIRM_HOUR)
    case_id = session.scalar(
        select(kind.case_id).where(
            kind.id == key, hours.decides(officer, kind.agency_id, kind.stated_by_id)
        )
    )
    if case_id is None:
        raise NotFound
    case = session.scalars(
        select(Case)
        .where(Case.id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    stated = session.scalars(
        select(kind)
        .where(kind.id == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if stated.stated_by_id == officer.id:
        raise NotAllowed(Said("You entered this yourself; somebody else must confirm it."))
    if stated.state != WAITING:
        raise _decided_already(stated)
    return stated, case


def decide(
    session: Session,
    office: Office,
    officer: Officer,
    stated: LateEntry | EarlierReturn,
    case: Case,
    *,
    state: str,
    action: str,
    details: Mapping[str, Any],
    reason: str = "",
) -> None:
    """Write down who decided what, when and why, and into the chain."""
    stated.state = state
    stated.decided_at = case.updated_at = office.now()
    stated.decided_by_id = officer.id
    stated.reason = reason
    session.flush()
    audit.record(
        session, office, case.agency_id, f"{action}_{state}", case.code or f"#{case.id}",
        officer=officer, reason=reason, details=details,
    )  # fmt: skip


def _decided_already(stated: LateEntry | EarlierReturn) -> Conflict:
    if stated.decided_by is None or stated.decided_at is None:
        return Conflict(Said("The case was voided; there is nothing left to confirm."))
    text = {
        CONFIRMED: mark("%(who)s already confirmed this, on %(when)s."),
        REFUSED: mark("%(who)s already refused this, on %(when)s."),
    }.get(stated.state, mark("The case was voided; there is nothing left to confirm."))
    return Conflict(
        Said(text, who=stated.decided_by.name, when=short(office_time(stated.decided_at)))
    )
