"""Where a part of an expression stands while it is turned into a closure."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from engine.i18n import mark
from engine.rules.expression.budget import DEEPEST
from engine.rules.expression.refusals import BadExpression, bad
from engine.rules.expression.seen import Ask
from engine.rules.expression.source import Source, too_long

# Analysts who come from other tools write the constants in small letters.
CONSTANTS: Final[Mapping[str, Any]] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True)
class Scope:
    """In which text a part stands, how deep, and which names loops have set around it.

    ``names`` and ``calls`` collect what the whole expression asks for.
    """

    source: Source
    builders: Mapping[type[ast.expr], Builder]
    names: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    bound: frozenset[str] = frozenset()
    depth: int = 0

    def build(self, node: ast.expr) -> Ask:
        """Turn a part into a closure; ``BadExpression`` when such a part is not allowed."""
        builder = self.builders.get(type(node))
        if builder is None:
            raise self.refusal(node)
        return builder(node, self.nested())

    def nested(self) -> Scope:
        """The scope one step further in."""
        if self.depth >= DEEPEST:
            raise too_long()
        return replace(self, depth=self.depth + 1)

    def asks(self, name: str) -> None:
        """Note that a name is asked of the data."""
        if name not in self.bound:
            self.names.add(name)

    def refusal(self, node: ast.AST) -> BadExpression:
        """Refuse a part, naming it as it is written."""
        written = ast.get_source_segment(self.source.text, node) or self.source.text
        return bad(mark("“%(text)s” is not allowed in an expression."), text=written[:120])

    def inside(self, *bound: str) -> Scope:
        """The same scope inside a loop that sets these names."""
        return replace(self, bound=self.bound.union(bound))


# How one kind of part is turned into a closure.
Builder = Callable[[Any, Scope], Ask]


def plain(name: str) -> str:
    """A name as it may be used: nothing hidden, nothing that means something else."""
    if name.startswith("_") or name in CONSTANTS or not name.isascii():
        raise bad(mark("“%(name)s” can't be used as a name."), name=name[:40])
    return name
