"""The page on which a clock is stopped from outside a diagram, with what that makes of the date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from engine.i18n import Said
from engine.models import Officer
from engine.office import Office
from engine.queries import case_file
from engine.queries.case_file import CaseHead
from engine.queries.pauses import Effect, counted, not_admitted
from engine.rules import pause_request
from engine.rules.form import Form
from engine.rules.pause import PauseKind


@dataclass(frozen=True)
class PausePage:
    """A case, what is asked of a kind of pause, and the dates that it would make."""

    head: CaseHead
    kind: PauseKind
    form: Form
    effects: tuple[Effect, ...]
    refused: Said | None


def page_of(
    session: Session,
    office: Office,
    officer: Officer,
    code: str,
    kind: PauseKind,
    until: date | None = None,
) -> PausePage:
    """The page on which a clock is stopped; raises ``NotFound`` outside the officer's cases."""
    found = case_file.find(session, officer, code)
    told = counted(session, office, found.case)
    effects: tuple[Effect, ...] = ()
    if told is not None:
        days = {*told.days_ahead(), *([until] if until else [])}
        effects = told.if_begun(kind, sorted(days))
    return PausePage(
        head=case_file.head(session, office, found.case),
        kind=kind,
        form=pause_request.FORMS[kind],
        effects=effects,
        refused=not_admitted(found.version, kind),
    )
