"""What can be proved of a table without asking it.

Rows that hold at once, values for which no row holds, rows that are never reached.
Nothing is claimed of a cell whose test only asking can tell, and nothing beyond a
budget of comparisons: what is said here is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from engine.i18n import Said, mark
from engine.rules.decision.axis import Axis, axis_of
from engine.rules.decision.table import HitPolicy, Row, Table

MOST_COMPARISONS: Final = 60_000
MOST_OVERLAPS: Final = 20
MOST_COLUMNS: Final = 40


@dataclass(frozen=True)
class Overlap:
    """Two rows that hold at once, and for what."""

    one: Row
    other: Row
    case: Said


@dataclass(frozen=True)
class Gap:
    """Values for which no row holds."""

    case: Said


class Proof:
    """What can be proved of one table."""

    def __init__(self, table: Table, most: int = MOST_COMPARISONS) -> None:
        self.table = table
        self._left = most
        self._axes = [self._axis(place) for place in range(len(table.columns))]

    def overlaps(self) -> Iterator[Overlap]:
        """Pairs of rows that hold at once, at most a few of them."""
        sets = [self._bits(row, unknown=0) for row in self.table.rows]
        found = 0
        for place, other in enumerate(self.table.rows):
            for before, one in enumerate(self.table.rows[:place]):
                if found >= MOST_OVERLAPS or not self._spend():
                    return
                common = [a & b for a, b in zip(sets[before], sets[place], strict=True)]
                if all(common):
                    found += 1
                    yield Overlap(one, other, self._case(common))

    def gap(self) -> Gap | None:
        """Values for which certainly no row holds; None when there are none, or none is proved."""
        if not 0 < len(self.table.columns) <= MOST_COLUMNS or None in self._axes:
            return None
        rows = [self._bits(row, unknown=-1) for row in self.table.rows]
        real = [axis.real if axis else 0 for axis in self._axes]
        found = self._uncovered(real, rows)
        return None if found is None else Gap(self._case(found))

    def impossible(self) -> Iterator[Row]:
        """Rows with a test that nothing passes, such as ``[5..1]``."""
        for row in self.table.rows:
            if not all(self._bits(row, unknown=-1)):
                yield row

    def unreached(self) -> Iterator[Row]:
        """Rows that never decide, because rows before them always hold where they do."""
        if self.table.policy is not HitPolicy.FIRST or len(self.table.columns) > MOST_COLUMNS:
            return
        before: list[list[int]] = []
        for row in self.table.rows:
            own = self._bits(row, unknown=-1)
            if not all(own):
                continue
            if before and self._uncovered(own, before) is None and self._left > 0:
                yield row
            sure = self._bits(row, unknown=0)
            if all(sure):
                before.append(sure)

    def _axis(self, place: int) -> Axis | None:
        shapes = [row.cells[place].shape for row in self.table.rows]
        return axis_of(self.table.columns[place], [each for each in shapes if each is not None])

    def _bits(self, row: Row, *, unknown: int) -> list[int]:
        """Each cell's pieces; of a cell that only asking can tell, none (0) or all (-1)."""
        found = []
        for cell, axis in zip(row.cells, self._axes, strict=True):
            if axis is None or cell.shape is None:
                takes_all = cell.shape is not None and cell.shape.negated and not cell.shape.points
                found.append(-1 if takes_all else unknown)
            else:
                found.append(axis.bits(cell.shape))
        return [bits & axis.possible if axis else bits & 1 for bits, axis in
                zip(found, self._axes, strict=True)]  # fmt: skip

    def _uncovered(self, area: Sequence[int], rows: Sequence[Sequence[int]]) -> list[int] | None:
        """A part of an area in which none of the rows holds; None when they cover it all."""
        known: set[tuple[int, tuple[int, ...]]] = set()

        def search(place: int, alive: tuple[int, ...]) -> list[int] | None:
            if not alive:
                return list(area[place:]) if all(area[place:]) else None
            if place == len(area) or (place, alive) in known or not self._spend():
                return None
            for piece in _bits_of(area[place]):
                left = tuple(row for row in alive if rows[row][place] & piece)
                found = search(place + 1, left)
                if found is not None:
                    return [piece, *found]
            known.add((place, alive))
            return None

        return search(0, tuple(range(len(rows))))

    def _case(self, sets: Sequence[int]) -> Said:
        """One combination of pieces in words; columns where anything will do are left out."""
        told: list[Said] = []
        for bits, axis in zip(sets, self._axes, strict=True):
            if axis is not None and axis.real & ~bits:
                told.append(axis.says(next(_bits_of(bits & axis.real or bits))))
        if not told:
            return Said(mark("every case"))
        places = ", ".join(f"%({place})s" for place in range(len(told)))
        return Said(places, **{str(place): each for place, each in enumerate(told)})

    def _spend(self) -> bool:
        self._left -= 1
        return self._left > 0


def _bits_of(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest
        number ^= lowest
