"""A field: one question of a form, how its answer is read, and how it is shown.

>>> capital = Field("capital", "money", "Vốn", "Capital")
>>> read_value(capital, "100.000.000"), show(capital, 100_000_000, "vi")
(100000000, '100.000.000 đồng')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.i18n import Said, mark
from engine.rules.answers import READERS, Unreadable, clean

KINDS = (*READERS, "table")
# What the case itself answers, so that conditions may ask for it without a field.
CASE_FACTS = frozenset({"by_proxy", "channel"})
LONGEST = {"text": 200, "choice": 200, "address": 300, "long_text": 4000}


@dataclass(frozen=True)
class Choice:
    """One of the answers that a field offers."""

    value: str
    label: str
    label_en: str


@dataclass(frozen=True)
class Field:
    """One question of a form; ``routes`` when the diagram's gateways ask for its answer."""

    key: str
    kind: str
    label: str
    label_en: str
    required: bool = False
    required_if: str | None = None
    routes: bool = False
    pattern: str | None = None
    hint: str = ""
    hint_en: str = ""
    default: Any = None
    choices: tuple[Choice, ...] = ()
    columns: tuple[Field, ...] = ()
    max_length: int | None = None
    lowest: int | None = None
    highest: int | None = None

    def says(self, language: str) -> str:
        """The label in a language; the Vietnamese one where English has none."""
        return self.label_en if language == "en" and self.label_en else self.label


def read_value(field: Field, given: Any) -> Any:
    """Read one answer, ``None`` when it was left empty; raises ``Unreadable``."""
    if given is None or (isinstance(given, str) and not clean(given)):
        return None
    value = READERS[field.kind](given)
    if field.choices and value not in {choice.value for choice in field.choices}:
        raise Unreadable(Said(mark("Choose one of the answers offered.")))
    if isinstance(value, str):
        _hold_to_length(field, value)
        if field.pattern and not re.fullmatch(field.pattern, value):
            raise Unreadable(Said(mark("This is not written as it should be.")))
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        _hold_to_bounds(field, value)
    return value


def show(field: Field, value: Any, language: str) -> str:
    """One answer as a person reads it; takes values as checked or as JSON kept them."""
    if field.kind == "choice":
        for choice in field.choices:
            if choice.value == value:
                return choice.label_en if language == "en" else choice.label
    if field.kind == "yes_no":
        return Said(mark("yes") if value else mark("no")).to(language)
    if field.kind == "money":
        amount = f"{int(value):,}".replace(",", ".")
        return Said(mark("%(amount)s đồng"), amount=amount).to(language)
    if field.kind == "date":
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return f"{day:%d/%m/%Y}"
    return str(value)


def _hold_to_length(field: Field, value: str) -> None:
    longest = field.max_length or LONGEST.get(field.kind, 200)
    if len(value) > longest:
        said = mark("This has %(length)s characters; at most %(longest)s fit.")
        raise Unreadable(Said(said, length=len(value), longest=longest))


def _hold_to_bounds(field: Field, value: int | Decimal) -> None:
    if field.lowest is not None and value < field.lowest:
        raise Unreadable(Said(mark("This must be at least %(lowest)s."), lowest=field.lowest))
    if field.highest is not None and value > field.highest:
        raise Unreadable(Said(mark("This must be at most %(highest)s."), highest=field.highest))
