"""What stands behind a name or a dot: calls of listed functions, fields of records and dates."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from engine.i18n import mark
from engine.rules.expression import methods
from engine.rules.expression.containers import any_or_all, list_made
from engine.rules.expression.functions import FUNCTIONS
from engine.rules.expression.refusals import Senseless, bad
from engine.rules.expression.scope import Scope, plain
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.values import kind_of


def attribute(node: ast.Attribute, scope: Scope) -> Ask:
    """A field of a record or a date: ``paper.kind``, ``due.year``."""
    name = plain(node.attr)
    value = scope.build(node.value)
    return lambda seen: methods.field(value(seen), name)


def call(node: ast.Call, scope: Scope) -> Ask:
    """A call of a listed function or method; of anything else there is none."""
    named = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            raise scope.refusal(node)
        named[plain(keyword.arg)] = scope.build(keyword.value)
    match node:
        case ast.Call(func=ast.Name(id="any" | "all" as name), args=[ast.GeneratorExp() as loop]):
            return any_or_all(loop, scope, wanted=name == "any")
        case ast.Call(func=ast.Name(id=name), args=given) if name in FUNCTIONS:
            scope.calls.add(name)
            return _function(name, [_argument(each, scope) for each in given], named)
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=given) if (
            name in methods.METHOD_NAMES and not named
        ):
            parts = [_argument(each, scope) for each in given]
            return _method(scope.build(value), name, parts)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            raise bad(mark("There is no function “%(name)s” here."), name=name[:40])
        case _:
            raise scope.refusal(node)


def _argument(node: ast.expr, scope: Scope) -> Ask:
    return list_made(node, scope) if isinstance(node, ast.GeneratorExp) else scope.build(node)


def _function(name: str, given: list[Ask], named: dict[str, Ask]) -> Ask:
    act = FUNCTIONS[name]
    if not _takes(act, 1 + len(given), named):
        raise bad(mark("The function “%(name)s” does not take these values."), name=name)
    if len(given) == 1 and not named:
        only = given[0]
        return lambda seen: act(seen, only(seen))
    return lambda seen: act(
        seen,
        *[each(seen) for each in given],
        **{each: value(seen) for each, value in named.items()},
    )


def _method(owner: Ask, name: str, given: list[Ask]) -> Ask:
    fitting = {
        kind: listed[name]
        for kind, listed in methods.METHODS.items()
        if name in listed and _takes(listed[name], 2 + len(given), ())
    }
    if not fitting:
        raise bad(mark("The function “%(name)s” does not take these values."), name=name)

    def ask(seen: Seen) -> Any:
        value = owner(seen)
        act = fitting.get(type(value))
        if act is None:
            raise Senseless(
                mark("%(kind)s has no “%(name)s”"), kind=kind_of(value), name=f"{name}()"
            )
        if type(value) is str:
            seen.walk(value)
        return act(seen, value, *[each(seen) for each in given])

    return ask


def _takes(act: Callable[..., Any], given: int, named: Iterable[str]) -> bool:
    try:
        inspect.signature(act).bind(*[None] * given, **dict.fromkeys(named))
    except TypeError:
        return False
    return True
