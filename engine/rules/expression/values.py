"""The values that an expression may see, and how they come in and go out.

Only plain values exist inside: yes or no, whole numbers, exact decimals, texts,
days, moments, lengths of time, lists and records of these. A binary fraction comes
in as the decimal it is written as, a moment in the office's own time.

What the case holds is lent and never changed: a list or record is looked at where
it lies, whatever is picked out of it comes in one by one, and what is compared,
kept or answered is copied whole, so that nothing is ever shared.

>>> taken({"fee": 0.1, "members": ["An"]})
({'fee': Decimal('0.1'), 'members': ['An']}, 3)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from engine.i18n import Said, mark
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.expression import budget
from engine.rules.expression.refusals import Overspent, Senseless
from engine.rules.expression.times import Months

CONTAINERS: Final = frozenset({list, tuple, dict})
NUMBERS: Final = frozenset({int, Decimal})
# Nobody can change these, and what is reckoned from them is bounded there.
AS_THEY_ARE: Final = frozenset({str, int, bool, type(None), date, timedelta, Months})

_KINDS: Final[Mapping[type, str]] = {
    bool: mark("yes or no"),
    int: mark("a number"),
    Decimal: mark("a number"),
    str: mark("a text"),
    date: mark("a day"),
    datetime: mark("a moment"),
    timedelta: mark("a length of time"),
    Months: mark("a number of months"),
    list: mark("a list"),
    tuple: mark("a list"),
    dict: mark("a record"),
    type(None): mark("nothing"),
}


def kind_of(value: Any) -> Said:
    """What a value is, in words."""
    return Said(_KINDS.get(type(value), mark("something unknown")))


def bounded(number: int) -> int:
    """Hold a whole number to its largest size."""
    if -budget.LARGEST_INTEGER <= number <= budget.LARGEST_INTEGER:
        return number
    raise Overspent(mark("a number has more than %(most)s digits"), most=budget.MOST_DIGITS)


def bounded_text(text: str) -> str:
    """Hold a text to its largest length."""
    if len(text) > budget.LONGEST_TEXT:
        raise too_large()
    return text


def picked(value: Any) -> Any:
    """A value as an expression sees it; a list or record as it lies there."""
    kind = type(value)
    return value if kind in AS_THEY_ARE or kind in CONTAINERS else taken(value)[0]


def taken(value: Any) -> tuple[Any, int]:
    """Copy a value as a tree, shared with nothing, and count the members that it has.

    ``Senseless`` when it is of a kind that expressions don't know, ``Overspent`` when
    it is too large.
    """
    room = _Room()
    return _take(value, room, 0), budget.HEAVIEST - room.left


def weight(value: Any) -> int:
    """Count the members of a value and of all its members, each as often as it is written out."""
    total, depth, level = 1, 0, [value]
    while level:
        depth += 1
        inner: list[Any] = []
        for each in level:
            kind = type(each)
            if kind is str:
                total += len(each) // budget.SIGNS_A_MEMBER
            elif kind in CONTAINERS:
                total += len(each)
                if total > budget.HEAVIEST:
                    break
                if kind is dict:
                    total += sum(len(key) // budget.SIGNS_A_MEMBER for key in each
                                 if type(key) is str)  # fmt: skip
                    inner.extend(each.values())
                else:
                    inner.extend(each)
        if total > budget.HEAVIEST or depth > budget.DEEPEST_VALUE:
            raise too_large()
        level = inner
    return total


class _Room:
    """How much more may still come in with one value."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = budget.HEAVIEST

    def enter(self, members: int, depth: int) -> None:
        """Note a list or record with so many members, so deep inside the value."""
        self.left -= members
        if self.left < 0 or depth >= budget.DEEPEST_VALUE:
            raise too_large()


def _take(value: Any, room: _Room, depth: int) -> Any:
    kind = type(value)
    if kind in AS_THEY_ARE:
        return value
    take = _TAKE.get(kind)
    if take is None:
        take = next((take for known, take in _TAKE.items() if issubclass(kind, known)), None)
    if take is None:
        raise Senseless(mark("a value of the kind %(kind)s can't be used"), kind=kind.__name__)
    return take(value, room, depth)


def _decimal(value: Decimal, _room: _Room, _depth: int) -> Decimal:
    if not value.is_finite():
        raise Senseless(mark("a value is not a number"))
    if not value:
        return Decimal(0)
    if max(len(value.as_tuple().digits), abs(value.adjusted())) > budget.MOST_DIGITS:
        raise Overspent(mark("a number has more than %(most)s digits"), most=budget.MOST_DIGITS)
    return Decimal(value)


def _fraction(value: float, room: _Room, depth: int) -> Decimal:
    if not math.isfinite(value):
        raise Senseless(mark("a value is not a number"))
    return _decimal(Decimal(float.__repr__(value)), room, depth)


def _moment(value: datetime, _room: _Room, _depth: int) -> datetime:
    if value.tzinfo is OFFICE_ZONE and type(value) is datetime:
        return value
    if value.tzinfo is None:
        raise Senseless(mark("a moment has no time zone"))
    try:
        local = value.astimezone(OFFICE_ZONE)
    except OverflowError:
        raise Senseless(mark("a moment is too far off")) from None
    if type(local) is datetime:
        return local
    return datetime.combine(date(local.year, local.month, local.day), local.timetz())


def _list(value: Sequence[Any], room: _Room, depth: int) -> list[Any]:
    room.enter(len(value), depth)
    return [each if type(each) in AS_THEY_ARE else _take(each, room, depth + 1) for each in value]


def _tuple(value: Sequence[Any], room: _Room, depth: int) -> tuple[Any, ...]:
    return tuple(_list(value, room, depth))


def _record(value: Mapping[Any, Any], room: _Room, depth: int) -> dict[Any, Any]:
    room.enter(len(value), depth)
    return {
        key if type(key) is str else _key(key, room): (
            each if type(each) in AS_THEY_ARE else _take(each, room, depth + 1)
        )
        for key, each in value.items()
    }


def _key(key: Any, room: _Room) -> Any:
    if issubclass(type(key), list | tuple | dict):
        raise Senseless(mark("%(kind)s can't be a key"), kind=kind_of(key))
    return _take(key, room, 0)


# What must be looked at, and what is derived from any; a moment is a day to Python, so it
# stands first.
_TAKE: Final[Mapping[type, Callable[[Any, _Room, int], Any]]] = {
    str: lambda value, _room, _depth: str.__str__(value),
    int: lambda value, _room, _depth: int.__index__(value),
    Decimal: _decimal,
    float: _fraction,
    datetime: _moment,
    date: lambda value, _room, _depth: date(value.year, value.month, value.day),
    list: _list,
    tuple: _tuple,
    dict: _record,
}


def too_large() -> Overspent:
    """Refuse a value for its size."""
    return Overspent(mark("a value is larger than expressions may use"))
