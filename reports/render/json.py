"""A report as JSON, for programs: codes and keys in English, moments with their offset.

A word's cell is its code; what the codes mean stands beside the column, so
that a row is short and nothing has to be guessed. Durations are working
minutes, money is whole đồng, percentages are whole percent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from engine.i18n import Said
from reports.book import Book
from reports.table import Cell, Column, Table, Word, said


def write(book: Book) -> bytes:
    """Write the whole book as one object, with all its tables."""
    language = book.language
    return orjson.dumps(
        {
            "report": book.name,
            "title": said(book.title, language),
            "agency": book.agency,
            "period": {
                "key": book.period.key,
                "from": book.period.first,
                "to": book.period.last,
                "said": said(book.period.said, language),
            },
            "made_at": book.made_at,
            "made_by": book.made_by,
            "summary": said(book.summary, language),
            "notes": [
                {"about": said(note.about, language), "says": _said(note.says, language)}
                for note in book.notes
            ],
            "tables": [_table(table, language) for table in book.tables],
        },
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )


def _said(says: Said | str | int | datetime, language: str) -> Any:
    return says.to(language) if isinstance(says, Said) else says


def _table(table: Table, language: str) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": said(table.title, language),
        "columns": [
            _column(column, [row[index] for row in table.rows], language)
            for index, column in enumerate(table.columns)
        ],
        "rows": [_row(row, table) for row in table.rows],
        "totals": _row(table.totals, table) if table.totals else None,
    }


def _column(column: Column, cells: list[Cell], language: str) -> dict[str, Any]:
    return {
        "key": column.key,
        "heading": said(column.heading, language),
        "group": said(column.group, language) if column.group else None,
        "kind": column.kind.value,
        "words": {cell.code: said(cell.said, language) for cell in cells if isinstance(cell, Word)},
    }


def _row(row: tuple[Cell, ...], table: Table) -> dict[str, Any]:
    return {
        column.key: cell.code if isinstance(cell, Word) else cell
        for column, cell in zip(table.columns, row, strict=True)
    }
