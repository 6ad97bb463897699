"""How an expression is refused: when it is read, or when it is asked."""

from __future__ import annotations

from typing import Any

from engine.errors import Refusal
from engine.i18n import Said, mark


class BadExpression(Refusal):
    """A text in a diagram is no expression that the office reads."""

    code = "bad-expression"
    default = mark("This expression can't be read.")


class NoAnswer(Refusal):
    """An expression is well written, but these values give it no answer."""

    code = "no-answer"
    default = mark("This expression has no answer for these values.")


class TooCostly(NoAnswer):
    """An expression would take more work, or hold more, than the office allows."""

    code = "expression-too-costly"
    default = mark("This expression would take too much work.")


class Senseless(Exception):
    """A part of an expression has no answer; whoever asked says for which expression."""

    def __init__(self, why: str, /, **params: Any) -> None:
        self.said = Said(why, **params)
        super().__init__(str(self.said))


class Overspent(Exception):
    """A budget is used up; nothing inside an expression may catch this."""

    def __init__(self, why: str, /, **params: Any) -> None:
        self.said = Said(why, **params)
        super().__init__(str(self.said))


def bad(text: str, /, **params: Any) -> BadExpression:
    """Refuse while reading, in these words."""
    return BadExpression(Said(text, **params))
