"""The papers a procedure asks for: which of them this case needs, which are missing.

Some are always needed, some only when something is so (the household was set
up by several members; somebody else hands the file in). The condition stands
beside the paper and asks the answers of the reception form and the facts of
the case.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.rules import expression

KINDS = ("original", "copy", "certified", "electronic")


@dataclass(frozen=True)
class Variant:
    """One of several papers that serve the same need; any one of them is enough."""

    key: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Paper:
    """A component of the dossier (thành phần hồ sơ) and where it is asked for."""

    key: str
    name: str
    name_en: str
    required: bool
    required_when: str | None
    originals: int
    copies: int
    kinds: tuple[str, ...]
    source: str
    confirmed: bool = False
    variants: tuple[Variant, ...] = ()

    def is_required(self, facts: Mapping[str, Any]) -> bool:
        """Whether this case needs it; what nobody has answered counts as not so."""
        if self.required_when is None:
            return self.required
        condition = expression.compile_expression(self.required_when)
        return bool(condition.value(dict.fromkeys(condition.names) | dict(facts)))


def required(papers: Iterable[Paper], facts: Mapping[str, Any]) -> tuple[Paper, ...]:
    """The papers that this case needs."""
    return tuple(paper for paper in papers if paper.is_required(facts))


def missing(required: Iterable[Paper], handed: Container[str]) -> list[str]:
    """The keys of required papers that were not handed in.

    A paper with variants is met by its own key or by that of any variant.
    """
    return [
        paper.key
        for paper in required
        if paper.key not in handed and all(one.key not in handed for one in paper.variants)
    ]
