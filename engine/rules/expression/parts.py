"""The small parts of an expression: values, names, signs, comparisons, choices."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Final

from engine.i18n import mark
from engine.rules.expression.arithmetic import CALCULATORS, negative
from engine.rules.expression.comparing import COMPARISONS, Compare
from engine.rules.expression.refusals import Overspent, bad
from engine.rules.expression.scope import CONSTANTS, Scope, plain
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.source import too_long
from engine.rules.expression.values import bounded

_SIGNS: Final[Mapping[type[ast.AST], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}


def constant(node: ast.Constant, scope: Scope) -> Ask:
    """A value as it is written: decimals exactly, texts in composed letters."""
    value: Any = node.value
    match value:
        case bool() | None:
            pass
        case int():
            try:
                bounded(value)
            except Overspent as large:
                raise too_long() from large
        case float():
            value = scope.source.decimal(node)
        case str():
            value = unicodedata.normalize("NFC", value)
        case _:
            raise scope.refusal(node)
    return lambda _seen: value


def name(node: ast.Name, scope: Scope) -> Ask:
    """A value that the case gives, or a loop."""
    name = node.id
    if name in CONSTANTS:
        constant = CONSTANTS[name]
        return lambda _seen: constant
    scope.asks(plain(name))
    return itemgetter(name)


def unary(node: ast.UnaryOp, scope: Scope) -> Ask:
    """``not``, and a sign."""
    operand = scope.build(node.operand)
    match node.op:
        case ast.Not():
            return lambda seen: not operand(seen)
        case ast.USub():
            return lambda seen: negative(operand(seen))
        case ast.UAdd():
            return lambda seen: negative(negative(operand(seen)))
        case _:
            raise scope.refusal(node)


def binary(node: ast.BinOp, scope: Scope) -> Ask:
    """Two values reckoned with."""
    sign = _SIGNS.get(type(node.op))
    if sign is None:
        raise scope.refusal(node)
    left, right, act = scope.build(node.left), scope.build(node.right), CALCULATORS[sign]
    return lambda seen: act(seen, left(seen), right(seen))


def joint(node: ast.BoolOp, scope: Scope) -> Ask:
    """``and`` and ``or``: as in Python, the value that decides is the answer."""
    *first, last = [scope.build(value) for value in node.values]
    wanted = isinstance(node.op, ast.Or)

    def ask(seen: Seen) -> Any:
        for part in first:
            value = part(seen)
            if bool(value) is wanted:
                return value
        return last(seen)

    return ask


def choice(node: ast.IfExp, scope: Scope) -> Ask:
    """One value or the other."""
    test, body, other = (scope.build(part) for part in (node.test, node.body, node.orelse))
    return lambda seen: body(seen) if test(seen) else other(seen)


def comparison(node: ast.Compare, scope: Scope) -> Ask:
    """A comparison, or a chain of them."""
    left = scope.build(node.left)
    steps = [
        _compared(sign, right, scope)
        for sign, right in zip(node.ops, node.comparators, strict=True)
    ]
    if len(steps) == 1:
        holds, right = steps[0]
        return lambda seen: holds(seen, left(seen), right(seen))

    def ask(seen: Seen) -> bool:
        value = left(seen)
        for holds, right in steps:
            following = right(seen)
            if not holds(seen, value, following):
                return False
            value = following
        return True

    return ask


def _compared(sign: ast.cmpop, right: ast.expr, scope: Scope) -> tuple[Compare, Ask]:
    if isinstance(sign, ast.Is | ast.IsNot):
        return _identity(sign, right, scope)
    holds = COMPARISONS[_SIGNS[type(sign)]]
    if isinstance(sign, ast.In | ast.NotIn) and isinstance(right, ast.List | ast.Tuple):
        parts = [scope.build(part) for part in right.elts]
        if all(isinstance(part, ast.Constant) for part in right.elts):
            written = tuple(part(Seen({})) for part in parts)
            wanted = isinstance(sign, ast.In)
            return lambda _seen, one, other: (one in other) is wanted, lambda _seen: written
    return holds, scope.build(right)


def _identity(sign: ast.cmpop, right: ast.expr, scope: Scope) -> tuple[Compare, Ask]:
    """``is`` asks for the very constant, where ``==`` would take 1 for True."""
    is_constant = isinstance(right, ast.Name) and right.id in CONSTANTS
    if not is_constant and not (
        isinstance(right, ast.Constant) and (right.value is None or type(right.value) is bool)
    ):
        raise bad(mark("“is” goes with None, True and False only; compare with ==."))
    wanted = isinstance(sign, ast.Is)
    return lambda _seen, one, other: (one is other) is wanted, scope.build(right)
