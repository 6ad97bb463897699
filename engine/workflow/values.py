"""Values in a case's state: what JSON holds, and a few kinds that it doesn't.

Dates, moments, lengths of time and exact decimals are written with their kind.
Anything else is an error when the state is saved, where somebody can still see
it, and never when it is loaded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.expression.times import Months

_KIND: Final = "$"
_LARGEST: Final = 2**63 - 1

_WRITE: dict[type, tuple[str, Callable[[Any], Any]]] = {
    datetime: ("moment", datetime.isoformat),
    date: ("date", date.isoformat),
    Decimal: ("decimal", str),
    timedelta: ("length", lambda v: [v.days, v.seconds, v.microseconds]),
    Months: ("months", lambda v: v.count),
    UUID: ("id", str),
    tuple: ("tuple", lambda v: [encode(each) for each in v]),
    dict: ("dict", lambda v: [[encode(key), encode(each)] for key, each in v.items()]),
}
_READ: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "length": lambda v: timedelta(*v),
    "months": Months,
    "id": UUID,
    "tuple": lambda v: tuple(decode(each) for each in v),
    "dict": lambda v: {decode(key): decode(each) for key, each in v},
}


class CannotBeKept(Refusal):
    """A value can't be written into a case's state."""

    code = "value-cannot-be-kept"
    default = mark("A value of the case can't be stored.")


def encode(value: Any) -> Any:
    """Turn a value into what JSON can hold; ``CannotBeKept`` for unknown kinds."""
    match value:
        case None | bool() | str():
            return value
        case float() if math.isfinite(value):
            return value
        case int() if abs(value) <= _LARGEST:
            return value
        case list():
            return [encode(each) for each in value]
        case dict() if _KIND not in value and all(type(key) is str for key in value):
            return {key: encode(each) for key, each in value.items()}
    if type(value) not in _WRITE:
        raise CannotBeKept(
            Said(
                mark("A value of kind %(kind)s can't be stored with the case."),
                kind=type(value).__name__,
            )
        )
    kind, write = _WRITE[type(value)]
    return {_KIND: kind, "v": write(value)}


def decode(value: Any) -> Any:
    """Turn what ``encode`` wrote back into the value."""
    match value:
        case list():
            return [decode(each) for each in value]
        case dict() if _KIND in value:
            return _READ[value[_KIND]](value["v"])
        case dict():
            return {key: decode(each) for key, each in value.items()}
        case _:
            return value
