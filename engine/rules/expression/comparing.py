"""Comparing: what is equal, what comes first, what is in a list.

Everything may be asked whether it is equal; only values of one kind have an order.
Whole lists and records are copied to be compared, and so paid for by their size.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.i18n import mark
from engine.rules.expression.arguments import members
from engine.rules.expression.arithmetic import unlike
from engine.rules.expression.refusals import Senseless
from engine.rules.expression.seen import Seen
from engine.rules.expression.values import CONTAINERS, kind_of

Compare = Callable[[Seen, Any, Any], bool]


def equal(seen: Seen, one: Any, other: Any) -> bool:
    """Whether two values are the same."""
    if type(one) in CONTAINERS and type(other) in CONTAINERS:
        return bool(seen.whole(one) == seen.whole(other))
    return bool(one == other)


def different(seen: Seen, one: Any, other: Any) -> bool:
    """Whether two values are not the same."""
    return not equal(seen, one, other)


def contains(seen: Seen, member: Any, among: Any) -> bool:
    """Whether a value is in a list, a key in a record, or a text in a text."""
    match among:
        case str() if type(member) is str:
            seen.walk(among)
            return member in among
        case str():
            raise unlike("in", member, among)
        case dict():
            return type(member) not in CONTAINERS and member in among
        case list() | tuple() if type(member) in CONTAINERS:
            return seen.whole(member) in seen.whole(among)
        case list() | tuple():
            return member in members(seen, among)
        case _:
            raise Senseless(mark("“in” needs a list, not %(kind)s"), kind=kind_of(among))


def _ordered(sign: str, comes: Callable[[Any, Any], Any]) -> Compare:
    def ask(seen: Seen, one: Any, other: Any) -> bool:
        if type(one) in CONTAINERS:
            one, other = seen.whole(one), seen.whole(other)
        try:
            return bool(comes(one, other))
        except TypeError:
            raise unlike(sign, one, other) from None

    return ask


COMPARISONS: Final[Mapping[str, Compare]] = {
    "==": equal,
    "!=": different,
    "<": _ordered("<", operator.lt),
    "<=": _ordered("<=", operator.le),
    ">": _ordered(">", operator.gt),
    ">=": _ordered(">=", operator.ge),
    "in": contains,
    "not in": lambda seen, one, other: not contains(seen, one, other),
}
