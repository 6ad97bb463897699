"""Supplements asked for late: the requests of a period in the last fifth of their term."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.office import Office
from engine.rules.late_request import LAST_FIFTH
from reports.book import Book, Note
from reports.books import of_cases
from reports.queries.deadlines import Question
from reports.queries.late_requests import RequestRow, late_requests
from reports.table import Cell, Column, Kind, Table, Word

TITLE = Said(mark("Supplements asked for late"))

_UNIT = Said(mark("Only issued by"))
_REQUEST = Said(mark("The request"))
_TERM = Said(mark("The term"))
_COLUMNS = (
    Column("no", Said(mark("No.")), Kind.INTEGER, 5),
    Column("code", Said(mark("Case code")), Kind.CODE, 21),
    Column("owner", Said(mark("Owner of the case")), Kind.TEXT, 24),
    Column("procedure", Said(mark("Procedure")), Kind.WORD, 32),
    Column("request", Said(mark("Request no.")), Kind.CODE, 14, _REQUEST),
    Column("issued", Said(mark("Issued at")), Kind.MOMENT, 16, _REQUEST),
    Column("by", Said(mark("Issued by")), Kind.TEXT, 22, _REQUEST),
    Column("unit", Said(mark("Unit")), Kind.WORD, 26, _REQUEST),
    Column("share", Said(mark("Used up")), Kind.PERCENT, 10, _TERM),
    Column("due_then", Said(mark("Due at that moment")), Kind.MOMENT, 16, _TERM),
)


def make(
    session: Session, office: Office, question: Question, *, language: str, made_by: str
) -> Book:
    """Make the report; raises ``NotFound`` for a unit or procedure that there is not."""
    agency = of_cases.agency(session, question)
    filters = of_cases.filters(session, question, language, unit=_UNIT)
    found = late_requests(session, office, question)
    return Book(
        name="late-supplements",
        title=TITLE,
        language=language,
        agency=agency.name,
        above=agency.parent.name if agency.parent else "",
        place=agency.place,
        period=question.period,
        summary=Said(
            mark("%(late)s of %(all)s requests for a supplement in the last fifth of the term."),
            late=len(found.late),
            all=found.all,
        ),
        made_at=office.now(),
        made_by=made_by,
        tables=(
            Table(
                key="requests",
                title=TITLE,
                columns=_COLUMNS,
                rows=tuple(_cells(n, row, language) for n, row in enumerate(found.late, start=1)),
            ),
        ),
        notes=(
            *filters,
            Note(
                Said(mark("Which requests")),
                Said(
                    mark(
                        "Issued in the period when %(share)s of every hundred minutes of working "
                        "time between reception and the due date of then were used up, or more; "
                        "earlier pauses do not count."
                    ),
                    share=LAST_FIFTH,
                ),
            ),
        ),
    )


def _cells(number: int, row: RequestRow, language: str) -> tuple[Cell, ...]:
    return (
        number,
        row.code,
        row.owner,
        Word(row.procedure_code, of_cases.named(row.procedure, row.procedure_en, language)),
        row.notation,
        row.issued,
        row.by,
        Word(row.unit_code, of_cases.named(row.unit, row.unit_en, language)),
        row.share,
        row.due_then,
    )
