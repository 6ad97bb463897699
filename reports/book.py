"""A book: a report ready to be written, whatever it will be written as.

Its tables, and what a reader must know of them: of whom, of which days, made
when and by whom, and by which rules the figures were counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.i18n import Said
from reports.period import Period
from reports.table import Table


@dataclass(frozen=True)
class Note:
    """A line of the cover sheet: what it is about, and what it says."""

    about: Said
    says: Said | str | int | datetime


@dataclass(frozen=True)
class Letter:
    """How a report becomes a letter: a template of ``engine/papers/letters``, and its name."""

    template: str
    title: Said


@dataclass(frozen=True)
class Book:
    """A report, ready to be written: its tables, and what, for whom, when, by whom.

    The first table is the report itself; the others are its figures. ``summary``
    is the report in one sentence. ``letter`` is there for a report that can
    also be sent as a letter.
    """

    name: str
    title: Said
    language: str
    agency: str
    above: str
    place: str
    period: Period
    summary: Said
    made_at: datetime
    made_by: str
    tables: tuple[Table, ...]
    notes: tuple[Note, ...]
    letter: Letter | None = None

    @property
    def rows(self) -> int:
        """How many rows the report itself has."""
        return len(self.tables[0].rows)
