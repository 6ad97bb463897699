"""Reports for programs: the books that screens show and sheets hold, as JSON."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.i18n import Said, mark
from engine.queries import organisation
from engine.rules.permission import Action
from engine.rules.standing import Verdict
from reports import catalogue, period, render
from reports.period import Period
from reports.queries.deadlines import Question
from web.api.reader import choose_language
from web.auth import API, current_officer, requires
from web.formats import said
from web.language import language
from web.session import office, reading

bp = Blueprint("api_reports", __name__, url_prefix=f"{API}v1/reports", description="Reports")
bp.before_request(choose_language)


class ReportShape(Schema):
    """A report that can be asked for."""

    name = fields.String()
    title = fields.String()


class Asked(Schema):
    """Which cases a report is to be of; without a period of the running month, or of now."""

    period = fields.String(
        metadata={"description": "2026-10, 2026-Q4, 2026, a day, or two days with .. between"}
    )
    unit = fields.String(metadata={"description": "the code of a department"})
    procedure = fields.String(metadata={"description": "the code of a procedure"})
    standing = fields.Enum(Verdict, by_value=True)
    at_least = fields.Integer(
        validate=validate.Range(0, 100),
        metadata={"description": "of a forecast: the least chance of being late, in percent"},
    )
    language = fields.String(validate=validate.OneOf(["vi", "en"]))


@bp.get("")
@requires(Action.SEE_REPORTS)
@bp.response(200, ReportShape(many=True))
def names() -> list[dict[str, str]]:
    """Which reports there are."""
    return [
        {"name": name, "title": said(report.title)} for name, report in catalogue.REPORTS.items()
    ]


@bp.get("/<name>")
@requires(Action.SEE_REPORTS)
@bp.arguments(Asked, location="query")
@bp.response(200, Schema, description="The book: its tables, their columns and rows, its notes")
def report(asked: dict[str, Any], name: str) -> ResponseReturnValue:
    """A report of the cases that this person sees.

    The same rows, in the same order, as the page and the workbook.
    """
    officer = current_officer()
    with reading() as session:
        question = Question(
            period=_days(name, asked.get("period")),
            agency_id=officer.agency_id,
            department_id=_unit(session, officer.agency_id, asked.get("unit")),
            procedure=asked.get("procedure"),
            officer=officer,
            verdict=asked.get("standing"),
            at_least=asked.get("at_least", 0),
        )
        book = catalogue.make(
            session, office(), name, question, language=language(), made_by=officer.name
        )
    return Response(render.render(book, "json"), mimetype=render.find("json").media_type)


def _days(name: str, asked: str | None) -> Period:
    if asked:
        return period.read(asked)
    return catalogue.usual_period(office(), name) or period.read(f"{office().today():%Y-%m}")


def _unit(session: Session, agency_id: int, code: str | None) -> int | None:
    if code is None:
        return None
    for unit in organisation.departments(session, agency_id):
        if unit.code == code:
            return unit.id
    raise NotFound(Said(mark("There is no unit %(code)s."), code=code))
