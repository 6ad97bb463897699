"""The case file, its drawing, and the files added to it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import documents
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.queries import apologies, case_file, forecast, honest_promise, late_causes
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
    return show_case(code)


@bp.get("/hs/<code>/quy-trinh.bpmn")
@requires(Action.SEE_CASES)
def diagram(code: str) -> ResponseReturnValue:
    """The drawing the case runs by, as the viewer loads it."""
    with reading() as session:
        drawing = case_file.diagram(session, current_officer(), code)
    return Response(drawing, mimetype="application/xml")


def _again(code: str) -> ResponseReturnValue:
    return show_case(code, request.form)


@bp.post("/hs/<code>/tep")
@requires(Action.PROCESS, Action.REGISTER)
@shows_again(_again)
def attach(code: str) -> ResponseReturnValue:
    """Add a file to the case."""
    kept = uploads.received()
    file_id = kept.typed.get("file", "")
    if kept.problems or not file_id:
        problems = kept.problems or {"file": Said("Choose a file first.")}
        return show_case(code, kept.typed, problems), 422

    def act(session: Session) -> str:
        title = kept.typed.get("title", "")
        documents.attach(session, office(), current_officer(), code, file_id, title)
        return url_for("processing.show", code=code, _anchor="files")

    try:
        return once(act)
    except BadAnswers as refusal:
        return show_case(code, uploads.without(kept.typed, refusal), refusal.problems), 422
    except NOT_NOW as refusal:
        return show_case(code, kept.typed, refused=refusal.said), refusal.status


def show_case(
    code: str,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
) -> str:
    """The case file, perhaps with what was typed into one of its forms and refused."""
    with reading() as session:
        found = case_file.case_file(session, office(), current_officer(), code)
        honest = honest_promise.of_case(session, office(), current_officer(), code)
        draft = apologies.of_case(session, office(), current_officer(), code)
        late = late_causes.of_case(session, office(), current_officer(), code)
        ahead = forecast.of_case(session, office(), current_officer(), code)
    return render_template(
        "processing/case_file.html",
        case=found,
        head=found.head,
        honest=honest,
        late=late,
        forecast=ahead,
        draft=draft,
        typed=typed or {},
        problems=problems or {},
        refused=refused,
    )
