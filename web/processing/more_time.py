"""Giving an applicant more time to answer, from the case file."""

from __future__ import annotations

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import more_time
from engine.errors import BadAnswers
from engine.rules.permission import Action
from web.auth import requires
from web.language import gettext
from web.processing import bp
from web.processing.case_file import show_case
from web.session import NOT_NOW, current_officer, office, once


@bp.post("/hs/<code>/cho-them")
@requires(Action.ISSUE_SUPPLEMENT)
def give_more_time(code: str) -> ResponseReturnValue:
    """Let a wait last until another day."""
    form = request.form

    def act(session: Session) -> str:
        more_time.give(
            session,
            office(),
            current_officer(),
            code,
            form.get("pause", 0, type=int),
            form.get("more_time_day", ""),
            form.get("more_time_reason", ""),
        )
        flash(gettext("The applicant has more time; you are told when it is over."))
        return url_for("processing.show", code=code)

    try:
        return once(act)
    except BadAnswers as refusal:
        problems = {f"more_time_{field}": said for field, said in refusal.problems.items()}
        return show_case(code, form, problems), 422
    except NOT_NOW as refusal:
        return show_case(code, form, refused=refusal.said), refusal.status
