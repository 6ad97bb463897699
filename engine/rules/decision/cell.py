"""A cell of a decision table: the test that one input must pass for its row to hold.

Beside the closure that asks it stands, where that can be known without running it,
its *shape*: the values for which it holds. By their shapes rows can be proved to
overlap, to leave a gap, or never to be reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.times import Months
from engine.rules.expression.values import NUMBERS

# Under this name a test finds the value of its column; no case can hold such a name.
INPUT: Final = "?"
_ORDERED: Final = frozenset({str, date, datetime, timedelta, Months})


def comparable(one: Any, other: Any) -> bool:
    """Whether two values are of one kind, and that kind has an order."""
    kind = type(one)
    return (kind in NUMBERS and type(other) in NUMBERS) or (
        kind is type(other) and kind in _ORDERED
    )


@dataclass(frozen=True)
class Range:
    """All values between two ends, each of which belongs to it or not; None is no end."""

    low: Any
    high: Any
    low_in: bool = True
    high_in: bool = True

    def holds(self, value: Any) -> bool | None:
        """Whether a value lies in it; None when they can't be compared."""
        for end in (self.low, self.high):
            if end is not None and not comparable(value, end):
                return None
        if self.low is not None and (value < self.low or (value == self.low and not self.low_in)):
            return False
        if self.high is None:
            return value is not None
        return bool(value < self.high or (value == self.high and self.high_in))


@dataclass(frozen=True)
class Shape:
    """The values for which a test holds: single ones and ranges, or all but these."""

    points: tuple[Any, ...] = ()
    ranges: tuple[Range, ...] = ()
    negated: bool = False


ANYTHING: Final = Shape(negated=True)


@dataclass(frozen=True)
class Cell:
    """One test, as it is written and as it is asked; its shape is None when only asking tells."""

    text: str
    ask: Ask = field(repr=False, compare=False)
    shape: Shape | None = None

    def holds(self, seen: Seen) -> bool:
        """Whether it holds for the value that stands under ``INPUT``."""
        return self.ask(seen) is True


def anything(text: str = "-") -> Cell:
    """A cell that takes every value, also none."""
    return Cell(text, lambda _seen: True, ANYTHING)
