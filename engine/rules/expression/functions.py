"""The functions that an expression may call: these, and no others.

Each takes what one evaluation sees, then its arguments. What walks through a list
pays for it; what would build something checks the size first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final

from engine.i18n import mark
from engine.rules.expression import budget, working
from engine.rules.expression.arguments import (
    members,
    number,
    read_as,
    whole_number,
)
from engine.rules.expression.arithmetic import CALCULATORS, calculate, rounded, whole
from engine.rules.expression.refusals import Senseless
from engine.rules.expression.seen import Seen
from engine.rules.expression.times import (
    Months,
    in_office_time,
    read_day,
    read_length,
    read_moment,
    start_of,
)
from engine.rules.expression.values import NUMBERS, bounded, kind_of, too_large

_INTEGER = re.compile(r"[+-]?\d{1,155}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,154}(\.\d{1,154})?", re.ASCII)
_ABSENT: Final = object()
_ADDABLE: Final = NUMBERS | {timedelta, Months}


def first_or_last(comes_first: Callable[..., Any]) -> Callable[..., Any]:
    """``min`` or ``max`` of a list, or of several values."""

    def act(seen: Seen, *given: Any, default: Any = _ABSENT) -> Any:
        among = members(seen, given[0]) if len(given) == 1 else given
        if not among and default is not _ABSENT:
            return default
        if not among:
            raise Senseless(mark("an empty list has no smallest or largest member"))
        try:
            return comes_first(seen.whole(list(among)))
        except TypeError:
            raise Senseless(mark("the members of a list are of different kinds")) from None

    return act


def total(seen: Seen, given: Any, start: Any = 0) -> Any:
    """The sum of a list of numbers or lengths of time."""
    found, add = start, CALCULATORS["+"]
    for each in members(seen, given):
        if type(each) is int and type(found) is int:
            found += each
            continue
        if type(each) not in _ADDABLE:
            raise Senseless(mark("%(kind)s can't be added up"), kind=kind_of(each))
        first_length = found == 0 and type(each) not in NUMBERS
        found = each if first_length else add(seen, found, each)
    return bounded(found) if type(found) is int else found


def length(seen: Seen, value: Any) -> int:  # noqa: ARG001  # every function is given it
    """How many signs or members there are."""
    if type(value) not in {str, list, tuple, dict}:
        raise Senseless(mark("%(kind)s has no length"), kind=kind_of(value))
    return len(value)


def in_order(seen: Seen, given: Any, reverse: Any = False) -> list[Any]:
    """The members of a list in their order."""
    among = seen.whole(members(seen, given))
    try:
        return sorted(among, reverse=bool(reverse))
    except TypeError:
        raise Senseless(mark("the members of a list are of different kinds")) from None


def as_text(_seen: Seen, value: Any = "") -> str:
    """A plain value as a text."""
    match value:
        case Decimal():
            return format(value, "f")
        case bool() | int() | str() | None:
            return str(value)
        case date():
            return value.isoformat()
        case timedelta() | Months():
            return str(value)
        case _:
            raise Senseless(mark("%(kind)s can't be written as a text"), kind=kind_of(value))


def as_decimal(_seen: Seen, value: Any = 0) -> Decimal:
    """A number, or a text that holds one, as an exact decimal."""
    if type(value) is str and _DECIMAL.fullmatch(value.strip()):
        return Decimal(value.strip())
    return Decimal(_number_in(value))


def as_integer(_seen: Seen, value: Any = 0) -> int:
    """A number without its decimals, or the whole number that a text holds."""
    if type(value) is str and _INTEGER.fullmatch(value.strip()):
        return bounded(int(value))
    return whole(_number_in(int(value) if type(value) is bool else value))


def absolute(seen: Seen, value: Any) -> Any:
    """A number or a length of time without its sign."""
    if type(value) is timedelta:
        return abs(value)
    return calculate("-", seen, 0, value) if number(value) < 0 else value


def nearest(_seen: Seen, value: Any, ndigits: Any = None) -> Any:
    """A number rounded half to even, as Python does."""
    if ndigits is None:
        return int(rounded(number(value), 0))
    kept = rounded(number(value), whole_number(ndigits))
    return int(kept) if type(value) is int else kept


def day(_seen: Seen, *given: Any) -> date:
    """A day from its year, month and day, from a text, or of a moment."""
    match given:
        case (datetime() as moment,):
            return moment.date()
        case (date() as same,):
            return same
        case (str() as written,):
            return read_as(read_day, written)  # type: ignore[no-any-return]
        case (year, month, day_of_month):
            return _dated(date, year, month, day_of_month)  # type: ignore[no-any-return]
        case _:
            raise Senseless(mark("a day needs a year, a month and a day, or a text"))


def moment(_seen: Seen, *given: Any) -> datetime:
    """A moment from its parts, from a text, or the beginning of a day: the office's time."""
    match given:
        case (datetime() as same,):
            return same
        case (date() as whole_day,):
            return start_of(whole_day)
        case (str() as written,):
            return read_as(read_moment, written)  # type: ignore[no-any-return]
        case (_, _, _, *_):
            return in_office_time(_dated(datetime, *given))
        case _:
            raise Senseless(mark("a moment needs a year, a month and a day, or a text"))


