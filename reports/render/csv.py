"""A report as CSV: its first table, for whoever works on in another program.

With a byte-order mark, without which Excel reads Vietnamese as gibberish. A
spreadsheet takes a text that begins with ``= + - @`` for a formula, also in
CSV, so such a text gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from engine.rules.standing import WORKING_DAY
from reports.book import Book
from reports.table import Cell, Kind, Word, said

RISKY = ("=", "+", "-", "@", "\t", "\r")


def write(book: Book) -> bytes:
    """Write the report's own table: a heading row, then its rows."""
    table = book.tables[0]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(said(column.heading, book.language) for column in table.columns)
    for row in table.rows:
        writer.writerow(
            _written(cell, column.kind, book.language)
            for cell, column in zip(row, table.columns, strict=True)
        )
    return text.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """Keep a text from being taken for a formula.

    >>> guarded("=1+1"), guarded("Nguyễn Văn An")
    ("'=1+1", 'Nguyễn Văn An')
    """
    return f"'{text}" if text.startswith(RISKY) or text.lstrip().startswith(RISKY) else text


def _written(cell: Cell, kind: Kind, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Word):
        return guarded(said(cell.said, language))
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if kind is Kind.DURATION:
        days = f"{Decimal(cell) / WORKING_DAY:.1f}"
        return days.replace(".", ",") if language == "vi" else days
    return f"{cell}%" if kind is Kind.PERCENT else str(cell)
