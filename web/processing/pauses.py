"""Stopping a case's clock and letting it run on, each with the date it makes before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine.actions import pausing
from engine.errors import BadAnswers, NotFound
from engine.i18n import Said
from engine.queries import pause_page
from engine.queries.pause_page import PausePage
from engine.rules import pause_request
from engine.rules.answers import Unreadable
from engine.rules.field import read_value
from engine.rules.pause import PauseKind
from web import forms, uploads
from web.again import shows_again
from web.auth import requires
from web.language import gettext, language
from web.processing import bp
from web.processing.case_file import show_case
from web.session import NOT_NOW, current_officer, office, once, reading

BEGIN = tuple(sorted({rights.begin for rights in pause_request.RIGHTS.values()}))
END = tuple(sorted({rights.end for rights in pause_request.RIGHTS.values()}))


@bp.get("/hs/<code>/tam-dung/<kind>")
@requires(*BEGIN)
def ask_pause(code: str, kind: str) -> ResponseReturnValue:
    """What a pause of this kind wants to be stated, and which dates it would make."""
    return _show(_read(code, kind, {}), {})


def _again(code: str, kind: str) -> ResponseReturnValue:
    typed = dict(request.form)
    return _show(_read(code, kind, typed), typed)


@bp.post("/hs/<code>/tam-dung/<kind>")
@requires(*BEGIN)
@shows_again(_again)
def pause(code: str, kind: str) -> ResponseReturnValue:
    """Stop the clock from now on; or only look at the date when that was asked for."""
    chosen = _kind(kind)
    kept = uploads.received()
    typed = forms.read_answers(pause_request.FORMS[chosen], kept.typed)
    if kept.problems:
        return _show(_read(code, kind, typed), typed, kept.problems), 422
    if "look" in request.form:
        return _show(_read(code, kind, typed), typed)

    def act(session: Session) -> str:
        pausing.pause_case(session, office(), current_officer(), code, chosen, typed)
        flash(gettext("The clock of the case stands still from now on."))
        return url_for("processing.show", code=code)

    try:
        return once(act)
    except BadAnswers as refusal:
        left = forms.read_answers(
            pause_request.FORMS[chosen], uploads.without(MultiDict(kept.typed), refusal)
        )
        return _show(_read(code, kind, left), left, refusal.problems), 422
    except NOT_NOW as refusal:
        return _show(_read(code, kind, typed), typed, refused=refusal.said), refusal.status


@bp.post("/hs/<code>/chay-tiep")
@requires(*END)
def resume(code: str) -> ResponseReturnValue:
    """End a pause; the clock runs on when no other lasts."""
    pause_id = request.form.get("pause", type=int) or 0

    def act(session: Session) -> str:
        case = pausing.resume_case(session, office(), current_officer(), code, pause_id)
        if case.paused_at is None:
            flash(gettext("The clock runs again; the due date stands on the case."))
        else:
            flash(gettext("This pause is over; the clock still stands for another."))
        return url_for("processing.show", code=code)

    try:
        return once(act)
    except NOT_NOW as refusal:
        return show_case(code, refused=refusal.said), refusal.status


def _kind(kind: str) -> PauseKind:
    if kind not in pause_request.FROM_OUTSIDE:
        raise NotFound
    return PauseKind(kind)


def _read(code: str, kind: str, typed: Mapping[str, Any]) -> PausePage:
    chosen = _kind(kind)
    try:
        until = read_value(pause_request.FORMS[chosen].field("until"), typed.get("until"))
    except Unreadable:
        until = None
    today = office().today()
    if until is not None and not today <= until <= today + pause_request.LONGEST:
        until = None
    with reading() as session:
        return pause_page.page_of(session, office(), current_officer(), code, chosen, until)


def _show(
    page: PausePage,
    typed: Mapping[str, Any],
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
) -> str:
    return render_template(
        "processing/pause.html",
        page=page,
        head=page.head,
        typed=typed,
        problems=problems or {},
        labels=forms.labels(page.form, language()),
        refused=refused or page.refused,
    )
