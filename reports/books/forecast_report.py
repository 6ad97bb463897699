"""What is going to be late: the open cases by the chance of missing their date.

A report of now: it tells what is to come, so nobody can make that of another
day. Its rows are those of the page.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.i18n import Name, Said, mark
from engine.office import Office
from engine.queries import forecast
from engine.queries.forecast import Asked, Forecast, ForecastRow
from engine.rules import forecast as rules
from reports.book import Book, Note
from reports.books import of_cases
from reports.queries.deadlines import Question
from reports.table import Cell, Column, Kind, Table, Word

TITLE = Said(mark("Cases that may become late"))

_DEADLINE = Said(mark("Deadline"))
_FORECAST = Said(mark("Forecast"))
_NOW = Said(mark("Where it is now"))

COLUMNS = (
    Column("no", Said(mark("No.")), Kind.INTEGER, 5),
    Column("code", Said(mark("Case code")), Kind.CODE, 21),
    Column("owner", Said(mark("Owner of the case")), Kind.TEXT, 24),
    Column("procedure", Said(mark("Procedure")), Kind.WORD, 30),
    Column("step", Said(mark("Step")), Kind.WORD, 22, _NOW),
    Column("holder", Said(mark("Held by")), Kind.WORD, 26, _NOW),
    Column("officer", Said(mark("Officer in charge")), Kind.TEXT, 20, _NOW),
    Column("due", Said(mark("Due at")), Kind.MOMENT, 16, _DEADLINE),
    Column("second", Said(mark("Second date")), Kind.MOMENT, 16, _DEADLINE),
    Column("left", Said(mark("Working days left")), Kind.DURATION, 10, _DEADLINE),
    Column("clock", Said(mark("Clock")), Kind.WORD, 10, _DEADLINE),
    Column("chance", Said(mark("Chance of being late")), Kind.PERCENT, 10, _FORECAST),
    Column("too_long", Said(mark("Earlier stays too long")), Kind.INTEGER, 10, _FORECAST),
    Column("compared", Said(mark("Earlier stays compared")), Kind.INTEGER, 10, _FORECAST),
    Column("why", Said(mark("Why")), Kind.TEXT, 60, _FORECAST),
)

METHOD = Note(Said(mark("How it is forecast")), rules.METHOD)


def make(
    session: Session, office: Office, question: Question, *, language: str, made_by: str
) -> Book:
    """Make the report; raises ``NotFound`` for a unit or procedure that there is not."""
    agency = of_cases.agency(session, question)
    filters = of_cases.filters(session, question, language)
    if question.at_least:
        says = Said(mark("a chance of at least %(percent)s%%"), percent=question.at_least)
        filters.append(Note(Said(mark("Only those that have")), says))
    found = forecast.forecast(session, office, asked(question))
    return Book(
        name="forecast",
        title=TITLE,
        language=language,
        agency=agency.name,
        above=agency.parent.name if agency.parent else "",
        place=agency.place,
        period=question.period,
        summary=summary(found),
        made_at=office.now(),
        made_by=made_by,
        tables=(_list(found, language),),
        notes=(*filters, METHOD, *_hindsight(found)),
    )


def asked(question: Question) -> Asked:
    """The same question as the query takes it."""
    return Asked(
        agency_id=question.agency_id,
        department_id=question.department_id,
        procedure=question.procedure,
        officer=question.officer,
        at_least=question.at_least,
    )


def summary(found: Forecast) -> Said:
    """The forecast in one sentence."""
    return Said(
        mark(
            "%(n)s open cases: %(likely)s with a chance of at least 50%% of being late, %(untold)s "
            "with too little to go by. %(missed)s more have missed their date already and are not "
            "in this list."
        ),
        n=len(found.rows),
        likely=found.likely,
        untold=found.untold,
        missed=found.missed,
    )


def _hindsight(found: Forecast) -> list[Note]:
    about = (
        Said(mark("How good it was, in the whole province"))
        if found.of_province
        else Said(mark("How good it was"))
    )
    return [Note(about, said) for said in found.hit_rate.told]


def _list(found: Forecast, language: str) -> Table:
    return Table(
        key="cases",
        title=Said(mark("List of cases")),
        columns=COLUMNS,
        rows=tuple(_case(no, row, language) for no, row in enumerate(found.rows, start=1)),
    )


def _case(number: int, row: ForecastRow, language: str) -> tuple[Cell, ...]:
    return (
        number,
        row.code,
        row.owner,
        _word(row.procedure_code, row.procedure, language),
        _word(row.step_code, row.step, language),
        _word(row.holder_code, row.holder, language),
        row.officer or None,
        row.due,
        row.second,
        row.left,
        Word("paused", Said(mark("paused"))) if row.paused else Word("runs", Said(mark("runs"))),
        row.percent,
        row.chance.late if row.chance else None,
        row.chance.of if row.chance else None,
        row.why.to(language),
    )


def _word(code: str, name: Name | None, language: str) -> Word | None:
    return Word(code, name.to(language)) if name else None
