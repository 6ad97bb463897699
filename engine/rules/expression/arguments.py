"""What functions are given: values of the kinds they need, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.i18n import mark
from engine.rules.expression import budget
from engine.rules.expression.refusals import BadExpression, Senseless
from engine.rules.expression.seen import Seen
from engine.rules.expression.values import (
    AS_THEY_ARE,
    CONTAINERS,
    NUMBERS,
    kind_of,
    picked,
    too_large,
)


def members(seen: Seen, value: Any) -> list[Any]:
    """The members of a list, or the keys of a record."""
    if type(value) not in CONTAINERS:
        raise Senseless(mark("a list is needed here, not %(kind)s"), kind=kind_of(value))
    if len(value) > budget.LONGEST_LIST:
        raise too_large()
    seen.spend(len(value) // budget.MEMBERS_A_STEP)
    return [each if type(each) in AS_THEY_ARE else picked(each) for each in value]


def number(value: Any) -> int | Decimal:
    """The value itself when it is a number."""
    if type(value) not in NUMBERS:
        raise Senseless(mark("a number is needed here, not %(kind)s"), kind=kind_of(value))
    return value  # type: ignore[no-any-return]  # its kind was just asked


def whole_number(value: Any) -> int:
    """The value itself when it is a whole number."""
    if type(value) is not int:
        raise Senseless(mark("a whole number is needed here, not %(kind)s"), kind=kind_of(value))
    return value


def text(value: Any) -> str:
    """The value itself when it is a text."""
    if type(value) is not str:
        raise Senseless(mark("a text is needed here, not %(kind)s"), kind=kind_of(value))
    return value


def read_as(read: Callable[[str], Any], value: Any) -> Any:
    """What a text says, for one that holds a time."""
    try:
        return read(text(value))
    except BadExpression:
        said = mark("“%(text)s” is no time that can be read")
        raise Senseless(said, text=value[:40]) from None