def duration(_seen: Seen, written: Any) -> timedelta | Months:
    """A length of time from a text such as P3D or P1M."""
    return read_as(read_length, written)  # type: ignore[no-any-return]


def length_of_time(
    seen: Seen, days: Any = 0, *, weeks: Any = 0, hours: Any = 0, minutes: Any = 0, seconds: Any = 0
) -> timedelta:
    """An exact length of time from its parts."""
    found = timedelta()
    for amount, one in (
        (weeks, timedelta(weeks=1)),
        (days, timedelta(days=1)),
        (hours, timedelta(hours=1)),
        (minutes, timedelta(minutes=1)),
        (seconds, timedelta(seconds=1)),
    ):
        found = calculate("+", seen, found, calculate("*", seen, one, number(amount)))
    return found


def counted(seen: Seen, start: Any, stop: Any = None, step: Any = 1) -> list[int]:
    """The whole numbers of a range, as a list."""
    bounds = (0, start) if stop is None else (start, stop)
    first, last, by = (whole_number(bound) for bound in (*bounds, step))
    if by == 0:
        raise Senseless(mark("a range needs a step that is not 0"))
    if abs(last - first) // abs(by) > budget.LONGEST_LIST:
        raise too_large()
    numbers = list(range(first, last, by))
    seen.spend(len(numbers) // budget.MEMBERS_A_STEP)
    return numbers


def numbered(seen: Seen, given: Any, start: Any = 0) -> list[Any]:
    """The members of a list, each with its number."""
    paired = list(enumerate(members(seen, given), whole_number(start)))
    seen.walk(paired)
    return paired


def side_by_side(seen: Seen, *given: Any) -> list[Any]:
    """The members of several lists, side by side."""
    paired = list(zip(*(members(seen, each) for each in given), strict=False))
    seen.walk(paired)
    return paired


def _number_in(value: Any) -> int | Decimal:
    if type(value) is str:
        raise Senseless(mark("“%(text)s” is not a number"), text=value[:40])
    return number(value)


def _dated(kind: Callable[..., Any], *parts: Any) -> Any:
    try:
        return kind(*(whole_number(part) for part in parts))
    except (ValueError, OverflowError, TypeError):
        raise Senseless(mark("the result is no date")) from None


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "len": length,
    "min": first_or_last(min),
    "max": first_or_last(max),
    "sum": total,
    "abs": absolute,
    "round": nearest,
    "floor": lambda _seen, value: whole(number(value), ROUND_FLOOR),
    "ceil": lambda _seen, value: whole(number(value), ROUND_CEILING),
    "int": as_integer,
    "float": as_decimal,
    "decimal": as_decimal,
    "Decimal": as_decimal,
    "str": as_text,
    "bool": lambda _seen, value=False: bool(value),
    "any": lambda seen, given: any(members(seen, given)),
    "all": lambda seen, given: all(members(seen, given)),
    "list": lambda seen, given=(): members(seen, given),
    "sorted": in_order,
    "reversed": lambda seen, given: members(seen, given)[::-1],
    "range": counted,
    "enumerate": numbered,
    "zip": side_by_side,
    "date": day,
    "datetime": moment,
    "moment": moment,
    "duration": duration,
    "timedelta": length_of_time,
    **working.FUNCTIONS,
}
