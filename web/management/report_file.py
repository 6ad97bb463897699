"""A page's report as a file: the same rows, to be kept and sent on."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Protocol

from flask import send_file
from flask.typing import ResponseReturnValue

from engine.models import Officer
from engine.queries import organisation
from engine.queries.organisation import Named
from reports import catalogue, render
from reports.queries.deadlines import Question
from web.auth import current_officer
from web.language import language
from web.session import office, reading


class Asked(Protocol):
    """What a page was asked for, by its filter."""

    def question(self, officer: Officer, units: Sequence[Named], /) -> Question:
        """The same as the report is asked it."""
        ...


def as_file(name: str, asked: Asked, kind: str = "xlsx") -> ResponseReturnValue:
    """Give a report of what a page shows, as a workbook or another kind of file."""
    officer = current_officer()
    with reading() as session:
        units = organisation.departments(session, officer.agency_id)
        book = catalogue.make(
            session, office(), name, asked.question(officer, units),
            language=render.language(kind, language()), made_by=officer.name,
        )  # fmt: skip
    file, media_type = BytesIO(render.render(book, kind)), render.find(kind).media_type
    named = render.file_name(book, kind)
    return send_file(file, media_type, as_attachment=True, download_name=named)
