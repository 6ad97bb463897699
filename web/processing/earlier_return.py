"""A result that was given earlier than it was recorded, stated with its evidence."""

from __future__ import annotations

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import earlier_returns
from engine.actions.earlier_returns import GivenEarlier
from engine.errors import BadAnswers
from engine.rules.permission import Action
from web import uploads
from web.again import shows_again
from web.auth import requires
from web.forms import stated_moment
from web.language import gettext
from web.processing import bp
from web.processing.case_file import show_case
from web.session import NOT_NOW, current_officer, office, once


def _again(code: str) -> ResponseReturnValue:
    return show_case(code, request.form)


@bp.post("/hs/<code>/tra-som-hon")
@requires(Action.RETURN_RESULT)
@shows_again(_again)
def state_earlier_return(code: str) -> ResponseReturnValue:
    """State when the result of a returned case was truly given; a head consents afterwards."""
    kept = uploads.received()
    if kept.problems:
        return show_case(code, kept.typed, kept.problems), 422
    said = GivenEarlier(
        given=stated_moment(kept.typed, "given"),
        evidence=kept.typed.get("evidence", ""),
        note=kept.typed.get("note", ""),
    )

    def act(session: Session) -> str:
        earlier_returns.state(session, office(), current_officer(), code, said)
        flash(gettext("It is kept, and waits for a head's consent."))
        return url_for("processing.show", code=code)

    try:
        return once(act)
    except BadAnswers as refusal:
        return show_case(code, uploads.without(kept.typed, refusal), refusal.problems), 422
    except NOT_NOW as refusal:
        return show_case(code, kept.typed, refused=refusal.said), refusal.status
