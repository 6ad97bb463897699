"""Reading one decision table: columns, outputs, rows, each text in its language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from engine.i18n import Said, mark
from engine.rules.decision.cell import INPUT, Cell, anything
from engine.rules.decision.language import Text
from engine.rules.decision.language import read as read_texts
from engine.rules.decision.table import (
    Aggregation,
    Column,
    Formula,
    HitPolicy,
    Output,
    Row,
    Table,
)
from engine.rules.expression.refusals import BadExpression, Overspent, Senseless
from engine.rules.expression.seen import Seen
from engine.workflow.decisions.proving import note_what_is_proved
from engine.workflow.decisions.reading import PLAIN_NAME, Reading

_NULL: Final = Formula("", lambda _seen: None, constant=True)


def read_table(place: etree._Element, reading: Reading, variable: str) -> Table | None:
    """Read a table; what is wrong with it is noted, and then there is none."""
    before = len(reading.findings)
    table = _TableReader(place, reading, variable).table()
    if table is not None:
        _look_at_kinds(table, place, reading)
        note_what_is_proved(table, place, reading)
    wrong = any(each.severity == "error" for each in reading.findings[before:])
    return None if wrong else table


@dataclass
class _TableReader:
    """The texts of a table: all are gathered first, because its language is one for all."""

    place: etree._Element
    reading: Reading
    variable: str
    texts: list[Text] = field(default_factory=list)
    places: list[etree._Element] = field(default_factory=list)
    outcomes: list[Any] = field(default_factory=list)

    def table(self) -> Table | None:
        columns = list(self.place.iterfind("{*}input"))
        outputs = list(self.place.iterfind("{*}output"))
        rows = list(self.place.iterfind("{*}rule"))
        policy = self._policy()
        aggregation = self._aggregation(policy, len(outputs))
        if not outputs:
            self.reading.note(self.place, "no-output", Said(mark("The table has no output.")))
        shape = [self._column_texts(each) for each in columns]
        answers = [self._output_texts(each) for each in outputs]
        lines = [
            self._row_texts(each, number, len(columns), len(outputs))
            for number, each in enumerate(rows, 1)
        ]
        self.outcomes = list(read_texts(self.texts, self.reading.known))
        for outcome, place in zip(self.outcomes, self.places, strict=True):
            if isinstance(outcome, BadExpression):
                self.reading.note(place, "bad-expression", outcome.said)
        if policy is None or any(isinstance(each, BadExpression) for each in self.outcomes):
            return None
        return Table(
            self.place.get("id"),
            policy,
            aggregation,
            tuple(self._column(*each) for each in shape),
            tuple(self._outputs(answers, policy)),
            tuple(
                Row(row.get("id"), number, tuple(self._cell(each) for each in cells),
                    tuple(self._formula(each) for each in formulas))
                for row, number, cells, formulas in filter(None, lines)
            ),
        )  # fmt: skip

    def _policy(self) -> HitPolicy | None:
        written = self.place.get("hitPolicy", "UNIQUE").strip().upper()
        try:
            return HitPolicy(written)
        except ValueError:
            said = Said(mark("There is no hit policy “%(policy)s”."), policy=written[:40])
            self.reading.note(self.place, "hit-policy", said)
            return None

    def _aggregation(self, policy: HitPolicy | None, outputs: int) -> Aggregation | None:
        written = self.place.get("aggregation", "").strip().upper()
        if not written:
            return None
        if policy is not HitPolicy.COLLECT or outputs != 1 or written not in set(Aggregation):
            said = mark("“%(name)s” goes with COLLECT and one output only.")
            self.reading.note(self.place, "aggregation", Said(said, name=written[:40]))
            return None
        return Aggregation(written)

    def _add(self, place: etree._Element | None, *, is_test: bool = False) -> int | None:
        """Gather the text inside an element; its place among the texts, None when it has none."""
        text = None if place is None else self.reading.text(place, is_test=is_test)
        if text is None or place is None:
            return None
        self.texts.append(text)
        self.places.append(place)
        return len(self.texts) - 1

    def _column_texts(
        self, column: etree._Element
    ) -> tuple[etree._Element, int | None, int | None]:
        asked = column.find("{*}inputExpression")
        expression = self._add(asked)
        if expression is None:
            said = Said(mark("The input has no expression: say what is asked."))
            self.reading.note(column, "input-without-expression", said)
        return column, expression, self._allowed(column.find("{*}inputValues"), asked)

    def _allowed(self, given: etree._Element | None, typed: etree._Element | None) -> int | None:
        own = self._add(given, is_test=True)
        if own is not None or typed is None:
            return own
        return self._add(self.reading.kind(typed)[1], is_test=True)

    def _output_texts(
        self, output: etree._Element
    ) -> tuple[etree._Element, int | None, int | None]:
        allowed = self._allowed(output.find("{*}outputValues"), output)
        return output, self._add(output.find("{*}defaultOutputEntry")), allowed

    def _row_texts(
        self, row: etree._Element, number: int, columns: int, outputs: int
    ) -> tuple[etree._Element, int, list[int | None], list[int | None]] | None:
        tests = list(row.iterfind("{*}inputEntry"))
        answers = list(row.iterfind("{*}outputEntry"))
        if len(tests) != columns or len(answers) != outputs:
            said = mark("Row %(row)s does not have a cell for each column.")
            self.reading.note(row, "row-size", Said(said, row=number))
            return None
        return (row, number, [self._add(each, is_test=True) for each in tests],
                [self._add(each) for each in answers])  # fmt: skip

    def _column(self, column: etree._Element, asked: int | None, allowed: int | None) -> Column:
        typed = column.find("{*}inputExpression")
        kind = None if typed is None else self.reading.kind(typed)[0]
        formula = self._formula(asked)
        return Column(
            column.get("id"), column.get("label") or formula.text, formula, kind,
            None if allowed is None else self._cell(allowed),
        )  # fmt: skip

    def _outputs(
        self, given: list[tuple[etree._Element, int | None, int | None]], policy: HitPolicy
    ) -> Iterator[Output]:
        names = [self._name(output, len(given)) for output, _, _ in given]
        for name, count in Counter(names).items():
            if count > 1:
                said = Said(mark("Two outputs both have the name “%(name)s”."), name=name)
                self.reading.note(self.place, "output-name", said)
        ranked = False
        for name, (output, default, allowed) in zip(names, given, strict=True):
            cell = None if allowed is None else self._cell(allowed)
            points = cell.shape.points if cell and cell.shape and not cell.shape.negated else ()
            ranked = ranked or bool(points)
            yield Output(
                output.get("id"), name, self.reading.kind(output)[0], points or None, cell,
                None if default is None else self._formula(default),
            )  # fmt: skip
        if policy.ranks and not ranked:
            said = Said(
                mark("“%(policy)s” needs the output's values in their order."), policy=policy
            )
            self.reading.note(self.place, "priority-without-order", said)

    def _name(self, output: etree._Element, outputs: int) -> str:
        names = [output.get("name", ""), output.get("label", "")]
        if outputs == 1:
            names.append(self.variable)
        for name in names:
            parts = name.strip().split(".")
            if all(PLAIN_NAME.fullmatch(part) for part in parts):
                return name.strip()
        said = Said(mark("The output needs a name of plain letters, such as fee or result.fee."))
        self.reading.note(output, "output-name", said)
        return ""

    def _cell(self, place: int | None) -> Cell:
        return anything("") if place is None else self.outcomes[place]

    def _formula(self, place: int | None) -> Formula:
        return _NULL if place is None else self.outcomes[place]


def _look_at_kinds(table: Table, place: etree._Element, reading: Reading) -> None:
    """Find tests that can never hold, and answers of the wrong kind."""
    rows = list(place.iterfind("{*}rule"))
    for row in table.rows:
        drawn = rows[row.number - 1]
        tests, answers = drawn.findall("{*}inputEntry"), drawn.findall("{*}outputEntry")
        for column, cell, where in zip(table.columns, row.cells, tests, strict=True):
            _look_at_test(column, cell, where, reading)
        for output, formula, where in zip(table.outputs, row.answers, answers, strict=True):
            _look_at_answer(output, formula, where, reading)


def _look_at_test(column: Column, cell: Cell, where: etree._Element, reading: Reading) -> None:
    if column.kind is None or cell.shape is None:
        return
    ends = [end for each in cell.shape.ranges for end in (each.low, each.high)]
    for value in (*cell.shape.points, *ends):
        if value is not None and type(value) not in column.kind.types:
            said = mark("The column holds %(kind)s, so this test can never hold.")
            reading.note(where, "wrong-kind", Said(said, kind=Said(column.kind.says)))
            return


def _look_at_answer(
    output: Output, formula: Formula, where: etree._Element, reading: Reading
) -> None:
    if not formula.constant:
        return
    seen = Seen({})
    try:
        value = formula.ask(seen)
        if output.kind is not None:
            value = output.kind.conform(output.name, value)
        seen[INPUT] = value
        if value is None or output.allowed is None or output.allowed.holds(seen):
            return
    except (Senseless, Overspent) as why:
        said = Said(mark("This answer can't be given: %(why)s."), why=why.said)
    else:
        said = Said(mark("This answer is not among the values of the output."))
    reading.note(where, "wrong-kind", said)
