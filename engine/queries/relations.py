"""The relations that the office knows: read once, since they ship with the project."""

from __future__ import annotations

from functools import cache

import bpmn
from engine.rules import relation
from engine.rules.procedure_parts import Named
from engine.rules.relation import Relation


@cache
def relations() -> tuple[Relation, ...]:
    """What a submitter can be to an owner, in the order in which it is offered."""
    return relation.from_toml(bpmn.relations_text())


def find(key: str) -> Relation | None:
    """The relation of a key, or None where there is none."""
    return next((one for one in relations() if one.key == key), None)


def named(key: str) -> Named | None:
    """What a relation is called; None where none was asked for."""
    found = find(key)
    return found.named if found else None
