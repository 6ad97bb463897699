"""Lists and records: written out, taken apart, and made by going through others.

Each turn of a loop pays for the parts that are asked in it, so that loops within
loops come to an end.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from engine.i18n import mark
from engine.rules.expression import methods
from engine.rules.expression.arguments import members
from engine.rules.expression.budget import SIGNS_A_MEMBER
from engine.rules.expression.refusals import Senseless
from engine.rules.expression.scope import Scope, plain
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.source import size
from engine.rules.expression.values import AS_THEY_ARE, CONTAINERS, kind_of, picked

_WEIGHTLESS: Final = AS_THEY_ARE - {str} | {Decimal, datetime}


def listed(node: ast.List | ast.Tuple, scope: Scope) -> Ask:
    """A list that is written out."""
    parts = [scope.build(part) for part in node.elts]
    made = list if isinstance(node, ast.List) else tuple

    def ask(seen: Seen) -> Any:
        return held(seen, made([part(seen) for part in parts]))

    return ask


def record(node: ast.Dict, scope: Scope) -> Ask:
    """A record that is written out."""
    pairs = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            raise scope.refusal(node)
        pairs.append((scope.build(key), scope.build(value)))

    def ask(seen: Seen) -> Any:
        return held(seen, {as_key(key(seen)): value(seen) for key, value in pairs})

    return ask


def held(seen: Seen, made: Any) -> Any:
    """A list or record just made: what holds others is weighed, so that none grows unseen."""
    inside = made.values() if type(made) is dict else made
    if not _WEIGHTLESS.issuperset(map(type, inside)) and any(map(_has_weight, inside)):
        seen.walk(made)
    return made


def _has_weight(value: Any) -> bool:
    kind = type(value)
    return kind in CONTAINERS or (kind is str and len(value) >= SIGNS_A_MEMBER)


def as_key(value: Any) -> Any:
    """A value that may be the key of a record."""
    if type(value) in CONTAINERS:
        raise Senseless(mark("%(kind)s can't be a key"), kind=kind_of(value))
    return value


def subscript(node: ast.Subscript, scope: Scope) -> Ask:
    """A member of a list or record; stretches of a list are not allowed."""
    if isinstance(node.slice, ast.Slice | ast.Tuple):
        raise scope.refusal(node)
    whole, key = scope.build(node.value), scope.build(node.slice)
    if isinstance(node.slice, ast.Constant) and type(node.slice.value) is str:
        name = key(Seen({}))
        return lambda seen: methods.item_named(whole(seen), name)
    return lambda seen: methods.item(whole(seen), key(seen))


def list_made(node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Ask:
    """A list made by going through another."""
    turns, inside = turns_of(node.generators, scope, size(node.elt))
    member = inside.build(node.elt)
    return lambda seen: held(seen, [member(seen) for _ in turns(seen)])


def record_made(node: ast.DictComp, scope: Scope) -> Ask:
    """A record made by going through a list."""
    turns, inside = turns_of(node.generators, scope, size(node.key) + size(node.value))
    key, value = inside.build(node.key), inside.build(node.value)

    def ask(seen: Seen) -> Any:
        return held(seen, {as_key(key(seen)): value(seen) for _ in turns(seen)})

    return ask


def any_or_all(node: ast.GeneratorExp, scope: Scope, wanted: bool) -> Ask:
    """``any`` and ``all`` over a loop stop where the answer is known."""
    turns, inside = turns_of(node.generators, scope, size(node.elt))
    test = inside.build(node.elt)

    def ask(seen: Seen) -> bool:
        loop = turns(seen)
        for _ in loop:
            if bool(test(seen)) is wanted:
                loop.close()
                return wanted
        return not wanted

    return ask


# The turns of a loop: at each of them its names are set.
Turns = Callable[[Seen], Generator[None, None, None]]
# Sets the names of a loop to one member after the other.
Put = Callable[[Seen, list[Any]], Iterator[None]]


def turns_of(written: list[ast.comprehension], scope: Scope, cost: int) -> tuple[Turns, Scope]:
    """The turns of one loop or of several within each other, and the scope inside them."""
    outer, *others = written
    if outer.is_async:
        raise scope.refusal(outer.target)
    source = scope.build(outer.iter)
    put, names = target(outer.target, scope)
    inside = scope.inside(*names)
    holds = _all_of([inside.build(test) for test in outer.ifs])
    cost += 1 + sum(map(size, outer.ifs))
    deeper = None
    if others:
        deeper, inside = turns_of(others, inside, cost)

    def turns(seen: Seen) -> Generator[None, None, None]:
        kept = {name: seen[name] for name in names if name in seen}
        among = members(seen, source(seen))
        seen.spend(len(among) * cost)
        try:
            if holds is None and deeper is None:
                yield from put(seen, among)
                return
            for _ in put(seen, among):
                if holds is None or holds(seen):
                    if deeper is None:
                        yield
                    else:
                        yield from deeper(seen)
        finally:
            for name in names:
                seen.pop(name, None)
            seen.update(kept)

    return turns, inside


def _all_of(tests: list[Ask]) -> Ask | None:
    if len(tests) < 2:
        return tests[0] if tests else None
    return lambda seen: all(test(seen) for test in tests)


def target(node: ast.expr, scope: Scope) -> tuple[Put, list[str]]:
    """What a loop sets at each turn: one name, or several that share a member."""
    match node:
        case ast.Name(id=name):
            return _put_one(plain(name)), [name]
        case ast.Tuple(elts=parts) if all(isinstance(part, ast.Name) for part in parts):
            names = [plain(part.id) for part in parts if isinstance(part, ast.Name)]
            return _put_several(names), names
        case _:
            raise scope.refusal(node)


def _put_one(name: str) -> Put:
    def put(seen: Seen, among: list[Any]) -> Iterator[None]:
        for seen[name] in among:
            yield

    return put


def _put_several(names: list[str]) -> Put:
    def put(seen: Seen, among: list[Any]) -> Iterator[None]:
        for member in among:
            if type(member) not in {list, tuple} or len(member) != len(names):
                raise Senseless(
                    mark("a member of the list can't be shared among %(count)s names"),
                    count=len(names),
                )
            seen.update(zip(names, map(picked, member), strict=True))
            yield

    return put
