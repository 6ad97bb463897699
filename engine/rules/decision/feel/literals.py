"""What is written out in FEEL: numbers, texts, times, ranges."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from engine.i18n import mark
from engine.rules.decision.cell import Range, comparable
from engine.rules.decision.feel.words import Kind, Word
from engine.rules.expression.arithmetic import negative
from engine.rules.expression.budget import MOST_DIGITS
from engine.rules.expression.refusals import BadExpression, Senseless, bad
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.times import read_day, read_length, read_moment

CONSTANTS: Final[Mapping[str, Any]] = {"true": True, "false": False, "null": None}
IN_FEEL: Final[Mapping[str, str]] = {"True": "true", "False": "false", "None": "null"}
_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "date": read_day,
    "date and time": read_moment,
    "duration": read_length,
}
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)")
_ESCAPED: Final = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}


def read(word: Word) -> Any:
    """The value that a word writes out."""
    match word.kind:
        case Kind.NUMBER:
            return _number(word.text)
        case Kind.TEXT:
            return _text(word.text[1:-1])
        case _:
            return read_time(word.text[2:-1])


def read_time(text: str) -> Any:
    """A day, a moment or a length of time, whichever the text writes."""
    for reader in _READERS.values():
        try:
            return reader(text)
        except BadExpression:
            continue
    raise bad(mark("“%(text)s” is no time that can be read."), text=text[:40])


def key(word: Word) -> str:
    """The name of an entry of a record."""
    if word.kind is Kind.NAME:
        return word.text
    if word.kind is Kind.TEXT:
        return _text(word.text[1:-1])
    raise bad(mark("“%(text)s” can't stand here in FEEL."), text=word.text[:40] or "…")


def refuse_unreadable_time(function: str, given: Sequence[tuple[Any] | None]) -> None:
    """A written time that can't be read would be null, and its row never hold."""
    match given:
        case [(str() as written,)] if function in _READERS:
            _READERS[function](written)


def negated(ask: Ask) -> Ask:
    """The same value with the other sign."""

    def turned(seen: Seen) -> Any:
        try:
            return negative(ask(seen))
        except Senseless:
            return None

    return turned


def ranged(low: Ask, high: Ask, low_in: bool, high_in: bool) -> Ask:
    """A range between two values; of values that don't compare there is none."""

    def ask(seen: Seen) -> Range | None:
        one, other = low(seen), high(seen)
        return Range(one, other, low_in, high_in) if comparable(one, other) else None

    return ask


def _number(written: str) -> int | Decimal:
    if len(written) > MOST_DIGITS:
        raise bad(mark("The number “%(text)s” has too many digits."), text=written[:40])
    return Decimal(written) if "." in written else int(written)


def _text(written: str) -> str:
    def sign(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) > 1:
            return chr(int(code[1:], 16))
        if code not in _ESCAPED:
            raise bad(mark("“%(text)s” can't be read as FEEL."), text=match[0])
        return _ESCAPED[code]

    return unicodedata.normalize("NFC", _ESCAPE.sub(sign, written))
