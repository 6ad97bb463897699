"""Cells of tables that are written in our own language, as SpiffWorkflow's modeler does.

``> 3`` and ``in ['a', 'b']`` are compared with the column's value, ``4 < ? <= 6`` is a
condition about it, anything else is a value that it must be equal to.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import Any, Final

from engine.i18n import mark
from engine.rules.decision.cell import INPUT, Cell, Range, Shape, anything
from engine.rules.decision.table import Formula
from engine.rules.expression import comparing, working
from engine.rules.expression.building import scope_of
from engine.rules.expression.refusals import BadExpression, Overspent, Senseless, bad
from engine.rules.expression.scope import Scope
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.source import Source

# Stands for the question mark while Python's grammar reads a cell.
_PLACE: Final = "cell_value"
_OUTSIDE_QUOTES: Final = re.compile(r"""\?|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)
_CONDITIONS: Final = (ast.Compare, ast.BoolOp)
_ABOVE: Final = (ast.Gt, ast.GtE)
_BELOW: Final = (ast.Lt, ast.LtE)


@lru_cache(maxsize=4096)
def compile_formula(text: str) -> Formula:
    """Read an expression of an input or an output."""
    scope, tree = _read(text)
    if INPUT in scope.names:
        raise bad(mark("“?” stands for the value of a column; there is none here."))
    constant = _constant(tree, scope) is not None
    return Formula(text.strip(), scope.build(tree), constant)


@lru_cache(maxsize=4096)
def compile_cell(text: str) -> Cell:
    """Read the test of an input cell."""
    written = text.strip()
    if written == "-":
        return anything(written)
    try:
        scope, tree = _read(written)
    except BadExpression as alone:
        return _compared(written, alone)
    ask = scope.build(tree)
    if INPUT in scope.names:
        return Cell(written, _yes(ask), _shape(tree, scope))
    if isinstance(tree, _CONDITIONS) or (
        isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not)
    ):
        raise _two_meanings(written)
    if isinstance(tree, ast.Tuple) and not written.startswith("("):
        raise _two_meanings(written)
    value = _constant(tree, scope)
    return Cell(
        written,
        lambda seen: comparing.equal(seen, seen[INPUT], ask(seen)),
        None if value is None else Shape(value),
    )


def _compared(written: str, alone: BadExpression) -> Cell:
    """A test whose left side is left out."""
    try:
        scope, tree = _read(f"? {written}")
    except BadExpression:
        raise alone from None
    if not isinstance(tree, ast.Compare):
        raise alone
    return Cell(written, _yes(scope.build(tree)), _shape(tree, scope))


def _read(text: str) -> tuple[Scope, ast.expr]:
    if _PLACE in text:
        raise bad(mark("“%(name)s” can't be used as a name."), name=_PLACE)
    source = Source(_OUTSIDE_QUOTES.sub(_named, text), "eval")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id == _PLACE:
            node.id = INPUT
    scope = scope_of(source)
    tree: ast.expr = source.tree.body
    scope.build(tree)
    return scope, tree


def _named(sign: re.Match[str]) -> str:
    return _PLACE if sign[0] == "?" else sign[0]


def _yes(ask: Ask) -> Ask:
    def holds(seen: Seen) -> bool:
        return bool(ask(seen))

    return holds


def _two_meanings(text: str) -> BadExpression:
    return bad(
        mark("“%(text)s” could be a value or a condition: write ? for the column's value."),
        text=text[:120],
    )


def _constant(tree: ast.expr, scope: Scope) -> tuple[Any] | None:
    """What a part says for every case, in a tuple of one; None when that depends."""
    alone = Scope(scope.source, scope.builders)
    ask = alone.build(tree)
    if alone.names or not alone.calls.isdisjoint(working.FUNCTIONS):
        return None
    try:
        return (ask(Seen({})),)
    except (Senseless, Overspent) as never:
        text = scope.source.text.replace(_PLACE, INPUT)
        said = mark("“%(text)s” has no answer: %(why)s.")
        raise bad(said, text=text[:120], why=never.said) from never


def _shape(tree: ast.expr, scope: Scope) -> Shape | None:
    """The shape of ``? < 3`` or ``? in ['a', 'b']``; None for whatever is written otherwise."""
    match tree:
        case ast.Compare(left=ast.Name(id="?"), ops=[sign], comparators=[right]):
            return _shape_of(sign, right, scope)
        case _:
            return None


def _shape_of(sign: ast.cmpop, right: ast.expr, scope: Scope) -> Shape | None:
    if isinstance(sign, ast.In | ast.NotIn) and isinstance(right, ast.List | ast.Tuple):
        members = [_constant(member, scope) for member in right.elts]
        if any(member is None for member in members):
            return None
        points = tuple(member[0] for member in members if member is not None)
        return Shape(points, negated=isinstance(sign, ast.NotIn))
    value = _constant(right, scope)
    if value is None:
        return None
    if isinstance(sign, ast.Eq | ast.NotEq):
        return Shape(value, negated=isinstance(sign, ast.NotEq))
    if isinstance(sign, _BELOW):
        return Shape((), (Range(None, value[0], high_in=isinstance(sign, ast.LtE)),))
    if isinstance(sign, _ABOVE):
        return Shape((), (Range(value[0], None, low_in=isinstance(sign, ast.GtE)),))
    return None
