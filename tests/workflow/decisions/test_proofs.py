"""What is proved of a table is so: every claim is held against asking it for many values."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.rules.decision.cell import INPUT
from engine.rules.decision.overlap import Proof
from engine.rules.decision.table import HitPolicy, Table
from engine.rules.expression.seen import Seen
from engine.workflow.decisions.files import read_files
from tests.workflow.decisions.drawing import column, decision, dmn, output

NUMBERS = ["-", "< 3", "<= 3", "> 3", ">= 5", "3", "[1..5]", "(1..5)", "[3..3]", "not(3)", "1, 5",
           "not([1..3])", "!= 5", "= 1", "null", "> 1, < 1", "[5..1]", "3.5"]  # fmt: skip
TEXTS = ["-", '"a"', '"b"', '"a", "b"', 'not("a")', 'not("a", "b")', "null", '!= "b"']
YES_NO = ["-", "true", "false", "not(true)", "null"]
VALUES: dict[str, list[Any]] = {
    "number": [None, 0, 1, 2, 3, Decimal("3.5"), 4, 5, 6],
    "integer": [None, 0, 1, 2, 3, 4, 5, 6],
    "string": [None, "a", "b", "c"],
    "boolean": [None, True, False],
}
TESTS = {"number": NUMBERS, "integer": NUMBERS, "string": TEXTS, "boolean": YES_NO}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    kinds = draw(st.lists(st.sampled_from(list(TESTS)), min_size=1, max_size=3))
    row = st.tuples(*(st.sampled_from(TESTS[kind]) for kind in kinds)).map(list)
    return kinds, draw(st.lists(row, min_size=1, max_size=5))


def read(kinds: Sequence[str], rows: Sequence[Sequence[str]], policy: str) -> Table:
    columns = [column(f"x{n}", kind) for n, kind in enumerate(kinds)]
    lines = [(row, [str(n)]) for n, row in enumerate(rows)]
    content = dmn(decision("d", columns, [output("y")], *lines, policy=policy))
    logic = read_files([content]).decisions["d"].logic
    assert isinstance(logic, Table)
    return logic


def holding(table: Table, values: Sequence[Any]) -> list[int]:
    seen = Seen({})
    held = []
    for row in table.rows:
        answers = []
        for cell, value in zip(row.cells, values, strict=True):
            seen[INPUT] = value
            answers.append(cell.holds(seen))
        if all(answers):
            held.append(row.number)
    return held


@settings(max_examples=250, deadline=None)
@given(drawn=tables())
def test_rows_are_said_to_overlap_exactly_when_they_do(
    drawn: tuple[list[str], list[list[str]]],
) -> None:
    kinds, rows = drawn
    table = read(kinds, rows, HitPolicy.FIRST)
    everything = itertools.product(*(VALUES[kind] for kind in kinds))
    together = {
        pair for values in everything for pair in itertools.combinations(holding(table, values), 2)
    }

    claimed = {(each.one.number, each.other.number) for each in Proof(table).overlaps()}

    assert claimed == together


@settings(max_examples=250, deadline=None)
@given(drawn=tables())
def test_a_gap_is_told_exactly_when_there_is_one(drawn: tuple[list[str], list[list[str]]]) -> None:
    kinds, rows = drawn
    table = read(kinds, rows, HitPolicy.FIRST)
    given_values = itertools.product(*(VALUES[kind][1:] for kind in kinds))
    missing = any(not holding(table, values) for values in given_values)

    assert (Proof(table).gap() is not None) == missing


@settings(max_examples=250, deadline=None)
@given(drawn=tables())
def test_a_row_is_said_never_to_be_reached_exactly_when_it_is_not(
    drawn: tuple[list[str], list[list[str]]],
) -> None:
    kinds, rows = drawn
    table = read(kinds, rows, HitPolicy.FIRST)
    everything = itertools.product(*(VALUES[kind] for kind in kinds))
    reached = {held[0] for values in everything if (held := holding(table, values))}

    proof = Proof(table)
    impossible = {row.number for row in proof.impossible()}
    unreached = {row.number for row in proof.unreached()}

    assert impossible | unreached == {row.number for row in table.rows} - reached
    assert not impossible & unreached
