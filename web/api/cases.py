"""Cases for programs: found by a search, or one with its deadline and where its time went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from engine.queries import case_file as case_files
from engine.queries import find_cases
from engine.queries.case_file import CaseFile
from engine.queries.case_progress import StepLine
from engine.rules.permission import Action
from web.api.reader import choose_language
from web.api.shapes import CaseShape, HitShape
from web.auth import API, current_officer, requires
from web.formats import said
from web.session import office, reading

bp = Blueprint(
    "api_cases", __name__, url_prefix=f"{API}v1/cases", description="Cases and their deadlines"
)
bp.before_request(choose_language)


class Search(Schema):
    """What a search asks for."""

    q = fields.String(
        required=True,
        validate=validate.Length(min=1, max=200),
        metadata={"description": "part of a code, an owner's name or a procedure's name"},
    )
    language = fields.String(validate=validate.OneOf(["vi", "en"]))


@bp.get("")
@requires(Action.SEE_CASES)
@bp.arguments(Search, location="query")
@bp.response(200, HitShape(many=True))
def search(asked: dict[str, Any]) -> Sequence[Any]:
    """Find cases by code, owner or procedure.

    At most 50, newest first, among those that this person sees.
    """
    with reading() as session:
        return find_cases.cases(session, office(), current_officer(), asked["q"])


@bp.get("/<code>")
@requires(Action.SEE_CASES)
@bp.response(200, CaseShape)
def case(code: str) -> dict[str, Any]:
    """One case with its deadline.

    How it stands as the law counts and as its steps count, why it is due when
    it is, and where its working time went: as its file shows it.
    """
    with reading() as session:
        return _told(case_files.case_file(session, office(), current_officer(), code))


def _told(file: CaseFile) -> dict[str, Any]:
    progress, spent = file.progress, file.progress.time_spent
    by_steps = progress.by_steps
    return {
        **{key: getattr(file.head, key) for key in HEAD},
        "status": {"code": file.head.status.value, "name": said(file.head.status.said)},
        "by_steps": by_steps,
        "explanation": progress.explanation.reasons if progress.explanation else (),
        "time_spent": spent.elapsed if spent else None,
        "why": said(spent.told) if spent else "",
        "pauses": file.clock.pauses,
        "waiting": [_step(step) for step in progress.waiting],
    }


HEAD = (
    "code", "owner", "procedure_code", "procedure", "agency", "standing", "channel", "received",
    "original_due", "due", "second_due", "finished", "returned", "closed", "outcome", "holder",
)  # fmt: skip


def _step(step: StepLine) -> dict[str, Any]:
    return {
        "step": step.step, "name": step.named, "unit": step.department, "by": step.by,
        "started": step.started, "due": step.due, "standing": step.standing,
    }  # fmt: skip
