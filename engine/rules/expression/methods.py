"""What may stand behind a dot: fields of records and dates, and a few methods.

A field is only ever looked up in a record's own keys or in the tables below,
never on a Python object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from engine.i18n import mark
from engine.rules.expression import budget
from engine.rules.expression.arguments import members, text, whole_number
from engine.rules.expression.arithmetic import ROUNDED
from engine.rules.expression.refusals import Senseless
from engine.rules.expression.seen import Seen
from engine.rules.expression.times import Months
from engine.rules.expression.values import AS_THEY_ARE, bounded_text, kind_of, picked, too_large

_Act = Callable[..., Any]

# Python's own would take a width, and write a text of any length.
_DATE_FORMAT = re.compile(r"(?:[^%]|%[dmYyHMS])*")
_MICROSECOND: Final = timedelta(microseconds=1)


def field(value: Any, name: str) -> Any:
    """What a record holds under a name, or a part of a date or a length of time."""
    if type(value) is dict:
        return item_named(value, name)
    read = FIELDS.get((type(value), name))
    if read is None:
        raise Senseless(mark("%(kind)s has no “%(name)s”"), kind=kind_of(value), name=name)
    return read(value)


def item(value: Any, key: Any) -> Any:
    """One member of a list, a record or a text, by its place or key."""
    kind = type(value)
    if kind is dict:
        if type(key) in _KEYS and key in value:
            return picked(value[key])
        raise Senseless(mark("the record has no “%(name)s”"), name=str(key)[:40])
    if kind is not list and kind is not tuple and kind is not str:
        raise Senseless(mark("%(kind)s has no members"), kind=kind_of(value))
    if not -len(value) <= whole_number(key) < len(value):
        raise Senseless(mark("the list has no member number %(number)s"), number=str(key)[:40])
    return picked(value[key])


def item_named(value: Any, name: str) -> Any:
    """What a record holds under a name."""
    if type(value) is dict and name in value:
        found = value[name]
        return found if type(found) in AS_THEY_ARE else picked(found)
    return item(value, name)


def _split(seen: Seen, value: str, separator: Any = None, maxsplit: Any = -1) -> list[str]:
    given = None if separator is None else text(separator)
    if given == "":
        raise Senseless(mark("a text can't be split at nothing"))
    parts = value.split(given, whole_number(maxsplit))
    if len(parts) > budget.LONGEST_LIST:
        raise too_large()
    seen.walk(parts)
    return parts


def _join(seen: Seen, value: str, given: Any) -> str:
    parts = [text(part) for part in members(seen, given)]
    if sum(map(len, parts)) + len(value) * len(parts) > budget.LONGEST_TEXT:
        raise too_large()
    return value.join(parts)


def _replace(_seen: Seen, value: str, old: Any, new: Any) -> str:
    grown = value.count(text(old)) * len(text(new))
    if grown > budget.LONGEST_TEXT:
        raise too_large()
    return bounded_text(value.replace(old, new))


def _zfill(_seen: Seen, value: str, width: Any) -> str:
    if whole_number(width) > budget.LONGEST_TEXT:
        raise too_large()
    return value.zfill(width)


def _strftime(_seen: Seen, value: date, form: Any) -> str:
    if not _DATE_FORMAT.fullmatch(text(form)):
        raise Senseless(
            mark("a date is written with %d %m %Y %y %H %M %S, and no other signs behind %")
        )
    parts = {
        "d": f"{value.day:02}",
        "m": f"{value.month:02}",
        "Y": f"{value.year:04}",
        "y": f"{value.year % 100:02}",
        **{sign: f"{getattr(value, part, 0):02}"
           for sign, part in (("H", "hour"), ("M", "minute"), ("S", "second"))},
    }  # fmt: skip
    return bounded_text(re.sub("%(.)", lambda sign: parts[sign[1]], form))


def _position(seen: Seen, value: Any, member: Any) -> int:
    among = seen.whole(members(seen, value))
    try:
        return among.index(seen.whole(member))  # type: ignore[no-any-return]
    except ValueError:
        raise Senseless(mark("the list does not hold this value")) from None


def _count(seen: Seen, value: Any, member: Any) -> int:
    return seen.whole(members(seen, value)).count(seen.whole(member))  # type: ignore[no-any-return]


def _get(_seen: Seen, value: dict[Any, Any], key: Any, default: Any = None) -> Any:
    return item(value, key) if type(key) in _KEYS and key in value else default


def _seconds(value: timedelta) -> Decimal:
    return ROUNDED.divide(Decimal(value // _MICROSECOND), 1_000_000)


def _plain(act: Callable[[Any], Any]) -> _Act:
    return lambda _seen, value: act(value)


def _of_text(act: Callable[[str], Any]) -> _Act:
    def ask(_seen: Seen, value: str) -> Any:
        found = act(value)
        return bounded_text(found) if type(found) is str else found

    return ask


def _with_text(act: Callable[[str, str], Any]) -> _Act:
    return lambda _seen, value, other: act(value, text(other))


def _stripped(act: Callable[[str, str | None], str]) -> _Act:
    return lambda _seen, value, signs=None: act(value, None if signs is None else text(signs))


_KEYS: Final = frozenset({str, int, bool, Decimal, date, datetime, timedelta, Months, type(None)})
_TEXTS: Final[Mapping[str, _Act]] = {
    **{
        name: _of_text(getattr(str, name))
        for name in ("upper", "lower", "casefold", "capitalize", "title",
                     "isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower")
    },
    **{name: _stripped(getattr(str, name)) for name in ("strip", "lstrip", "rstrip")},
    **{
        name: _with_text(getattr(str, name))
        for name in ("startswith", "endswith", "removeprefix", "removesuffix", "find")
    },
    "split": _split,
    "join": _join,
    "replace": _replace,
    "zfill": _zfill,
    "count": _with_text(str.count),
}  # fmt: skip
_LISTS: Final[Mapping[str, _Act]] = {
    "index": _position,
    "count": _count,
}
_RECORDS: Final[Mapping[str, _Act]] = {
    "get": _get,
    "keys": members,
    "values": lambda seen, value: members(seen, list(value.values())),
    "items": lambda seen, value: members(seen, list(value.items())),
}
_DAYS: Final[Mapping[str, _Act]] = {
    "isoformat": _plain(lambda value: value.isoformat()),
    "weekday": _plain(lambda value: value.weekday()),
    "isoweekday": _plain(lambda value: value.isoweekday()),
    "strftime": _strftime,
}
METHODS: Final[Mapping[type, Mapping[str, _Act]]] = {
    str: _TEXTS,
    list: _LISTS,
    tuple: _LISTS,
    dict: _RECORDS,
    date: _DAYS,
    datetime: {**_DAYS, "date": _plain(lambda value: value.date())},
    timedelta: {"total_seconds": _plain(_seconds)},
}
METHOD_NAMES: Final = frozenset(name for methods in METHODS.values() for name in methods)
FIELDS: Final[Mapping[tuple[type, str], Callable[[Any], Any]]] = {
    **{(date, name): attrgetter(name) for name in ("year", "month", "day")},
    **{
        (datetime, name): attrgetter(name)
        for name in ("year", "month", "day", "hour", "minute", "second")
    },
    **{(timedelta, name): attrgetter(name) for name in ("days", "seconds")},
    (Months, "years"): lambda value: value.count // 12,
    (Months, "months"): lambda value: value.count % 12,
}
