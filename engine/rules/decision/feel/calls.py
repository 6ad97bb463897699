"""The functions of FEEL: those of DMN that tables use, and the office's working time.

Whatever can't be answered is null. Functions that take patterns (``matches``,
``replace``, ``split``) are left out: a pattern can be made to search for ever.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from functools import cache
from typing import Any, Final

from engine.rules.decision.feel import logic
from engine.rules.expression import functions, working
from engine.rules.expression.arguments import members, number, text, whole_number
from engine.rules.expression.arithmetic import ROUNDED, calculate, rounded
from engine.rules.expression.containers import held
from engine.rules.expression.refusals import Senseless
from engine.rules.expression.seen import Seen
from engine.rules.expression.times import Months
from engine.rules.expression.values import CONTAINERS

_Act = Callable[..., Any]


def _or_null(act: _Act) -> _Act:
    def safe(seen: Seen, *given: Any) -> Any:
        try:
            return act(seen, *given)
        except Senseless:
            return None

    safe.__signature__ = inspect.signature(act)  # type: ignore[attr-defined]  # for ``takes``
    return safe


@cache
def takes(name: str, count: int) -> bool:
    """Whether a function can be given so many values."""
    try:
        inspect.signature(FUNCTIONS[name]).bind(None, *[None] * count)
    except TypeError:
        return False
    return True


def _listed(seen: Seen, given: tuple[Any, ...]) -> list[Any]:
    """The members of a list, whether it was given as one or written member by member."""
    only = given[0] if len(given) == 1 else list(given)
    return members(seen, only) if type(only) in CONTAINERS else [only]


def _of_list(act: _Act) -> _Act:
    """A function of a list: of an empty one there is no answer."""

    def ask(seen: Seen, *given: Any) -> Any:
        found = _listed(seen, given)
        return act(seen, found) if found else None

    return ask


def _mean(seen: Seen, found: list[Any]) -> Any:
    return calculate("/", seen, functions.total(seen, found), len(found))


def _median(seen: Seen, found: list[Any]) -> Any:
    ordered = functions.in_order(seen, [number(each) for each in found])
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return _mean(seen, ordered[middle - 1 : middle + 1])


def _all(seen: Seen, *given: Any) -> Any:
    return logic.all_yes(_listed(seen, given))


def _any(seen: Seen, *given: Any) -> Any:
    return logic.any_yes(_listed(seen, given))


def _rounding(how: str) -> _Act:
    def ask(_seen: Seen, value: Any, scale: Any = 0) -> Any:
        kept = rounded(number(value), whole_number(scale), how)
        return int(kept) if scale <= 0 else kept

    return ask


def _modulo(seen: Seen, dividend: Any, divisor: Any) -> Any:
    return calculate("%", seen, number(dividend), number(divisor))


def _root(_seen: Seen, value: Any) -> Any:
    return None if number(value) < 0 else ROUNDED.sqrt(Decimal(value))


def _as_text(seen: Seen, value: Any) -> Any:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case _:
            return functions.as_text(seen, value)


def _as_number(seen: Seen, value: Any) -> Any:
    if type(value) is str and value.strip().lstrip("-").isdigit():
        return functions.as_integer(seen, value)
    return functions.as_decimal(seen, text(value))


def _substring(_seen: Seen, value: Any, start: Any, length: Any = None) -> Any:
    written, first = text(value), whole_number(start)
    if first == 0 or abs(first) > len(written):
        return None
    begin = first - 1 if first > 0 else len(written) + first
    end = len(written) if length is None else begin + max(whole_number(length), 0)
    return written[begin:end]


def _before(_seen: Seen, value: Any, match: Any) -> str:
    found = text(value).find(text(match))
    return value[:found] if found > 0 else ""


def _after(_seen: Seen, value: Any, match: Any) -> str:
    found = text(value).find(text(match))
    return value[found + len(match) :] if found >= 0 else ""


def _texts(act: Callable[[str, str], Any]) -> _Act:
    return lambda seen, value, other: seen.walk(text(value)) or act(value, text(other))


def _joined(_seen: Seen, given: Any, delimiter: Any = "") -> Any:
    parts = [text(each) for each in members(_seen, given) if each is not None]
    between = "" if delimiter is None else text(delimiter)
    joined = ""
    for place, part in enumerate(parts):
        joined = calculate("+", _seen, joined, (between if place else "") + part)
    return joined


def _concatenated(seen: Seen, *given: Any) -> Any:
    return held(seen, [each for one in given for each in members(seen, one)])


def _distinct(seen: Seen, given: Any) -> Any:
    kept: list[Any] = []
    for each in members(seen, given):
        if not any(logic.same(seen, each, other) for other in kept):
            seen.spend(1 + len(kept) // 8)
            kept.append(each)
    return kept


def _positions(seen: Seen, given: Any, value: Any) -> Any:
    found = enumerate(members(seen, given), 1)
    return [place for place, each in found if logic.same(seen, each, value)]


def _sublist(seen: Seen, given: Any, start: Any, length: Any = None) -> Any:
    among, first = members(seen, given), whole_number(start)
    if first == 0 or abs(first) > len(among):
        return None
    begin = first - 1 if first > 0 else len(among) + first
    end = len(among) if length is None else begin + max(whole_number(length), 0)
    return among[begin:end]


def _has(seen: Seen, given: Any, value: Any) -> bool:
    return any(logic.same(seen, each, value) for each in members(seen, given))


def _day(seen: Seen, of: Any, *rest: Any) -> date:
    return functions.day(seen, of, *rest)


def _moment(seen: Seen, of: Any, *rest: Any) -> Any:
    return functions.moment(seen, of, *rest)


def _months_between(_seen: Seen, earlier: Any, later: Any) -> Months | None:
    if not isinstance(earlier, date) or not isinstance(later, date):
        return None
    turned = (later.year, later.month, later.day) < (earlier.year, earlier.month, earlier.day)
    one, other = (later, earlier) if turned else (earlier, later)
    count = 12 * (other.year - one.year) + other.month - one.month - (other.day < one.day)
    return Months(-count if turned else count)


def _of_day(act: Callable[[date], Any]) -> _Act:
    def ask(_seen: Seen, day: Any) -> Any:
        return act(day) if isinstance(day, date) else None

    return ask


def _value_of(_seen: Seen, record: Any, key: Any) -> Any:
    return record.get(key) if type(record) is dict and type(key) is str else None


_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August",
                  "September", "October", "November", "December")  # fmt: skip
_NUMBERS: Final[Mapping[str, _Act]] = {
    "abs": functions.absolute,
    "floor": _rounding(ROUND_FLOOR),
    "ceiling": _rounding(ROUND_CEILING),
    "round up": _rounding(ROUND_UP),
    "round down": _rounding(ROUND_DOWN),
    "round half up": _rounding(ROUND_HALF_UP),
    "round half down": _rounding(ROUND_HALF_DOWN),
    "decimal": lambda _seen, n, scale: rounded(number(n), whole_number(scale), ROUND_HALF_EVEN),
    "modulo": _modulo,
    "sqrt": _root,
    "even": lambda _seen, n: whole_number(n) % 2 == 0,
    "odd": lambda _seen, n: whole_number(n) % 2 == 1,
    "number": _as_number,
}
_LISTS: Final[Mapping[str, _Act]] = {
    "count": lambda seen, given: len(_listed(seen, (given,))),
    "min": _of_list(functions.first_or_last(min)),
    "max": _of_list(functions.first_or_last(max)),
    "sum": _of_list(functions.total),
    "mean": _of_list(_mean),
    "median": _of_list(_median),
    "all": _all,
    "any": _any,
    "list contains": _has,
    "append": lambda seen, given, *more: held(seen, [*members(seen, given), *more]),
    "concatenate": _concatenated,
    "distinct values": _distinct,
    "index of": _positions,
    "reverse": lambda seen, given: members(seen, given)[::-1],
    "sublist": _sublist,
}
_WORDS: Final[Mapping[str, _Act]] = {
    "string": _as_text,
    "substring": _substring,
    "string length": lambda _seen, value: len(text(value)),
    "upper case": lambda seen, value: seen.walk(text(value)) or value.upper(),
    "lower case": lambda seen, value: seen.walk(text(value)) or value.lower(),
    "substring before": _before,
    "substring after": _after,
    "contains": _texts(lambda value, other: other in value),
    "starts with": _texts(str.startswith),
    "ends with": _texts(str.endswith),
    "string join": _joined,
}
_TIMES: Final[Mapping[str, _Act]] = {
    "date": _day,
    "date and time": _moment,
    "duration": functions.duration,
    "years and months duration": _months_between,
    "day of week": _of_day(lambda day: _DAYS[day.weekday()]),
    "month of year": _of_day(lambda day: _MONTHS[day.month - 1]),
    "day of year": _of_day(lambda day: day.timetuple().tm_yday),
    "week of year": _of_day(lambda day: day.isocalendar().week),
    **working.FUNCTIONS,
}
_OTHERS: Final[Mapping[str, _Act]] = {
    "not": lambda _seen, value: logic.negation(value),
    "is defined": lambda _seen, value: value is not None,
    "get value": _value_of,
}
FUNCTIONS: Final[Mapping[str, _Act]] = {
    name: _or_null(act)
    for listed in (_NUMBERS, _LISTS, _WORDS, _TIMES, _OTHERS)
    for name, act in listed.items()
}
