"""The values a text asks about: what an expression was given when it was evaluated.

They are kept beside a choice or a failure, to be read by people and stored as
JSON; so each is short and plain, whatever the case holds under that name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from engine.rules.expression import BadExpression, compile_expression, compile_script

MOST_OPERANDS: Final = 20
LONGEST: Final = 200

Plain = bool | int | float | str | None
_LARGEST: Final = 2**53
_WORD: Final = re.compile(r"[^\W\d]\w*")


def operands(text: str, data: Mapping[str, Any]) -> dict[str, Plain]:
    """The names that an expression or a script asks for, with their values.

    >>> operands("appraisal == 'late' and days > most", {"appraisal": "late", "days": 3})
    {'appraisal': 'late', 'days': 3}
    """
    known = [name for name in _names(text) if name in data]
    return {name: plain(data[name]) for name in known[:MOST_OPERANDS]}


def plain(value: Any) -> Plain:
    """A value as JSON and people can read it; what is long or compound as a short text."""
    match value:
        case None | bool() | float():
            return value
        case int() if abs(value) <= _LARGEST:
            return value
        case _:
            text = value if isinstance(value, str) else str(value)
            return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def shown(value: Plain) -> str:
    """A value as it stands in a sentence."""
    match value:
        case None:
            return "–"
        case bool():
            return "true" if value else "false"
        case str():
            return f"“{value}”"
        case _:
            return str(value)


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    """The names in the order in which they are written first."""
    for read in (compile_expression, compile_script):
        with suppress(BadExpression):
            asked = read(text).names
            return tuple(dict.fromkeys(word for word in _WORD.findall(text) if word in asked))
    return tuple(dict.fromkeys(_WORD.findall(text)))
