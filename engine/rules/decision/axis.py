"""A column's values, cut into the pieces that its tests tell apart.

Tests of a column name a few values. Between two of them every value passes the same
tests, so each column falls into finitely many pieces: below the first value, the
value, between it and the next … A test is then the set of its pieces, kept as the
bits of a number, and rows can be compared without asking them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import floor
from typing import Any, Final

from engine.i18n import Name, Said, mark
from engine.rules.decision.cell import Shape
from engine.rules.decision.table import Column
from engine.rules.expression.times import Months
from engine.rules.expression.values import NUMBERS

# Beyond so many named values a column is not cut: the pieces would cost too much.
MOST_MARKS: Final = 2_000
_LADDERS: Final = (NUMBERS, {date}, {datetime}, {timedelta}, {Months})
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Axis:
    """The pieces of one column; the last bit stands for a value that is missing.

    ``real`` are the pieces in which a value that is not missing can lie.
    """

    name: str
    marks: tuple[Any, ...]
    is_ladder: bool
    real: int = 0

    @cached_property
    def possible(self) -> int:
        """The pieces in which a case can lie: the real ones, and a value that is missing."""
        return self.real | 1 << self._missing

    @property
    def everything(self) -> int:
        return (1 << (self._missing + 1)) - 1

    def bits(self, shape: Shape) -> int:
        """The pieces for which a test of this shape holds."""
        found = 0
        for point in shape.points:
            found |= 1 << (self._missing if point is None else self._at(point))
        for each in shape.ranges:
            low = 0 if each.low is None else self._at(each.low) + (not each.low_in)
            high = 2 * len(self.marks) if each.high is None else self._at(each.high)
            high -= each.high is not None and not each.high_in
            if low <= high:
                found |= ((1 << (high - low + 1)) - 1) << low
        if not shape.negated:
            return found
        # What is missing can't be compared, so it does not lie outside of a range either.
        return self.everything & ~found & ~(bool(shape.ranges) << self._missing)

    def says(self, bit: int) -> Said:
        """A piece in words: ``days < 3``, ``days = 3``, ``3 < days < 5``."""
        at = bit.bit_length() - 1
        if at == self._missing:
            return Said(mark("nothing is said of “%(name)s”"), name=self.name)
        if not self.is_ladder:
            if at == len(self.marks):
                return Said(mark("“%(name)s” is something else"), name=self.name)
            return Name(f"{self.name} = {shown(self.marks[at])}")
        if at % 2:
            return Name(f"{self.name} = {shown(self.marks[at // 2])}")
        if not self.marks:
            return Said(mark("“%(name)s” is anything"), name=self.name)
        if at == 0:
            return Name(f"{self.name} < {shown(self.marks[0])}")
        if at == 2 * len(self.marks):
            return Name(f"{self.name} > {shown(self.marks[-1])}")
        low, high = shown(self.marks[at // 2 - 1]), shown(self.marks[at // 2])
        return Name(f"{low} < {self.name} < {high}")

    @property
    def _missing(self) -> int:
        return 2 * len(self.marks) + 1 if self.is_ladder else len(self.marks) + 1

    def _at(self, value: Any) -> int:
        if self.is_ladder:
            return 2 * bisect_left(self.marks, value) + 1
        return self._places[value]

    @cached_property
    def _places(self) -> dict[Any, int]:
        return {value: place for place, value in enumerate(self.marks)}


def axis_of(column: Column, shapes: Sequence[Shape]) -> Axis | None:
    """The axis of a column whose tests have these shapes; None when it can't be cut."""
    allowed = column.allowed.shape if column.allowed is not None else None
    named = _named([*shapes, *([allowed] if allowed is not None else [])])
    kinds = {type(value) for value in named}
    if len(named) > MOST_MARKS:
        return None
    if kinds and any(kinds <= ladder for ladder in _LADDERS):
        marks = tuple(sorted(set(named)))
        axis = Axis(column.name, marks, is_ladder=True)
        real = _lived_in(marks, whole=column.kind is not None and column.kind.whole)
    elif kinds == {bool}:
        axis, real = Axis(column.name, (False, True), is_ladder=False), 0b11
    elif kinds <= {str} and not any(shape.ranges for shape in shapes):
        axis = Axis(column.name, tuple(dict.fromkeys(named)), is_ladder=False)
        real = (1 << (len(axis.marks) + 1)) - 1
    else:
        return None
    if allowed is not None:
        real &= axis.bits(allowed)
    return replace(axis, real=real)


def shown(value: Any) -> str:
    """A value as it stands in a table."""
    match value:
        case str():
            return f"“{value[:40]}”"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _named(shapes: Sequence[Shape]) -> list[Any]:
    points = [point for shape in shapes for point in shape.points]
    ends = [end for shape in shapes for each in shape.ranges for end in (each.low, each.high)]
    return [value for value in (*points, *ends) if value is not None]


def _lived_in(marks: Sequence[Any], *, whole: bool) -> int:
    """The pieces of a ladder in which some value lies: between two days there is none."""
    real = (1 << (2 * len(marks) + 1)) - 1
    for place, (one, other) in enumerate(pairwise(marks), 1):
        next_day = type(one) is date and other - one == _ONE_DAY
        if next_day or (whole and floor(one) + 1 >= other):
            real &= ~(1 << 2 * place)
    for place, mark_ in enumerate(marks):
        if whole and mark_ != floor(mark_):
            real &= ~(1 << (2 * place + 1))
    return real
