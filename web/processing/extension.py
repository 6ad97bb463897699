"""Putting a case off: the draft of the apology, what it would do, and its sending."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import extending
from engine.errors import BadAnswers, NotFound, Refusal
from engine.i18n import Said
from engine.queries import apologies, case_file, extensions
from engine.rules.extension import BadExtension, DueDates
from engine.rules.permission import Action
from web.again import shows_again
from web.auth import requires
from web.language import gettext
from web.processing import bp
from web.session import NOT_NOW, current_officer, office, once, reading, transaction

FIELDS = ("day", "hour", "reason")


def _again(code: str) -> ResponseReturnValue:
    return _page(code, request.form)


@bp.get("/hs/<code>/xin-loi")
@requires(Action.PUT_OFF)
def draft_apology(code: str) -> ResponseReturnValue:
    """The draft of the apology, with a new date and a reason to be looked over."""
    return _page(code)


@bp.post("/hs/<code>/xin-loi")
@requires(Action.PUT_OFF)
@shows_again(_again)
def put_off(code: str) -> ResponseReturnValue:
    """Show what the apology would do to the dates, or sign and send it."""
    day, hour, reason = (request.form.get(f"put_off_{field}", "") for field in FIELDS)

    def act(session: Session) -> str:
        extending.put_off(session, office(), current_officer(), code, day, hour, reason)
        flash(gettext("The case is put off. The apology is numbered and is being printed."))
        return url_for("processing.show", code=code)

    try:
        if request.form.get("act") != "look":
            return once(act)
        with transaction() as session:
            dates = extending.look_ahead(
                session, office(), current_officer(), code, day, hour, reason
            )
        return _page(code, request.form, dates=dates)
    except BadAnswers as refusal:
        return _page(code, request.form, refusal.problems), refusal.status
    except BadExtension as refusal:
        if refusal.field:
            return _page(code, request.form, {refusal.field: refusal.said}), refusal.status
        return _page(code, request.form, refused=refusal), refusal.status
    except NOT_NOW as refusal:
        return _page(code, request.form, refused=refusal), refusal.status


def _page(
    code: str,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Said] | None = None,
    *,
    dates: DueDates | None = None,
    refused: Refusal | None = None,
) -> str:
    """The page of the draft; where there is none to be shown the refusal climbs on."""
    with reading() as session:
        draft = apologies.of_case(session, office(), current_officer(), code)
        if draft is None:
            raise refused or NotFound
        found = case_file.find(session, current_officer(), code)
        head = case_file.head(session, office(), found.case)
        letters = extensions.apologies(session, found.case.id)
    return render_template(
        "processing/put_off.html",
        draft=draft,
        head=head,
        letters=letters,
        dates=dates,
        typed=typed or {},
        problems={f"put_off_{field}": said for field, said in (problems or {}).items()},
        refused=refused.said if refused else None,
    )
