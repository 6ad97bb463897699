"""The deadline report: every case in hand, and the figures by procedure and by unit.

The list and the figures come from the same rows, so that a figure can always
be explained by its cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.i18n import Said, mark
from engine.models import Agency, Department, Procedure
from engine.office import Office
from engine.rules.names import fold
from engine.rules.standing import Verdict
from reports.book import Book, Note
from reports.books.deadline_columns import (
    CASE_COLUMNS,
    CAUSES,
    FIGURE_COLUMNS,
    RULES,
    TITLE,
    TOTAL,
    VERDICTS,
)
from reports.queries.deadlines import (
    DeadlineRow,
    Figures,
    Question,
    deadlines,
    figures,
    judged_at,
)
from reports.table import Cell, Column, Kind, Table, Word

__all__ = ["TITLE", "VERDICTS", "make"]


def make(
    session: Session, office: Office, question: Question, *, language: str, made_by: str
) -> Book:
    """Make the report; raises ``NotFound`` for a unit or procedure that there is not."""
    agency = _agency(session, question)
    filters = _filters(session, question, language)
    rows = deadlines(session, office, question)
    return Book(
        name="deadlines",
        title=TITLE,
        language=language,
        agency=agency.name,
        above=agency.parent.name if agency.parent else "",
        place=agency.place,
        period=question.period,
        summary=_summary(figures(rows)),
        made_at=office.now(),
        made_by=made_by,
        tables=(
            _list(rows, language),
            _figures(
                "by_procedure",
                Said(mark("By procedure")),
                Said(mark("Procedure")),
                rows,
                lambda row: _procedure(row, language),
            ),
            _figures(
                "by_unit",
                Said(mark("By unit")),
                Said(mark("Held by")),
                rows,
                lambda row: _holder(row, language),
            ),
        ),
        notes=(
            *filters,
            Note(Said(mark("Judged at")), judged_at(office, question.period)),
            *RULES,
        ),
    )


def _list(rows: list[DeadlineRow], language: str) -> Table:
    return Table(
        key="cases",
        title=Said(mark("List of cases")),
        columns=CASE_COLUMNS,
        rows=tuple(_case(number, row, language) for number, row in enumerate(rows, start=1)),
    )


def _case(number: int, row: DeadlineRow, language: str) -> tuple[Cell, ...]:
    verdict = row.standing.verdict
    return (
        number,
        row.code,
        row.owner,
        _procedure(row, language),
        row.received,
        row.original_due,
        row.due,
        row.put_off,
        row.finished,
        Word(verdict.value, VERDICTS[verdict]),
        # While the clock stands still there is no time left to speak of.
        None if verdict is Verdict.PAUSED else row.standing.minutes,
        row.late_steps,
        Word(row.status.name.lower(), row.status.said),
        _holder(row, language),
        Word(row.step_code, _named(row.step, row.step_en, language)) if row.step_code else None,
        row.officer or None,
        row.time_spent.total,
        *(row.time_spent.of(cause) for cause in CAUSES),
    )


def _figures(
    key: str,
    title: Said,
    heading: Said,
    rows: Iterable[DeadlineRow],
    belongs: Callable[[DeadlineRow], Word],
) -> Table:
    """The figures of each group of rows, and of all."""
    grouped: dict[Word, list[DeadlineRow]] = {}
    for row in rows:
        grouped.setdefault(belongs(row), []).append(row)
    ordered = sorted(grouped, key=lambda word: (fold(str(word.said)), word.code))
    everything = [row for word in ordered for row in grouped[word]]
    return Table(
        key=key,
        title=title,
        columns=(
            Column("no", Said(mark("No.")), Kind.INTEGER, 5),
            Column("name", heading, Kind.WORD, 40),
            *FIGURE_COLUMNS,
        ),
        rows=tuple(
            (number, word, *_counts(figures(grouped[word])))
            for number, word in enumerate(ordered, start=1)
        ),
        totals=(None, Word("", TOTAL), *_counts(figures(everything))),
    )


def _counts(counted: Figures) -> tuple[int, ...]:
    return tuple(getattr(counted, column.key) for column in FIGURE_COLUMNS)


def _procedure(row: DeadlineRow, language: str) -> Word:
    return Word(row.procedure_code, _named(row.procedure, row.procedure_en, language))


def _holder(row: DeadlineRow, language: str) -> Word:
    return Word(row.holder_code, _named(row.holder, row.holder_en, language) or "—")


def _named(name: str, name_en: str, language: str) -> str:
    """A name of the office's data: Vietnamese, or English where somebody gave it one."""
    return name_en if language == "en" and name_en else name


def _summary(counted: Figures) -> Said:
    return Said(
        mark(
            "%(in_hand)s cases in hand (%(carried_over)s carried over, %(received)s received): "
            "%(done)s done, %(late)s of them late; %(open)s open, of them %(overdue)s overdue, "
            "%(near_due)s near due, %(paused)s paused."
        ),
        in_hand=counted.in_hand,
        carried_over=counted.carried_over,
        received=counted.received,
        done=counted.done,
        late=counted.late,
        open=counted.open,
        overdue=counted.overdue,
        near_due=counted.near_due,
        paused=counted.paused,
    )


def _agency(session: Session, question: Question) -> Agency:
    """Whose report it is: the agency's, the department's, or the whole province's."""
    wanted = select(Agency).order_by(Agency.parent_id.is_not(None), Agency.id).limit(1)
    if question.agency_id is not None:
        wanted = select(Agency).where(Agency.id == question.agency_id)
    elif question.department_id is not None:
        theirs = select(Department.agency_id).where(Department.id == question.department_id)
        wanted = select(Agency).where(Agency.id == theirs.scalar_subquery())
    found = session.scalars(wanted).first()
    if found is None:
        raise NotFound(Said(mark("There is no such agency.")))
    return found


def _filters(session: Session, question: Question, language: str) -> list[Note]:
    """What the report was narrowed to, in words."""
    notes = []
    if question.department_id is not None:
        department = session.get(Department, question.department_id)
        if department is None:
            raise NotFound(Said(mark("There is no such unit.")))
        name = _named(department.name, department.name_en, language)
        notes.append(Note(Said(mark("Only held by")), name))
    if question.procedure is not None:
        wanted = select(Procedure).where(Procedure.code == question.procedure)
        procedure = session.scalars(wanted).first()
        if procedure is None:
            raise NotFound(Said(mark("There is no procedure %(code)s."), code=question.procedure))
        name = _named(procedure.name, procedure.name_en, language)
        notes.append(Note(Said(mark("Only the procedure")), f"{procedure.code} {name}"))
    if question.verdict is not None:
        notes.append(Note(Said(mark("Only those that are")), VERDICTS[question.verdict]))
    if question.officer is not None:
        notes.append(Note(Said(mark("Only what may be seen by")), question.officer.name))
    return notes
