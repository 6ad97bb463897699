"""The case file, and what may be done to a case from outside its diagram."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import documents, reception
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.models import Case
from engine.queries import case_file
from engine.rules.permission import Action
from web import uploads
from web.again import shows_again
from web.auth import requires
from web.processing import bp
from web.session import NOT_NOW, current_officer, office, once, reading


@bp.get("/hs/<code>")
@requires(Action.SEE_CASES)
def show(code: str) -> ResponseReturnValue:
    """Everything about a case, the same for everybody who sees it."""
    return _show(code)


@bp.get("/hs/<code>/quy-trinh.bpmn")
@requires(Action.SEE_CASES)
def diagram(code: str) -> ResponseReturnValue:
    """The drawing the case runs by, as the viewer loads it."""
    with reading() as session:
        drawing = case_file.diagram(session, current_officer(), code)
    return Response(drawing, mimetype="application/xml")


def _again(code: str) -> ResponseReturnValue:
    return _show(code, request.form)


@bp.post("/hs/<code>/rut")
@requires(Action.WITHDRAW)
@shows_again(_again)
def withdraw(code: str) -> ResponseReturnValue:
    """End a case because the citizen asked for it back."""
    return _end(code, reception.withdraw_case, "withdraw")


@bp.post("/hs/<code>/huy")
@requires(Action.VOID)
@shows_again(_again)
def void(code: str) -> ResponseReturnValue:
    """Void a case that was registered by mistake."""
    return _end(code, reception.void_case, "void")


@bp.post("/hs/<code>/tep")
@requires(Action.PROCESS, Action.REGISTER)
@shows_again(_again)
def attach(code: str) -> ResponseReturnValue:
    """Add a file to the case."""
    kept = uploads.received()
    file_id = kept.typed.get("file", "")
    if kept.problems or not file_id:
        problems = kept.problems or {"file": Said("Choose a file first.")}
        return _show(code, kept.typed, problems), 422

    def act(session: Session) -> str:
        title = kept.typed.get("title", "")
        documents.attach(session, office(), current_officer(), code, file_id, title)
        return url_for("processing.show", code=code, _anchor="files")

    try:
        return once(act)
    except BadAnswers as refusal:
        return _show(code, uploads.without(kept.typed, refusal), refusal.problems), 422
    except NOT_NOW as refusal:
        return _show(code, kept.typed, refused=refusal.said), refusal.status


def _end(code: str, verb: Callable[..., Case], act: str) -> ResponseReturnValue:
    reason = request.form.get(f"{act}_reason", "")

    def end(session: Session) -> str:
        verb(session, office(), current_officer(), code, reason)
        return url_for("processing.show", code=code)

    try:
        return once(end)
    except BadAnswers as refusal:
        return _show(code, request.form, {f"{act}_reason": refusal.problems["reason"]}), 422
    except NOT_NOW as refusal:
        # Somebody was quicker: the page says who and when, and keeps what was typed.
        return _show(code, request.form, refused=refusal.said), refusal.status


def _show(
    code: str,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
) -> str:
    with reading() as session:
        found = case_file.case_file(session, office(), current_officer(), code)
    return render_template(
        "processing/case_file.html",
        case=found,
        head=found.head,
        typed=typed or {},
        problems=problems or {},
        refused=refused,
    )
