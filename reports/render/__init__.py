"""How a book becomes a file: as a workbook, as CSV, as JSON, as a letter in Word.

A format is a name, a media type and a function from a book to bytes; nothing
here knows what a report is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from engine.errors import Refusal
from engine.gateways import word
from engine.i18n import Said, mark
from reports.book import Book
from reports.render import csv, docx, json, xlsx

# The one format that a report must have a template for.
LETTER = "docx"


class UnknownFormat(Refusal):
    """Reports are not made in this format."""

    code: ClassVar[str] = "unknown-format"


@dataclass(frozen=True)
class Format:
    """A kind of file that a book can be written as; ``language`` is the only one it speaks."""

    media_type: str
    write: Callable[[Book], bytes]
    language: str = ""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "xlsx": Format(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.write
        ),
        "csv": Format("text/csv; charset=utf-8", csv.write),
        "json": Format("application/json", json.write),
        LETTER: Format(word.MEDIA_TYPE, docx.write, docx.LANGUAGE),
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


def language(name: str, wanted: str) -> str:
    """The language in which a book is made for this format."""
    return find(name).language or wanted


def file_name(book: Book, name: str) -> str:
    """What the file is called: ``deadlines-2026-10.xlsx``; a letter by its title."""
    if name == LETTER and book.letter is not None:
        return f"{book.letter.title.to(docx.LANGUAGE)} {book.period.key}.{name}"
    return f"{book.name}-{book.period.key}.{name}"
