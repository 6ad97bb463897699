"""Unary tests: what stands in the input cells of a decision table.

``-`` takes anything; ``< 10``, ``[1..10]``, ``"a", "b"`` and ``not(…)`` are tests of
the column's value; an expression with ``?`` is a condition about it. A condition
without ``?`` could be meant either way, as the value to be compared with or as a
condition of its own, so it is refused.
"""

from __future__ import annotations

from engine.i18n import mark
from engine.rules.decision.cell import ANYTHING, INPUT, Cell, Range, Shape, anything
from engine.rules.decision.feel import logic
from engine.rules.decision.feel.grammar import Reader
from engine.rules.decision.feel.reading import Part, Test, any_of
from engine.rules.decision.feel.words import Kind
from engine.rules.expression.refusals import bad
from engine.rules.expression.seen import Seen


def read_tests(reader: Reader) -> Cell:
    """Read the tests of one cell."""
    if [word.text for word in reader.rest()] == ["-"]:
        return anything(reader.text)
    negated = reader.next.kind is Kind.NAME and reader.next.text == "not" and _closes_at_end(reader)
    if negated:
        reader.go(2)
    tests = [_test(reader)]
    while reader.take(","):
        tests.append(_test(reader))
    if negated:
        reader.need(")")
    reader.end()

    def ask(seen: Seen) -> bool | None:
        found = any_of([test for test, _ in tests], seen, seen[INPUT])
        return found if not negated or found is None else not found

    shape = _together([shape for _, shape in tests])
    return Cell(reader.text, ask, _opposite(shape) if negated else shape)


def _closes_at_end(reader: Reader) -> bool:
    """Whether ``not(`` spans the whole cell: else it begins an expression."""
    words = reader.rest()
    depth = 0
    for place, word in enumerate(words[1:], 1):
        if word.kind is Kind.SIGN:
            depth += (word.text in "([{") - (word.text in ")]}")
        if depth <= 0:
            return place > 1 and place == len(words) - 1
    return False


def _test(reader: Reader) -> tuple[Test, Shape | None]:
    if reader.is_comparing():
        test = reader.test()
        return test, _compared(test)
    earlier, reader.asks_input = reader.asks_input, False
    part = reader.expression()
    about_input, reader.asks_input = reader.asks_input, earlier or reader.asks_input
    if about_input:
        return Test(part, lambda seen, _value: logic.yes_or_no(part.ask(seen))), None
    if part.condition:
        raise bad(
            mark("“%(text)s” could be a value or a condition: write ? for the column's value."),
            text=reader.text[:120],
        )
    return Test(part, lambda seen, value: logic.among(seen, value, part.ask(seen))), _valued(part)


def _compared(test: Test) -> Shape | None:
    known = test.part.known()
    if known is None:
        return None
    value = known[0]
    match test.sign:
        case "=" | "!=":
            return Shape((value,), negated=test.sign == "!=")
        case "<" | "<=":
            return Shape((), (Range(None, value, high_in=test.sign == "<="),))
        case _:
            return Shape((), (Range(value, None, low_in=test.sign == ">="),))


def _valued(part: Part) -> Shape | None:
    known = part.known()
    if known is None:
        return None
    value = known[0]
    if type(value) is Range:
        return Shape((), (value,))
    if type(value) is list:
        return _together([Shape((each,)) if type(each) is not list else None for each in value])
    return Shape((value,))


def _together(shapes: list[Shape | None]) -> Shape | None:
    """What several tests hold for together: any of them is enough."""
    known = [shape for shape in shapes if shape is not None]
    if len(known) < len(shapes):
        return None
    if len(known) == 1:
        return known[0]
    if any(shape.negated for shape in known):
        return ANYTHING if ANYTHING in known else None
    return Shape(
        tuple(point for shape in known for point in shape.points),
        tuple(one for shape in known for one in shape.ranges),
    )


def _opposite(shape: Shape | None) -> Shape | None:
    return None if shape is None else Shape(shape.points, shape.ranges, not shape.negated)
