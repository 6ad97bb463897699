"""FEEL's way with values that are missing or don't go together: the answer is null.

Where our own language stops and says what is wrong, FEEL goes on with null, and
``and`` and ``or`` know three answers. Only what costs too much still stops.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from engine.rules.decision.cell import Range, comparable
from engine.rules.expression.arguments import members
from engine.rules.expression.arithmetic import CALCULATORS
from engine.rules.expression.comparing import equal
from engine.rules.expression.refusals import Senseless
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.values import CONTAINERS, NUMBERS

Compare = Callable[[Seen, Any, Any], bool | None]


def same(seen: Seen, one: Any, other: Any) -> bool | None:
    """``=``: null is only null; values of different kinds are neither the same nor not."""
    if one is None or other is None:
        return one is other
    alike = type(one) is type(other) or (type(one) in NUMBERS and type(other) in NUMBERS)
    if not alike and not (type(one) in _LISTS and type(other) in _LISTS):
        return None
    if type(one) in _LISTS:
        return equal(seen, list(one), list(other))
    return equal(seen, one, other)


def _different(seen: Seen, one: Any, other: Any) -> bool | None:
    return negation(same(seen, one, other))


def _ordered(comes: Callable[[Any, Any], Any]) -> Compare:
    def ask(_seen: Seen, one: Any, other: Any) -> bool | None:
        return bool(comes(one, other)) if comparable(one, other) else None

    return ask


COMPARISONS: Final[Mapping[str, Compare]] = {
    "=": same,
    "!=": _different,
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
}


def yes_or_no(value: Any) -> bool | None:
    """A value where yes or no is asked for."""
    return value if isinstance(value, bool) else None


def negation(value: Any) -> bool | None:
    """``not``: of anything but yes and no there is none."""
    return not value if type(value) is bool else None


def conjunction(parts: Sequence[Ask]) -> Ask:
    """``and``: no as soon as one says no, yes when all say yes, else null."""
    return lambda seen: all_yes(part(seen) for part in parts)


def disjunction(parts: Sequence[Ask]) -> Ask:
    """``or``: yes as soon as one says yes, no when all say no, else null."""
    return lambda seen: any_yes(part(seen) for part in parts)


def all_yes(answers: Iterable[Any]) -> bool | None:
    """What ``and`` makes of several answers."""
    return _joint(answers, decisive=False)


def any_yes(answers: Iterable[Any]) -> bool | None:
    """What ``or`` makes of several answers."""
    return _joint(answers, decisive=True)


def _joint(answers: Iterable[Any], *, decisive: bool) -> bool | None:
    known = True
    for answer in answers:
        if not isinstance(answer, bool):
            known = False
        elif answer == decisive:
            return decisive
    return not decisive if known else None


def calculation(sign: str, one: Ask, other: Ask) -> Ask:
    """Reckon; what can't be reckoned is null."""
    act = CALCULATORS[sign]

    def ask(seen: Seen) -> Any:
        left, right = one(seen), other(seen)
        if type(left) in CONTAINERS or type(right) in CONTAINERS:
            return None
        try:
            return act(seen, left, right)
        except Senseless:
            return None

    return ask


def among(seen: Seen, value: Any, given: Any) -> bool | None:
    """Whether a value passes a test that is itself a value: a range, a list, or an equal."""
    if type(given) is Range:
        return given.holds(value)
    if type(given) not in _LISTS:
        return same(seen, value, given)
    answers = [among(seen, value, each) for each in members(seen, given)]
    if type(value) in _LISTS:
        answers.append(same(seen, value, given))
    if True in answers:
        return True
    return None if answers and all(answer is None for answer in answers) else False


def field(value: Any, name: str, fields: Mapping[tuple[type, str], Callable[[Any], Any]]) -> Any:
    """What stands behind a dot; of a list, that of each member; null when there is none."""
    if type(value) is dict:
        return value.get(name)
    if type(value) in _LISTS:
        return [field(each, name, fields) for each in value]
    read = fields.get((type(value), name))
    return None if read is None else read(value)


_LISTS: Final = frozenset({list, tuple})
