"""Conditions in a diagram: read by us, never by Python's own ``eval``.

A diagram is uploaded text, and whoever draws one must not be able to run code
in the office. So a condition is parsed, held against a short list of what is
allowed (names, literals, comparisons, ``and``/``or``/``not``, ``in`` a list of
literals) and turned into closures; nothing else exists here to be reached.
Size and depth are bounded before anything is built.

>>> compile_condition("appraisal == 'qualified' and fee > 0").value({
...     "appraisal": "qualified", "fee": 100_000})
True
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.errors import Refusal
from engine.i18n import Said, mark

LONGEST = 4_000
MOST_NODES = 500
DEEPEST = 40

Ask = Callable[[Mapping[str, Any]], Any]

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda value, listed: value in listed,
    ast.NotIn: lambda value, listed: value not in listed,
}
# Analysts who come from other tools write the constants in small letters.
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}


class BadExpression(Refusal):
    """A text in a diagram is no condition that the office reads."""

    code = "bad-expression"
    default = mark("This condition can't be read.")


class NoAnswer(Refusal):
    """A condition is well written, but these values give it no answer."""

    code = "no-answer"
    default = mark("This condition has no answer for these values.")


@dataclass(frozen=True)
class Condition:
    """A condition that was read once and can be asked often."""

    text: str
    names: frozenset[str]
    ask: Ask

    def value(self, data: Mapping[str, Any]) -> Any:
        """Answer from ``data``; ``NoAnswer`` when a name is missing or values don't compare."""
        try:
            return self.ask(data)
        except KeyError as missing:
            said = Said(
                mark("The condition “%(text)s” needs “%(name)s”, which nobody has given."),
                text=self.text,
                name=missing.args[0],
            )
            raise NoAnswer(said) from missing
        except TypeError as unlike:
            said = Said(
                mark("The condition “%(text)s” compares values of different kinds."),
                text=self.text,
            )
            raise NoAnswer(said) from unlike


@dataclass(frozen=True)
class Script:
    """The lines ``name = condition`` of a script, carried out all or not at all."""

    text: str
    lines: tuple[tuple[str, Condition], ...]

    def run(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Give the new values; a later line sees what an earlier one set."""
        seen = dict(data)
        new: dict[str, Any] = {}
        for name, condition in self.lines:
            new[name] = seen[name] = condition.value(seen)
        return new


@lru_cache(maxsize=4096)
def compile_condition(text: str) -> Condition:
    """Read one condition; ``BadExpression`` says what is not allowed in it."""
    return _condition(_parsed(text, "eval").body)


@lru_cache(maxsize=1024)
def compile_script(text: str) -> Script:
    """Read a script: nothing but lines ``name = condition``."""
    lines = []
    for statement in _parsed(text, "exec").body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                lines.append((_plain(name), _condition(value)))
            case ast.Pass():
                continue
            case _:
                raise BadExpression(Said(mark("A script may only hold lines “name = value”.")))
    return Script(text, tuple(lines))


def _parsed(text: str, mode: str) -> Any:
    written = text.strip()
    if not written:
        raise BadExpression(Said(mark("The expression is empty.")))
    if len(written) > LONGEST or _nesting(written) > DEEPEST:
        raise BadExpression(Said(mark("The expression is too long or nested too deeply.")))
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(written, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as wrong:
        said = Said(mark("“%(text)s” is not a condition that can be read."), text=written[:120])
        raise BadExpression(said) from wrong
    if not written.isascii():
        _refuse_look_alikes(tree, written)
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise BadExpression(Said(mark("The expression is too long or nested too deeply.")))
    return tree


def _refuse_look_alikes(tree: ast.AST, written: str) -> None:
    """Python reads a full-width letter as the plain one; what is read must be what is seen."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and ast.get_source_segment(written, node) != node.id:
            raise BadExpression(Said(mark("“%(name)s” can't be used as a name."), name=node.id))


def _nesting(text: str) -> int:
    """Bound the depth before Python's own parser sees the text: it recurses for each bracket."""
    depth = deepest = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _condition(tree: ast.expr) -> Condition:
    names: set[str] = set()
    ask = _build(tree, names, depth=0)
    return Condition(ast.unparse(tree), frozenset(names), ask)


def _build(node: ast.expr, names: set[str], depth: int) -> Ask:
    if depth > DEEPEST:
        raise BadExpression(Said(mark("The expression is too long or nested too deeply.")))
    match node:
        case ast.Constant() | ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            literal = _literal(node)
            return lambda _data: literal
        case ast.Name(id=name):
            return _name(_plain(name), names)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _build(operand, names, depth + 1)
            return lambda data: not inner(data)
        case ast.BoolOp(op=joint, values=values):
            parts = [_build(value, names, depth + 1) for value in values]
            return _all(parts) if isinstance(joint, ast.And) else _any(parts)
        case ast.Compare():
            return _comparison(node, names, depth)
        case _:
            raise _not_allowed(node)


def _literal(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None as value):
            return value
        case ast.UnaryOp(op=sign, operand=ast.Constant(value=int() | float() as number)):
            return -number if isinstance(sign, ast.USub) else number
        case ast.Name(id=name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return tuple(_literal(part) for part in parts)
        case _:
            raise _not_allowed(node)


def _plain(name: str) -> str:
    """Names are plain: look-alike letters and Python's own hidden names are not."""
    if name.startswith("_") or not name.isascii():
        raise BadExpression(Said(mark("“%(name)s” can't be used as a name."), name=name))
    return name


def _name(name: str, names: set[str]) -> Ask:
    if name in _CONSTANTS:
        constant = _CONSTANTS[name]
        return lambda _data: constant
    names.add(name)
    return lambda data: data[name]


def _all(parts: list[Ask]) -> Ask:
    def ask(data: Mapping[str, Any]) -> Any:
        return all(part(data) for part in parts)

    return ask


def _any(parts: list[Ask]) -> Ask:
    def ask(data: Mapping[str, Any]) -> Any:
        return any(part(data) for part in parts)

    return ask


def _comparison(node: ast.Compare, names: set[str], depth: int) -> Ask:
    compare = [_COMPARISONS[type(comparison)] for comparison in node.ops]
    parts = [_build(node.left, names, depth + 1)]
    for comparison, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(comparison, ast.In | ast.NotIn):
            parts.append(_listed(right))
        else:
            parts.append(_build(right, names, depth + 1))

    def ask(data: Mapping[str, Any]) -> bool:
        left = parts[0](data)
        for is_so, part in zip(compare, parts[1:], strict=True):
            right = part(data)
            if not is_so(left, right):
                return False
            left = right
        return True

    return ask


def _listed(node: ast.expr) -> Ask:
    if not isinstance(node, ast.List | ast.Tuple):
        raise BadExpression(Said(mark("“in” needs a written list, such as ['a', 'b'].")))
    members = _literal(node)
    return lambda _data: members


def _not_allowed(node: ast.expr) -> BadExpression:
    said = Said(
        mark("“%(text)s” is not allowed here: only names, values, comparisons, and, or, not."),
        text=ast.unparse(node)[:120],
    )
    return BadExpression(said)
