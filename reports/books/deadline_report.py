"""The deadline report: every case in hand, and the figures by procedure and by unit.

The list and the figures come from the same rows, so that a figure can always
be explained by its cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.office import Office
from engine.queries import late_causes
from engine.queries.late_causes import Confirmed
from engine.rules import late_cause
from engine.rules.names import fold
from engine.rules.standing import Verdict
from reports.book import Book, Note
from reports.books import of_cases
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
    agency = of_cases.agency(session, question)
    filters = of_cases.filters(session, question, language)
    rows = deadlines(session, office, question)
    late = [row.case_id for row in rows if row.standing.is_late]
    causes = late_causes.confirmed(session, office, late)
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
            _list(rows, causes, language),
            _figures(
                "by_procedure",
                Said(mark("By procedure")),
                Said(mark("Procedure")),
                rows,
                lambda row: of_cases.procedure(row, language),
            ),
            _figures(
                "by_unit",
                Said(mark("By unit")),
                Said(mark("Held by")),
                rows,
                lambda row: of_cases.holder(row, language),
            ),
        ),
        notes=(
            *filters,
            Note(Said(mark("Judged at")), judged_at(office, question.period)),
            *RULES,
        ),
    )


def _list(rows: list[DeadlineRow], causes: Mapping[int, Confirmed], language: str) -> Table:
    return Table(
        key="cases",
        title=Said(mark("List of cases")),
        columns=CASE_COLUMNS,
        rows=tuple(
            (*_case(number, row, language), *_why(row, causes.get(row.case_id)))
            for number, row in enumerate(rows, start=1)
        ),
    )


def _case(number: int, row: DeadlineRow, language: str) -> tuple[Cell, ...]:
    verdict = row.standing.verdict
    return (
        number,
        row.code,
        row.owner,
        of_cases.procedure(row, language),
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
        of_cases.holder(row, language),
        Word(row.step_code, of_cases.named(row.step, row.step_en, language))
        if row.step_code
        else None,
        row.officer or None,
        row.time_spent.total,
        *(row.time_spent.of(cause) for cause in CAUSES),
    )


def _why(row: DeadlineRow, cause: Confirmed | None) -> tuple[Cell, Cell]:
    """What most of the time that counted went into, and the confirmed cause, of a late case."""
    if not row.standing.is_late:
        return None, None
    return (
        of_cases.computed(late_cause.computed(row.time_spent)),
        Word(cause.cause, cause.named) if cause else None,
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
