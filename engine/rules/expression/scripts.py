"""Scripts: lines that set names, and the ``if`` and ``for`` around them.

A script runs on copies, and only when it has run to its end does anybody see what
it set. What a name holds is its own: ``b = a`` copies, so that changing one never
changes the other. The names of a ``for`` are gone behind it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from engine.i18n import mark
from engine.rules.expression import budget, methods
from engine.rules.expression.arguments import members, whole_number
from engine.rules.expression.arithmetic import calculate
from engine.rules.expression.containers import as_key, target
from engine.rules.expression.refusals import Senseless, bad
from engine.rules.expression.scope import Scope, plain
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.source import size
from engine.rules.expression.values import kind_of, taken, too_large, weight

# One statement: changes what is seen.
Do = Callable[["Workspace"], None]


class Workspace(Seen):
    """What a script sees and has set so far; what it has set is its own, to be changed in place.

    ``heavy`` says how much each of its own lists and records has grown to.
    """

    __slots__ = ("heavy", "written")

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.written: dict[str, None] = {}
        self.heavy: dict[str, int] = {}

    def put(self, name: str, value: Any) -> None:
        """Set a name to a copy of a value."""
        self[name] = self.whole(value)
        self.heavy[name] = weight(value)
        self.written[name] = None

    def own(self, name: str) -> Any:
        """What a name holds, to be changed; what the case has lent is copied first."""
        if name not in self.written:
            self.put(name, self[name])
        return self[name]

    def grow(self, name: str, added: Any) -> None:
        """Note what was put into what a name holds; it must not grow too large."""
        self.heavy[name] += 1 + weight(added)
        if self.heavy[name] > budget.HEAVIEST:
            # What was replaced meanwhile does not count.
            self.walk(self[name])
            self.heavy[name] = weight(self[name])

    def outcome(self) -> dict[str, Any]:
        """What was set, copied out."""
        if sum(weight(self[name]) for name in self.written) > budget.HEAVIEST:
            raise too_large()
        return {name: taken(self[name])[0] for name in self.written}


def block(statements: list[ast.stmt], scope: Scope) -> Do:
    """Read lines that are carried out one after the other."""
    steps = [_statement(each, scope.nested()) for each in statements]

    def do(space: Workspace) -> None:
        for step in steps:
            step(space)

    return do


def _statement(node: ast.stmt, scope: Scope) -> Do:
    match node:
        case ast.Assign(targets=[place], value=value):
            return _put(place, scope.build(value), scope)
        case ast.AugAssign(target=place, op=ast.Add(), value=value):
            return _add(place, scope.build(value), scope)
        case ast.If(test=test, body=body, orelse=other):
            return _choose(scope.build(test), block(body, scope), block(other, scope))
        case ast.For(target=names, iter=source, body=body, orelse=[]):
            return _repeat(names, scope.build(source), body, scope)
        case ast.Pass():
            return lambda _space: None
        case _:
            raise bad(
                mark(
                    "Line %(line)s: a script may only hold “name = value”, “+=”, “if”, “for” "
                    "and “pass”."
                ),
                line=node.lineno,
            )


def _put(place: ast.expr, value: Ask, scope: Scope) -> Do:
    if isinstance(place, ast.Name):
        name = _changeable(place.id, scope)
        return lambda space: space.put(name, value(space))
    name, owner, key = _inside(place, scope)

    def do(space: Workspace) -> None:
        space.own(name)
        _put_in(space, name, owner(space), key(space), value(space))

    return do


def _add(place: ast.expr, value: Ask, scope: Scope) -> Do:
    if not isinstance(place, ast.Name):
        name, owner, key = _inside(place, scope)

        def do(space: Workspace) -> None:
            space.own(name)
            held, at = owner(space), key(space)
            more = calculate("+", space, methods.item(held, at), value(space))
            _put_in(space, name, held, at, more)

        return do
    name = _changeable(place.id, scope)
    scope.asks(name)

    def extend(space: Workspace) -> None:
        held, more = space[name], value(space)
        if type(held) is list and type(more) is list:
            space.own(name).extend(space.whole(more))
            space.grow(name, more)
        else:
            space.put(name, calculate("+", space, held, more))

    return extend


def _choose(test: Ask, body: Do, other: Do) -> Do:
    return lambda space: body(space) if test(space) else other(space)


def _repeat(names: ast.expr, source: Ask, body: list[ast.stmt], scope: Scope) -> Do:
    put, bound = target(names, scope)
    inner = block(body, scope.inside(*bound))
    cost = sum(map(size, body))

    def do(space: Workspace) -> None:
        kept = {name: space[name] for name in bound if name in space}
        for _ in put(space, members(space, source(space))):
            space.spend(cost)
            inner(space)
        for name in bound:
            space.pop(name, None)
        space.update(kept)

    return do


def _changeable(name: str, scope: Scope) -> str:
    if name in scope.bound:
        raise bad(
            mark("“%(name)s” is set by the loop; a change to it would be lost."), name=name[:40]
        )
    return plain(name)


def _inside(place: ast.expr, scope: Scope) -> tuple[str, Ask, Ask]:
    """The name that a place such as ``d['a']['b']`` belongs to, what holds it, and its key."""
    match place:
        case ast.Subscript(value=owner, slice=key) if not isinstance(key, ast.Slice | ast.Tuple):
            root = owner
            while isinstance(root, ast.Subscript):
                root = root.value
            if isinstance(root, ast.Name):
                return _changeable(root.id, scope), scope.build(owner), scope.build(key)
    raise scope.refusal(place)


def _put_in(space: Workspace, name: str, held: Any, key: Any, value: Any) -> None:
    match held:
        case dict():
            held[as_key(key)] = space.whole(value)
        case list() if -len(held) <= whole_number(key) < len(held):
            held[key] = space.whole(value)
        case list():
            raise Senseless(mark("the list has no member number %(number)s"), number=str(key)[:40])
        case _:
            raise Senseless(mark("nothing can be put into %(kind)s"), kind=kind_of(held))
    space.grow(name, value)
