"""One step of one case: take it in hand, fill its form, pass the case on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine.actions import processing
from engine.errors import BadAnswers, Refusal
from engine.i18n import Said
from engine.queries import silence
from engine.queries import step as steps
from engine.queries.step import StepPage
from engine.rules.permission import AT_A_DESK
from web import forms, uploads
from web.again import shows_again
from web.auth import requires
from web.language import gettext, language
from web.processing import bp
from web.session import NOT_NOW, current_officer, office, once, reading, transaction


@bp.get("/viec/<int:task_id>")
@requires(*AT_A_DESK)
def step(task_id: int) -> ResponseReturnValue:
    """The step's page: the case in short, its papers, and what the step asks for."""
    page = _read(task_id)
    return _show(page, page.suggested)


def _again(task_id: int) -> ResponseReturnValue:
    page = _read(task_id)
    return _show(page, _answers(page, MultiDict(request.form)))


@bp.post("/viec/<int:task_id>")
@requires(*AT_A_DESK)
@shows_again(_again)
def complete(task_id: int) -> ResponseReturnValue:
    """Complete the step; the same page with its problems when it can't be done."""
    page = _read(task_id)
    kept = uploads.received()
    typed = _answers(page, kept.typed)
    if kept.problems:
        return _show(page, typed, kept.problems), 422

    def act(session: Session) -> str:
        case = processing.complete(session, office(), current_officer(), task_id, typed)
        if silence.was_deemed(session, task_id):
            flash(gettext("Silence was taken as consent before; your answer is kept as late."))
        else:
            flash(gettext("Done: %(step)s, case %(code)s.", step=_name(page), code=case.code))
        return url_for("processing.waiting", o=request.args.get("o", "phong"))

    try:
        return once(act)
    except BadAnswers as refusal:
        left = _answers(page, uploads.without(kept.typed, refusal))
        return _show(page, left, refusal.problems), 422
    except NOT_NOW as refusal:
        # Somebody was quicker: the page says who and when, and keeps what was typed.
        return _show(_read(task_id), typed, refused=refusal.said), refusal.status


@bp.post("/viec/<int:task_id>/nhan")
@requires(*AT_A_DESK)
def claim(task_id: int) -> ResponseReturnValue:
    """Take the step in hand, then open it."""
    try:
        with transaction() as session:
            processing.claim(session, office(), current_officer(), task_id)
    except NOT_NOW as refusal:
        return _refused(task_id, refusal)
    return redirect(url_for("processing.step", task_id=task_id), 303)


@bp.post("/viec/<int:task_id>/tra")
@requires(*AT_A_DESK)
def release(task_id: int) -> ResponseReturnValue:
    """Put the step back for the department."""
    try:
        with transaction() as session:
            processing.release(session, office(), current_officer(), task_id)
    except NOT_NOW as refusal:
        return _refused(task_id, refusal)
    return redirect(url_for("processing.waiting", o="phong"), 303)


@bp.post("/viec/<int:task_id>/giao")
@requires(*AT_A_DESK)
def give(task_id: int) -> ResponseReturnValue:
    """Give the step to an officer of the department, as its head."""
    login = request.form.get("login", "")
    try:
        with transaction() as session:
            processing.reassign(session, office(), current_officer(), task_id, login)
    except BadAnswers as refusal:
        page = _read(task_id)
        return _show(page, page.suggested, {"login": refusal.problems["officer"]}), 422
    except NOT_NOW as refusal:
        return _refused(task_id, refusal)
    return redirect(url_for("processing.waiting", o="phong"), 303)


def _refused(task_id: int, refusal: Refusal) -> ResponseReturnValue:
    """The step as it is now, with the words why the act was not done."""
    page = _read(task_id)
    return _show(page, page.suggested, refused=refusal.said), refusal.status


def _read(task_id: int) -> StepPage:
    with reading() as session:
        return steps.of_task(session, office(), current_officer(), task_id)


def _answers(page: StepPage, typed: MultiDict[str, str]) -> dict[str, Any]:
    """What was typed into the step's form, and what its verb asks for beside the form."""
    found = forms.read_answers(page.form, typed) if page.form else {}
    if page.does == "assign":
        found["officer"] = typed.get("officer", "")
    if page.does == "receive_supplement":
        found["files"] = [kept for kept in typed.getlist("files") if kept]
    return found


def _show(
    page: StepPage,
    typed: Mapping[str, Any],
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
) -> str:
    labels = forms.labels(page.form, language()) if page.form else {}
    return render_template(
        "processing/step.html",
        page=page,
        head=page.head,
        typed=typed,
        problems=problems or {},
        labels=labels | {"officer": Said("Officer"), "login": Said("Officer")},
        refused=refused,
        not_sent=_told(page, typed),
    )


def _told(page: StepPage, typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was typed, for a page that has no form any more to show it in."""
    if request.method != "POST" or page.form is None:
        return []
    return forms.told(page.form, typed, language())


def _name(page: StepPage) -> str:
    return page.named.says(language())
