"""Decisions as they were read: tables with their columns and rows, ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.rules.decision.cell import Cell
from engine.rules.decision.kinds import Kind
from engine.rules.expression.seen import Ask


class HitPolicy(StrEnum):
    """What a table answers when several rows hold."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"

    @property
    def gives_lists(self) -> bool:
        """Whether every row that holds counts."""
        return self in {HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER}

    @property
    def ranks(self) -> bool:
        """Whether the order of the output's values decides."""
        return self in {HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER}


class Aggregation(StrEnum):
    """What COLLECT makes of its answers."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True)
class Formula:
    """An expression in a table; ``constant`` when it says the same for every case."""

    text: str
    ask: Ask = field(repr=False, compare=False)
    constant: bool = False


@dataclass(frozen=True)
class Column:
    """An input: what is asked, of which kind it is, and which values it may have."""

    id: str | None
    name: str
    formula: Formula
    kind: Kind | None = None
    allowed: Cell | None = None


@dataclass(frozen=True)
class Output:
    """An output: the name under which its answer is kept, and what it may be.

    ``ranked`` are its values in the order that PRIORITY goes by; ``default`` is the
    answer when no row holds.
    """

    id: str | None
    name: str
    kind: Kind | None = None
    ranked: tuple[Any, ...] | None = None
    allowed: Cell | None = None
    default: Formula | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """A name with dots says where in a record the answer is put."""
        return tuple(self.name.split("."))


@dataclass(frozen=True)
class Row:
    """A rule: a test for each column, an answer for each output."""

    id: str | None
    number: int
    cells: tuple[Cell, ...]
    answers: tuple[Formula, ...]


@dataclass(frozen=True)
class Table:
    """A decision table."""

    id: str | None
    policy: HitPolicy
    aggregation: Aggregation | None
    columns: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Decision:
    """A decision: a table or one expression, and the decisions it needs first.

    ``variable`` is the name under which others find its answer.
    """

    id: str
    name: str
    variable: str
    needs: tuple[str, ...]
    logic: Table | Formula


Decisions = Mapping[str, Decision]
