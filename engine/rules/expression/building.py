"""Which parts an expression may have. What is not in this table can't be built."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from engine.rules.expression import calls, containers, parts
from engine.rules.expression.scope import Builder, Scope
from engine.rules.expression.source import Source

BUILDERS: Final[Mapping[type[ast.expr], Builder]] = MappingProxyType(
    {
        ast.Constant: parts.constant,
        ast.Name: parts.name,
        ast.UnaryOp: parts.unary,
        ast.BinOp: parts.binary,
        ast.BoolOp: parts.joint,
        ast.IfExp: parts.choice,
        ast.Compare: parts.comparison,
        ast.List: containers.listed,
        ast.Tuple: containers.listed,
        ast.Dict: containers.record,
        ast.Subscript: containers.subscript,
        ast.ListComp: containers.list_made,
        ast.DictComp: containers.record_made,
        ast.Attribute: calls.attribute,
        ast.Call: calls.call,
    }
)


def scope_of(source: Source) -> Scope:
    """The outermost scope of a text."""
    return Scope(source, BUILDERS)
