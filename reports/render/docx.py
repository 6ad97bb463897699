"""A report as a letter: its tables in a Word template of its own.

Most reports are sheets; one that an agency sends with words of its own names a
template (``Book.letter``), which lays out the tables by the keys of their
columns. A letter of an office is Vietnamese, whatever the screen speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from engine.errors import Refusal
from engine.gateways import paper_words, word
from engine.i18n import mark
from engine.rules import why_late
from engine.rules.calendar import office_time
from engine.rules.day_words import short
from reports.book import Book
from reports.render import front_matter
from reports.table import Cell, Kind, Table, Word, said

LANGUAGE = "vi"


class NoLetter(Refusal):
    """The report has no template by which it could be a letter."""

    code: ClassVar[str] = "no-letter"
    default: ClassVar[str] = mark("This report is not made as a Word letter.")


def write(book: Book) -> bytes:
    """Fill the book's template; raises ``NoLetter`` for a report without one."""
    if book.letter is None:
        raise NoLetter
    facts = {
        "agency": book.agency,
        "superior": book.above,
        "place": book.place or "……",
        "dated": paper_words.long_day(book.made_at.date()),
        "period": said(book.period.said, LANGUAGE),
        "days": front_matter.days(book).to(LANGUAGE),
        "summary": said(book.summary, LANGUAGE),
        "made_at": short(office_time(book.made_at)),
        "tables": {table.key: _table(table) for table in book.tables},
    }
    title = f"{book.letter.title.to(LANGUAGE)}, {facts['period']}"
    return word.fill(book.letter.template, facts, title=title, made_at=book.made_at)


def _table(table: Table) -> Mapping[str, Any]:
    return {
        "rows": [_row(row, table) for row in table.rows],
        "totals": _row(table.totals, table) if table.totals else None,
    }


def _row(row: tuple[Cell, ...], table: Table) -> Mapping[str, str]:
    return {
        column.key: _written(cell, column.kind)
        for column, cell in zip(table.columns, row, strict=True)
    }


def _written(cell: Cell, kind: Kind) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Word):
        return said(cell.said, LANGUAGE)
    if isinstance(cell, datetime):
        return short(office_time(cell))
    if isinstance(cell, date):
        return paper_words.day(cell)
    if isinstance(cell, int) and kind is Kind.DURATION:
        return why_late.worked(cell).to(LANGUAGE)
    return f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell
