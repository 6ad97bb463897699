"""How a book becomes a file: as a workbook, as CSV, as JSON.

A format is a name, a media type and a function from a book to bytes; nothing
here knows what a report is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from engine.errors import Refusal
from engine.i18n import Said, mark
from reports.book import Book
from reports.render import csv, json, xlsx


class UnknownFormat(Refusal):
    """Reports are not made in this format."""

    code: ClassVar[str] = "unknown-format"


@dataclass(frozen=True)
class Format:
    """A kind of file that a book can be written as."""

    media_type: str
    write: Callable[[Book], bytes]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "xlsx": Format(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.write
        ),
        "csv": Format("text/csv; charset=utf-8", csv.write),
        "json": Format("application/json", json.write),
    }
)


def find(name: str) -> Format:
    """The format of this name; raises ``UnknownFormat``, which names those there are."""
    if name not in FORMATS:
        raise UnknownFormat(
            Said(
                mark("Reports are not made as %(format)s. Choose one of: %(formats)s."),
                format=name,
                formats=", ".join(FORMATS),
            )
        )
    return FORMATS[name]


def render(book: Book, name: str) -> bytes:
    """Write a book as a file of this format."""
    return find(name).write(book)


def file_name(book: Book, name: str) -> str:
    """What the file is called: ``deadlines-2026-10.xlsx``."""
    return f"{book.name}-{book.period.key}.{name}"
