r"""Expressions and scripts in a diagram: read by us, never by Python's own ``eval``.

A diagram is uploaded text, and whoever draws one must not be able to run code
in the office. So a text is parsed, held against a short list of what is allowed,
and turned into closures over plain values; nothing else exists here to be
reached. Size, depth, steps and the values themselves are bounded (``budget``).

Numbers are exact, moments carry their zone, and the clock and the calendar come
with the question.

>>> compile_expression("appraisal == 'qualified' and fee * 0.1 <= 10_000").value({
...     "appraisal": "qualified", "fee": 100_000})
True
>>> compile_script("fees = [fee, fee * 2]\ntotal = sum(fees)").run({"fee": 5})
{'fees': [5, 10], 'total': 15}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from engine.i18n import Said, mark
from engine.rules.expression import working
from engine.rules.expression.building import scope_of
from engine.rules.expression.refusals import (
    BadExpression,
    NoAnswer,
    Overspent,
    Senseless,
    TooCostly,
)
from engine.rules.expression.scripts import Do, Workspace, block
from engine.rules.expression.seen import Ask, Moment, Seen, WorkingTime
from engine.rules.expression.source import Source
from engine.rules.expression.values import CONTAINERS

__all__ = [
    "BadExpression",
    "Expression",
    "Moment",
    "NoAnswer",
    "Script",
    "TooCostly",
    "WorkingTime",
    "compile_expression",
    "compile_script",
    "names_in",
]

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Expression:
    """An expression that was read once and can be asked often.

    ``names`` are those it asks of the data, ``calls`` the functions it uses.
    """

    text: str
    names: frozenset[str]
    calls: frozenset[str]
    ask: Ask = field(repr=False, compare=False)

    @property
    def asks_the_clock(self) -> bool:
        """Whether it can only be answered where there is a clock and a calendar."""
        return not self.calls.isdisjoint(working.FUNCTIONS)

    def value(self, data: Mapping[str, Any], at: Moment | None = None) -> Any:
        """Answer from ``data``; ``NoAnswer`` when a name is missing or values don't go together."""
        seen = Seen(data, at)
        try:
            found = self.ask(seen)
            return found if type(found) not in CONTAINERS else seen.whole(found)
        except (Senseless, Overspent) as why:
            raise unanswered(self.text, why) from why


@dataclass(frozen=True)
class Script:
    """The lines of a script, carried out all or not at all."""

    text: str
    names: frozenset[str]
    calls: frozenset[str]
    do: Do = field(repr=False, compare=False)

    def run(self, data: Mapping[str, Any], at: Moment | None = None) -> dict[str, Any]:
        """Give the new values; a later line sees what an earlier one set."""
        space = Workspace(data, at)
        try:
            self.do(space)
            return space.outcome()
        except (Senseless, Overspent) as why:
            raise unanswered(self.text, why) from why


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Read one expression; ``BadExpression`` says what is not allowed in it."""
    source = Source(text, "eval")
    scope = scope_of(source)
    ask = scope.build(source.tree.body)
    return Expression(source.text, frozenset(scope.names), frozenset(scope.calls), ask)


def names_in(text: str) -> frozenset[str]:
    """The values an expression asks for; none where it can't be read, which its own check says."""
    try:
        return compile_expression(text).names
    except BadExpression:
        return frozenset()


@lru_cache(maxsize=1024)
def compile_script(text: str) -> Script:
    """Read a script, which may be empty; ``BadExpression`` says what is not allowed in it."""
    source = Source(text if text.strip() else "pass", "exec")
    scope = scope_of(source)
    do = block(source.tree.body, scope)
    return Script(source.text, frozenset(scope.names), frozenset(scope.calls), do)


def unanswered(text: str, why: Senseless | Overspent) -> NoAnswer:
    """Say for which expression there is no answer, and why."""
    refusal = TooCostly if isinstance(why, Overspent) else NoAnswer
    return refusal(Said(mark("“%(text)s” has no answer: %(why)s."), text=text[:200], why=why.said))
