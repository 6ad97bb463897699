"""From a text in FEEL to its words.

Names of FEEL may hold blanks and signs (``date and time``, ``Ngày nhận``); they are
known to be one word only because somebody has declared them, so the longest
declared name that stands at a place is taken.

>>> [word.text for word in words('x >= date and time("2026-01-01T08:00")')]
['x', '>=', 'date and time', '(', '"2026-01-01T08:00"', ')', '']
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from engine.i18n import mark
from engine.rules.expression.budget import MOST_NODES
from engine.rules.expression.refusals import bad
from engine.rules.expression.source import readable, too_long

# Functions of DMN whose names have blanks: one word only where they are called.
_LONG_FUNCTIONS: Final = (
    "date and time", "years and months duration", "string length", "upper case", "lower case",
    "substring before", "substring after", "starts with", "ends with", "string join",
    "list contains", "distinct values", "index of", "round up", "round down", "round half up",
    "round half down", "day of week", "day of year", "week of year", "month of year",
    "is defined", "get value",
)  # fmt: skip
KEYWORDS: Final = frozenset(
    {"and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies",
     "between", "true", "false", "null", "instance", "function", "external"}
)  # fmt: skip
_WORD: Final = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.(?!\.)\d+)?|\.\d+)
    |(?P<text>"(?:[^"\\\n]|\\.)*")
    |(?P<at>@"[^"\\\n]*")
    |(?P<name>[A-Za-z][A-Za-z0-9_]*)
    |(?P<sign>\.\.|\*\*|<=|>=|!=|[-+*/<>=().,:\[\]{}?])
    )""",
    re.VERBOSE | re.ASCII,
)


class Kind(Enum):
    """What a word is."""

    NUMBER = auto()
    TEXT = auto()
    AT = auto()
    NAME = auto()
    KEYWORD = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True)
class Word:
    """A word, as it is written, and where it stands."""

    kind: Kind
    text: str
    end: int
    # A sign or a keyword, which stands for itself.
    is_fixed: bool = False


def words(text: str, known: Iterable[str] = ()) -> list[Word]:
    """Take a text apart, to its end; ``BadExpression`` when something is no word of FEEL."""
    written = readable(text)
    long_names = _long_names(tuple(known))
    found: list[Word] = []
    at = 0
    while at < len(written):
        if written[at].isspace():
            at += 1
            continue
        long_name = long_names.match(written, at)
        if long_name is None:
            word = _word(written, at)
        else:
            word = Word(Kind.NAME, " ".join(long_name[0].split()), long_name.end())
        found.append(word)
        at = word.end
        if len(found) > 3 * MOST_NODES:
            raise too_long()
    return [*found, Word(Kind.END, "", at)]


def _word(text: str, at: int) -> Word:
    match = _WORD.match(text, at)
    if match is None or match.lastgroup is None:
        raise bad(mark("“%(text)s” can't be read as FEEL."), text=text[at : at + 40])
    kind, written = Kind[match.lastgroup.upper()], match[match.lastgroup]
    if kind is Kind.NAME and written in KEYWORDS:
        kind = Kind.KEYWORD
    return Word(kind, written, match.end(), kind is Kind.SIGN or kind is Kind.KEYWORD)


@lru_cache(maxsize=256)
def _long_names(known: tuple[str, ...]) -> re.Pattern[str]:
    """Finds names of several words at a place, the longest first."""
    declared = {name for name in known if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name)}
    spelt = [rf"{_blanks(name)}(?!\w)" for name in sorted(declared, key=len, reverse=True)]
    called = "|".join(map(_blanks, _LONG_FUNCTIONS))
    return re.compile("|".join([*spelt, rf"(?:{called})(?=\s*\()"]))


def _blanks(name: str) -> str:
    return r"\s+".join(map(re.escape, name.split()))
