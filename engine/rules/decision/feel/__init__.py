"""FEEL, the language of DMN: the part of it that decision tables use.

It is read into the same closures as our own language, under the same budgets, and
with FEEL's own logic: what is missing or doesn't go together is null.

>>> from engine.rules.expression.seen import Seen
>>> formula, _ = compile_formula('if fee >= 100 then "large" else "small"')
>>> formula.ask(Seen({"fee": 250}))
'large'
>>> seen = Seen({}); seen["?"] = 7
>>> [compile_cell(text)[0].holds(seen) for text in ("< 10", "[1..7)", "1, 7", "not(7)")]
[True, False, True, False]
"""

from __future__ import annotations

from functools import lru_cache

from engine.i18n import Said, mark
from engine.rules.decision.cell import Cell
from engine.rules.decision.feel.grammar import Reader
from engine.rules.decision.feel.unary import read_tests
from engine.rules.decision.table import Formula
from engine.rules.expression.refusals import bad

__all__ = ["compile_cell", "compile_formula"]

# Declared names that have blanks or other signs.
Known = tuple[str, ...]


@lru_cache(maxsize=4096)
def compile_formula(text: str, known: Known = ()) -> tuple[Formula, list[Said]]:
    """Read an expression of an input or an output, and note what is unclear in it.

    Unclear is what would mean something else in our own language.
    """
    reader = Reader(text, known)
    part = reader.expression()
    reader.end()
    if reader.asks_input:
        raise bad(mark("“?” stands for the value of a column; there is none here."))
    return Formula(text.strip(), part.ask, part.constant), reader.unclear


@lru_cache(maxsize=4096)
def compile_cell(text: str, known: Known = ()) -> tuple[Cell, list[Said]]:
    """Read the tests of an input cell, and note what is unclear in them."""
    reader = Reader(text, known)
    return read_tests(reader), reader.unclear
