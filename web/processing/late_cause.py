"""Confirming on the case file why the case was late."""

from __future__ import annotations

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import late_causes
from engine.actions.late_causes import Confirmation
from engine.errors import BadAnswers
from engine.rules.permission import Action
from web.again import shows_again
from web.auth import requires
from web.language import gettext
from web.processing import bp
from web.processing.case_file import show_case
from web.session import NOT_NOW, current_officer, office, once


def _again(code: str) -> ResponseReturnValue:
    return show_case(code, request.form)


@bp.post("/hs/<code>/nguyen-nhan-tre")
@requires(Action.CONFIRM_CAUSE)
@shows_again(_again)
def confirm_late_cause(code: str) -> ResponseReturnValue:
    """Confirm the official cause of a late case, or another one than before."""
    typed = request.form
    confirmation = Confirmation(
        code=code,
        cause=typed.get("late_cause_cause", ""),
        note=typed.get("late_cause_note", ""),
        reason=typed.get("late_cause_reason", ""),
        seen=typed.get("seen", 0, type=int),
    )

    def act(session: Session) -> str:
        late_causes.confirm_cause(session, office(), current_officer(), confirmation)
        flash(gettext("The cause is confirmed."))
        return url_for("processing.show", code=code, _anchor="late-cause")

    try:
        return once(act)
    except BadAnswers as refusal:
        problems = {f"late_cause_{field}": said for field, said in refusal.problems.items()}
        return show_case(code, typed, problems), 422
    except NOT_NOW as refusal:
        # Somebody was quicker: the page says who and when, and keeps what was typed.
        return show_case(code, typed, refused=refusal.said), refusal.status
