"""What a source states, and which source runs when they differ.

Terms, fees and papers come from several texts that don't always agree. All of
them are kept; one is named as the one that runs; each says whether a person
has confirmed it against the official text. Nothing is blended or guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from engine.i18n import Said, mark
from engine.rules.toml_table import TomlTable

T = TypeVar("T")


@dataclass(frozen=True)
class Stated(Generic[T]):
    """One value as one source has it; ``where`` is the passage, in its own words."""

    value: T
    source: str
    confirmed: bool
    where: str = ""


@dataclass(frozen=True)
class Fact(Generic[T]):
    """What counts here, and what the other sources say instead."""

    runs: Stated[T]
    others: tuple[Stated[T], ...] = ()

    @property
    def value(self) -> T:
        """The value that runs."""
        return self.runs.value

    @property
    def is_disputed(self) -> bool:
        """Whether some source says something else."""
        return any(other.value != self.runs.value for other in self.others)


def take_fact(
    table: TomlTable, sources: frozenset[str], take: Callable[[TomlTable], T]
) -> Fact[T] | None:
    """Take ``runs = "<source>"`` and ``stated.<source>`` tables; ``take`` reads the value."""
    named = table.text("runs")
    stated_by = table.table("stated")
    table.close()
    stated: dict[str, Stated[T]] = {}
    for source in stated_by:
        entry = stated_by.table(source)
        if source not in sources:
            stated_by.note(source, Said(mark("This source is not listed under “sources”.")))
        value = take(entry)
        confirmed = entry.yes_no("confirmed")
        stated[source] = Stated(value, source, confirmed, entry.text("where", ""))
        entry.close()
    if named and named not in stated:
        table.note("runs", Said(mark("This source states nothing here.")))
    if named not in stated:
        return None
    others = tuple(entry for source, entry in stated.items() if source != named)
    return Fact(stated[named], others)


def take_fact_if(
    table: TomlTable, key: str, sources: frozenset[str], take: Callable[[TomlTable], T]
) -> Fact[T] | None:
    """Take a fact that most procedures say nothing about; ``None`` when this one doesn't."""
    return take_fact(table.table(key), sources, take) if key in table else None
