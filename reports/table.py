"""Tables of typed cells, before anybody decides how they look.

What a cell holds says what it is: a day stays a day and a number a number,
in the workbook, in CSV and in JSON alike, so that no door can round, cut or
sort in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from engine.i18n import Said


class Kind(StrEnum):
    """What the cells of a column are."""

    CODE = "code"  # text that only looks like a number
    TEXT = "text"
    WORD = "word"  # one of a few, shown in words and known to programs by its code
    INTEGER = "integer"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"  # whole đồng
    PERCENT = "percent"  # whole percent
    DURATION = "duration"  # working minutes, shown as working days of 480


@dataclass(frozen=True)
class Word:
    """One of a few things: its code for programs, its words for people."""

    code: str
    said: Said | str


Cell: TypeAlias = str | Word | int | date | datetime | None


@dataclass(frozen=True)
class Column:
    """A column: its key for programs, its heading, and the heading above a group of them."""

    key: str
    heading: Said
    kind: Kind
    width: int = 12
    group: Said | None = None


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns; ``totals`` is a last row of its own.

    Raises ``ValueError`` when a row does not have a cell for each column.
    """

    key: str
    title: Said
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] | None = None

    def __post_init__(self) -> None:
        lengths = {len(row) for row in (*self.rows, self.totals or self.columns)}
        if lengths != {len(self.columns)}:
            raise ValueError(f"Table {self.key} has rows of {sorted(lengths)} cells.")


def said(text: Said | str, language: str) -> str:
    """Give a text to be read, translated when it can be."""
    return text.to(language) if isinstance(text, Said) else text


def groups(columns: Sequence[Column]) -> list[tuple[Said | None, int]]:
    """The headings above the columns, each with the number of columns it spans."""
    spans: list[tuple[Said | None, int]] = []
    for column in columns:
        if spans and column.group is not None and spans[-1][0] == column.group:
            spans[-1] = (column.group, spans[-1][1] + 1)
        else:
            spans.append((column.group, 1))
    return spans
