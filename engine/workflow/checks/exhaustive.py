"""Whether one of several conditions always holds, so that no default is needed.

Each value that is asked for is tried out: every choice of its form where that is
known, else each written value, one beside it and one between. When some condition
holds for every combination, there is always a way to go.

>>> always_one(["fee >= 100", "fee < 100"])
True
>>> always_one(["fee > 100", "fee < 100"])
False
>>> always_one(["answer == 'yes'", "answer == 'no'"], {"answer": ("yes", "no")})
True
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Any, Final

from engine.rules.expression import BadExpression, Expression, NoAnswer, compile_expression

Values = Mapping[str, tuple[Any, ...]]
_NONE: Final[Values] = {}
_MOST: Final = 2_000
_ORDERINGS: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_OTHER: Final = "another answer"
_CONSTANTS: Final = {"true": True, "false": False, "null": None}


@dataclass
class _Asked:
    """What conditions compare one name with."""

    literals: list[Any] = field(default_factory=list)
    bare: bool = False


def always_one(
    conditions: Sequence[str], values: Values = _NONE, *, only_asked: bool = False
) -> bool:
    """Whether one of the conditions holds, whatever the values.

    With ``only_asked`` a text is taken to have no other value than those that are
    asked for: so where the forms, which decide that, are not at hand.
    """
    try:
        read = [compile_expression(text) for text in conditions]
        asked = _asked(conditions)
    except (BadExpression, _Unclear):
        return False
    if any(each.asks_the_clock for each in read):
        return False
    names = sorted(set().union(*(each.names for each in read)))
    domains = [_tried(asked.get(name), values.get(name), only_asked) for name in names]
    if not all(domains) or prod(map(len, domains)) > _MOST:
        return False
    return all(
        any(_holds(each, dict(zip(names, chosen, strict=True))) for each in read)
        for chosen in product(*domains)
    )


class _Unclear(Exception):
    """A name is used in a way that a few values can't stand for."""


def _holds(condition: Expression, data: Mapping[str, Any]) -> bool:
    try:
        return bool(condition.value(data))
    except NoAnswer:
        return False


def _tried(asked: _Asked | None, given: tuple[Any, ...] | None, only_asked: bool) -> list[Any]:
    if given is not None:
        return list(given)
    if asked is None:
        return []
    literals = asked.literals
    texts = sorted({each for each in literals if isinstance(each, str)})
    numbers = sorted(
        {each for each in literals if isinstance(each, int | float) and not isinstance(each, bool)}
    )
    found: list[Any] = [*texts, *([_OTHER] if texts and not only_asked else []), *_near(numbers)]
    if asked.bare or any(isinstance(each, bool) for each in literals):
        found += [True, False]
    return found + [None] * (None in literals)


def _near(numbers: Sequence[float]) -> Iterator[Any]:
    """The numbers, one below and one above them all, and one between each two."""
    if numbers:
        yield numbers[0] - 1
        yield from numbers
        for one, other in pairwise(numbers):
            yield float((Fraction(one) + Fraction(other)) / 2)
        yield numbers[-1] + 1


def _asked(conditions: Sequence[str]) -> dict[str, _Asked]:
    found: dict[str, _Asked] = {}
    for text in conditions:
        try:
            tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as wrong:
            raise _Unclear from wrong
        _note(tree, found)
    return found


def _note(tree: ast.expr, found: dict[str, _Asked]) -> None:
    match tree:
        case ast.BoolOp(values=parts):
            for part in parts:
                _note(part, found)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _note(operand, found)
        case ast.Name(id=name) if name not in _CONSTANTS:
            found.setdefault(name, _Asked()).bare = True
        case ast.Compare(left=ast.Name(id=name), ops=[how], comparators=[right]):
            found.setdefault(name, _Asked()).literals += _literals(right, how)
        case ast.Compare(left=left, ops=[how], comparators=[ast.Name(id=name)]):
            found.setdefault(name, _Asked()).literals += _literals(left, how)
        case ast.Constant():
            pass
        case _:
            raise _Unclear


def _literals(tree: ast.expr, how: ast.cmpop) -> list[Any]:
    match tree:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return [value for part in parts for value in _literals(part, how)]
        case ast.Constant(value=str() | int() | float() | None as value):
            if isinstance(value, str) and isinstance(how, _ORDERINGS):
                raise _Unclear
            return [value]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return [-number]
        case ast.Name(id=name) if name in _CONSTANTS:
            return [_CONSTANTS[name]]
        case _:
            raise _Unclear
