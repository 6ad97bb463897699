"""What a column of a decision table says its values are.

Files name types as DMN does (``number``, ``date and time``) and as older modelers
did (``integer``, ``dayTimeDuration``). A text that holds a time is read where a time
is asked for; anything else of another kind is refused in words, because a table that
went on with it would answer by the wrong row. Null is of every kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from engine.i18n import Said, mark
from engine.rules.expression.arguments import read_as
from engine.rules.expression.refusals import Senseless
from engine.rules.expression.times import Months, read_day, read_length, read_moment
from engine.rules.expression.values import kind_of


@dataclass(frozen=True)
class Kind:
    """A kind of values: its name in words, Python's types for it, how a text is read as one."""

    says: str
    types: frozenset[type]
    read: Callable[[str], Any] | None = None
    whole: bool = False

    def conform(self, what: str, value: Any) -> Any:
        """The value, when it is of this kind; ``Senseless`` when it isn't."""
        if value is None:
            return None
        if type(value) is str and self.read is not None:
            value = read_as(self.read, value)
        fraction = self.whole and type(value) is Decimal
        if fraction and value == value.to_integral_value():
            return int(value)
        if type(value) not in self.types or fraction:
            raise Senseless(
                mark("“%(what)s” should be %(kind)s, but is %(found)s"),
                what=what,
                kind=Said(self.says),
                found=kind_of(value),
            )
        return value


_NUMBER: Final = Kind(mark("a number"), frozenset({int, Decimal}))
_WHOLE: Final = Kind(mark("a whole number"), frozenset({int, Decimal}), whole=True)
_TEXT: Final = Kind(mark("a text"), frozenset({str}))
_YES_NO: Final = Kind(mark("yes or no"), frozenset({bool}))
_DAY: Final = Kind(mark("a day"), frozenset({date}), read_day)
_MOMENT: Final = Kind(mark("a moment"), frozenset({datetime}), read_moment)
_LENGTH: Final = Kind(mark("a length of time"), frozenset({timedelta}), read_length)
_MONTHS: Final = Kind(mark("a number of months"), frozenset({Months}), read_length)

# By the name in a file, in small letters and without blanks; None is any kind.
KINDS: Final[Mapping[str, Kind | None]] = {
    "": None,
    "any": None,
    "number": _NUMBER,
    "double": _NUMBER,
    "decimal": _NUMBER,
    "float": _NUMBER,
    "integer": _WHOLE,
    "long": _WHOLE,
    "string": _TEXT,
    "boolean": _YES_NO,
    "date": _DAY,
    "dateandtime": _MOMENT,
    "datetime": _MOMENT,
    "daysandtimeduration": _LENGTH,
    "daytimeduration": _LENGTH,
    "yearsandmonthsduration": _MONTHS,
    "yearmonthduration": _MONTHS,
}


def kind_named(reference: str) -> Kind | None:
    """The kind that a file names; ``KeyError`` when it is none of DMN's own."""
    return KINDS[reference.rpartition(":")[2].replace(" ", "").lower()]
