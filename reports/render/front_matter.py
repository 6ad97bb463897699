"""What stands around the tables of every printed report: its head, its cover.

The national header is that of Decree 30/2020/NĐ-CP, annex I. Kept apart from
the writing of any one kind of file, so that all kinds say the same.
"""

from __future__ import annotations

from engine.i18n import Said, mark
from reports.book import Book, Note
from reports.table import Table, said

COUNTRY = Said(mark("SOCIALIST REPUBLIC OF VIETNAM"))
MOTTO = Said(mark("Independence – Freedom – Happiness"))
COVER = Said(mark("About this report"))
PREPARED_BY = Said(mark("Prepared by"))
HEAD_OF_UNIT = Said(mark("Head of the unit"))
SIGNATURE = Said(mark("(Signature, seal, full name)"))
PAGE = Said(mark("Page"))
NO_ROWS = Said(mark("There is no case in this period."))


def place_and_day(book: Book) -> str:
    """Where and on which day the report was made, as a paper says it."""
    return Said(
        mark("%(place)s, day %(day)s month %(month)s year %(year)s"),
        place=book.place or "…",
        day=f"{book.made_at.day:02}",
        month=f"{book.made_at.month:02}",
        year=book.made_at.year,
    ).to(book.language)


def heading(book: Book, table: Table) -> str:
    """What a sheet is of: the report, and which of its tables."""
    return f"{said(book.title, book.language)}: {said(table.title, book.language)}"


def period(book: Book) -> str:
    """Of which days a sheet is, in one line."""
    line = Said(mark("Period: %(period)s (%(days)s)"), period=book.period.said, days=days(book))
    return line.to(book.language)


def cover(book: Book) -> list[Note]:
    """The lines of the cover: what, of which days, by which rules, who made it when."""
    return [
        Note(Said(mark("Report")), book.title),
        Note(Said(mark("Unit")), book.agency),
        Note(Said(mark("Period")), book.period.said),
        Note(Said(mark("Days")), days(book)),
        *book.notes,
        Note(Said(mark("Made at")), book.made_at),
        Note(Said(mark("Made by")), book.made_by),
        Note(Said(mark("Number of rows")), book.rows),
    ]


def days(book: Book) -> Said:
    """The first and the last day of a report's period."""
    return Said(
        mark("from %(first)s to %(last)s"),
        first=f"{book.period.first:%d/%m/%Y}",
        last=f"{book.period.last:%d/%m/%Y}",
    )
