"""Why cases were late: the late cases of a period and their causes, and the figures by cause.

The figures are counted from the rows of the list, so that each can be
explained by its cases. As a letter it is the explanation that an agency sends
its superior, of the same rows and figures.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.office import Office
from engine.queries import late_causes
from engine.rules.late_cause import CauseList, OfficialCause
from reports.book import Book, Letter, Note
from reports.books import of_cases
from reports.books.deadline_columns import TOTAL
from reports.queries.deadlines import Question, judged_at
from reports.queries.late_causes import LateFigures, LateRow, late_cases, late_figures
from reports.table import Cell, Column, Kind, Table, Word

TITLE = Said(mark("Causes of late cases"))
LETTER = Letter("late_causes.docx", Said(mark("Explanation of late cases")))
UNCONFIRMED = Said(mark("Not confirmed yet"))

_SPENT_IN = Said(mark("Only with most of the time in"))
_CASE = Said(mark("Case"))
_DEADLINE = Said(mark("Deadline"))
_COMPUTED = Said(mark("Computed"))
_OFFICIAL = Said(mark("Official cause"))

_CASE_COLUMNS = (
    Column("no", Said(mark("No.")), Kind.INTEGER, 5),
    Column("code", Said(mark("Case code")), Kind.CODE, 21, _CASE),
    Column("owner", Said(mark("Owner of the case")), Kind.TEXT, 22, _CASE),
    Column("procedure", Said(mark("Procedure")), Kind.WORD, 26, _CASE),
    Column("due", Said(mark("Due at")), Kind.MOMENT, 16, _DEADLINE),
    Column("finished", Said(mark("Finished at")), Kind.MOMENT, 16, _DEADLINE),
    Column("late", Said(mark("Working days late")), Kind.DURATION, 9, _DEADLINE),
    Column("holder", Said(mark("Held by")), Kind.WORD, 22),
    Column("computed", Said(mark("Most time went into")), Kind.WORD, 18, _COMPUTED),
    Column("unit", Said(mark("In unit")), Kind.WORD, 22, _COMPUTED),
    Column("why", Said(mark("Where the time went")), Kind.TEXT, 44, _COMPUTED),
    Column("proposed", Said(mark("Proposal")), Kind.WORD, 26, _COMPUTED),
    Column("cause", Said(mark("Cause")), Kind.WORD, 28, _OFFICIAL),
    Column("note", Said(mark("In words")), Kind.TEXT, 28, _OFFICIAL),
    Column("confirmed_by", Said(mark("Confirmed by")), Kind.TEXT, 20, _OFFICIAL),
    Column("confirmed_at", Said(mark("Confirmed at")), Kind.MOMENT, 16, _OFFICIAL),
)
_CAUSE_COLUMNS = (
    Column("no", Said(mark("No.")), Kind.INTEGER, 5),
    Column("cause", Said(mark("Official cause")), Kind.WORD, 60),
    Column("whose", Said(mark("Whose doing")), Kind.WORD, 22),
    Column("cases", Said(mark("Cases")), Kind.INTEGER, 10),
    Column("finished", Said(mark("Finished late")), Kind.INTEGER, 12),
    Column("open", Said(mark("Open, overdue")), Kind.INTEGER, 12),
)


def make(
    session: Session, office: Office, question: Question, *, language: str, made_by: str
) -> Book:
    """Make the report; raises ``NotFound`` for a unit or procedure that there is not."""
    agency = of_cases.agency(session, question)
    filters = of_cases.filters(session, question, language, unit=_SPENT_IN)
    rows = late_cases(session, office, question)
    known = late_causes.cause_list(office)
    return Book(
        name="late-causes",
        title=TITLE,
        language=language,
        agency=agency.name,
        above=agency.parent.name if agency.parent else "",
        place=agency.place,
        period=question.period,
        summary=_summary(late_figures(rows)),
        made_at=office.now(),
        made_by=made_by,
        tables=(_list(rows, language), by_cause(rows, known)),
        notes=(
            *filters,
            Note(Said(mark("Judged at")), judged_at(office, question.period)),
            Note(
                Said(mark("Which cases")),
                Said(
                    mark(
                        "Cases in hand in the period that were finished after their due date, or "
                        "were open after it and not paused, as the deadline report judges them."
                    )
                ),
            ),
            Note(
                _COMPUTED,
                Said(
                    mark(
                        "What most of the time that counted went into; the applicant's time has "
                        "put the due date off and is passed over."
                    )
                ),
            ),
            Note(Said(mark("List of causes")), known.source),
        ),
        letter=LETTER,
    )


def by_cause(rows: Sequence[LateRow], known: CauseList) -> Table:
    """How many cases each cause has, in the order of the list; those without one last."""
    counted: list[tuple[str, Said, Said | None]] = [
        (cause.key, cause.named, cause.whose.said) for cause in known.causes
    ]
    found = {row.confirmed.cause if row.confirmed else "" for row in rows}
    lost = found - {key for key, _, _ in counted} - {""}
    counted += [(key, known.called(key), None) for key in sorted(lost)]
    counted.append(("", UNCONFIRMED, None))
    lines = [
        (Word(key, named), Word("", whose) if whose else None, *_counts(rows, key))
        for key, named, whose in counted
        if key in found
    ]
    return Table(
        key="by_cause",
        title=Said(mark("By cause")),
        columns=_CAUSE_COLUMNS,
        rows=tuple((number, *line) for number, line in enumerate(lines, start=1)),
        totals=(None, Word("", TOTAL), None, *_figures(late_figures(rows))),
    )


def _list(rows: Sequence[LateRow], language: str) -> Table:
    return Table(
        key="cases",
        title=Said(mark("List of cases")),
        columns=_CASE_COLUMNS,
        rows=tuple(_case(number, row, language) for number, row in enumerate(rows, start=1)),
    )


def _case(number: int, row: LateRow, language: str) -> tuple[Cell, ...]:
    case, confirmed = row.case, row.confirmed
    return (
        number,
        case.code,
        case.owner,
        of_cases.procedure(case, language),
        case.due,
        case.finished,
        row.minutes_late,
        of_cases.holder(case, language),
        of_cases.computed(row.computed.share),
        _unit(row),
        row.computed.spent.told.to(language),
        _official(row.computed.proposed),
        Word(confirmed.cause, confirmed.named) if confirmed else None,
        confirmed.note if confirmed else None,
        confirmed.by if confirmed else None,
        confirmed.at if confirmed else None,
    )


def _unit(row: LateRow) -> Word | None:
    named = row.computed.spent.units.get(row.unit)
    return Word(row.unit, named or row.unit) if row.unit else None


def _official(cause: OfficialCause | None) -> Word | None:
    return Word(cause.key, cause.named) if cause else None


def _counts(rows: Sequence[LateRow], key: str) -> tuple[int, int, int]:
    return _figures(
        late_figures(row for row in rows if (row.confirmed.cause if row.confirmed else "") == key)
    )


def _figures(counted: LateFigures) -> tuple[int, int, int]:
    return counted.late, counted.finished, counted.open


def _summary(counted: LateFigures) -> Said:
    return Said(
        mark(
            "%(late)s late cases: %(finished)s finished late, %(open)s open and overdue; "
            "the cause of %(confirmed)s is confirmed, of %(unconfirmed)s not yet."
        ),
        late=counted.late,
        finished=counted.finished,
        open=counted.open,
        confirmed=counted.confirmed,
        unconfirmed=counted.unconfirmed,
    )
