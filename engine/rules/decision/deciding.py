"""Answering decisions: which rows hold, and what the hit policy makes of them.

A decision that needs others is answered behind them; it sees their answers under
their names. When no row holds, an output has its default, else null; where lists
are given, an empty list; a count of 0.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.decision.cell import INPUT
from engine.rules.decision.table import (
    Aggregation,
    Column,
    Decision,
    Decisions,
    Formula,
    HitPolicy,
    Output,
    Row,
    Table,
)
from engine.rules.expression import functions
from engine.rules.expression.refusals import NoAnswer, Overspent, Senseless, TooCostly
from engine.rules.expression.seen import Moment, Seen
from engine.rules.expression.values import taken

_AGGREGATES: Final = {
    Aggregation.SUM: functions.total,
    Aggregation.MIN: functions.first_or_last(min),
    Aggregation.MAX: functions.first_or_last(max),
}


class DecisionRefused(Refusal):
    """A decision can't be answered, because it needs itself or one that is not there."""

    code = "decision-refused"
    default = mark("This decision can't be answered.")

    def __init__(self, decision: str, said: Said | None = None) -> None:
        self.decision = decision
        super().__init__(said)


@dataclass(frozen=True)
class Answer:
    """What a decision answers: each output by its name, and all of it as others see it."""

    values: Mapping[str, Any]
    whole: Any = None

    def known_as(self, variable: str) -> dict[str, Any]:
        """Under which names another decision sees it."""
        return {**put_into({}, self.values), variable: self.whole}


def in_order(keys: Iterable[str], decisions: Decisions) -> list[Decision]:
    """Decisions with all they need, those first that are needed."""
    ordered: dict[str, Decision] = {}
    begun: set[str] = set()
    ahead: list[tuple[str, bool]] = [(key, False) for key in keys]
    while ahead:
        name, is_left = ahead.pop()
        if is_left:
            begun.remove(name)
            ordered[name] = decisions[name]
            continue
        if name in ordered:
            continue
        if name in begun:
            said = mark("The decision “%(name)s” needs itself.")
            raise DecisionRefused(name, Said(said, name=name))
        for need in decisions[name].needs:
            if need not in decisions:
                said = mark("The needed decision “%(name)s” is not there.")
                raise DecisionRefused(name, Said(said, name=need))
        begun.add(name)
        ahead.append((name, True))
        ahead.extend((need, False) for need in reversed(decisions[name].needs))
    return list(ordered.values())


def decide(
    key: str, decisions: Decisions, data: Mapping[str, Any], at: Moment | None = None
) -> Answer:
    """Answer a decision from ``data``; ``NoAnswer`` says which row has none and why."""
    answers: dict[str, Answer] = {}
    if key not in decisions:
        raise DecisionRefused(key)
    for decision in in_order([key], decisions):
        told: dict[str, Any] = {}
        for need in decision.needs:
            told.update(answers[need].known_as(decisions[need].variable))
        seen = Seen(ChainMap(told, dict(data)), at)
        if isinstance(decision.logic, Table):
            answers[decision.id] = _Deciding(decision, decision.logic, seen).answer()
        else:
            value = _asking(decision, partial(_asked, decision.logic, seen))
            answers[decision.id] = Answer({decision.variable: value}, value)
    return answers[key]


def put_into(data: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The names of ``data`` that change when these answers are put into it."""
    changed: dict[str, Any] = {}
    for name, value in values.items():
        first, *rest = name.split(".")
        if not rest:
            changed[first] = value
            continue
        held = changed.get(first, data.get(first))
        changed[first] = place = dict(held) if isinstance(held, dict) else {}
        for part in rest[:-1]:
            inner = place.get(part)
            place[part] = place = dict(inner) if isinstance(inner, dict) else {}
        place[rest[-1]] = value
    return changed


class _Deciding:
    """One table, asked once."""

    def __init__(self, decision: Decision, table: Table, seen: Seen) -> None:
        self.decision = decision
        self.table = table
        self.seen = seen

    def answer(self) -> Answer:
        """Hold each row against the inputs, and make of it what the hit policy says."""
        values = [self._input(column) for column in self.table.columns]
        held = list(self._holding(values))
        policy = self.table.policy
        if policy is HitPolicy.UNIQUE and len(held) > 1:
            raise self._refused(held, mark("the rows %(rows)s hold at once, and only one may"))
        given = [self._outputs(row) for row in held]
        _asking(self.decision, partial(self.seen.walk, given))
        if policy is HitPolicy.ANY and any(each != given[0] for each in given[1:]):
            raise self._refused(held, mark("the rows %(rows)s hold at once and answer differently"))
        if policy.ranks:
            given.sort(key=self._rank)
        if policy.gives_lists:
            return self._collected(given)
        found = given[0] if given else [self._default(output) for output in self.table.outputs]
        return self._named(found)

    def _input(self, column: Column) -> Any:
        def ask() -> Any:
            value = _asked(column.formula, self.seen)
            return value if column.kind is None else column.kind.conform(column.name, value)

        value = _asking(self.decision, ask)
        if column.allowed is not None and value is not None:
            self.seen[INPUT] = value
            if not _asking(self.decision, partial(column.allowed.holds, self.seen)):
                said = mark("“%(what)s” is %(value)s, which is not among its values")
                shown = str(value)[:40]
                raise _no_answer(self.decision, Said(said, what=column.name, value=shown))
        return value

    def _holding(self, values: Sequence[Any]) -> Iterator[Row]:
        for row in self.table.rows:
            if _asking(self.decision, partial(self._holds, row, values), row):
                yield row
                if self.table.policy is HitPolicy.FIRST:
                    return

    def _holds(self, row: Row, values: Sequence[Any]) -> bool:
        for cell, value in zip(row.cells, values, strict=True):
            self.seen[INPUT] = value
            if not cell.holds(self.seen):
                return False
        return True

    def _outputs(self, row: Row) -> list[Any]:
        return [
            self._output(output, formula, row)
            for output, formula in zip(self.table.outputs, row.answers, strict=True)
        ]

    def _output(self, output: Output, formula: Formula, row: Row | None) -> Any:
        def ask() -> Any:
            value = _asked(formula, self.seen)
            return value if output.kind is None else output.kind.conform(output.name, value)

        value = _asking(self.decision, ask, row)
        if output.allowed is not None and value is not None:
            self.seen[INPUT] = value
            if not _asking(self.decision, partial(output.allowed.holds, self.seen), row):
                said = mark("“%(what)s” is %(value)s, which is not among its values")
                shown = str(value)[:40]
                raise _no_answer(self.decision, Said(said, what=output.name, value=shown), row)
        return value

    def _default(self, output: Output) -> Any:
        return None if output.default is None else self._output(output, output.default, None)

    def _rank(self, answers: Sequence[Any]) -> list[int]:
        """Where each answer stands in the order of its output's values."""
        return [
            0 if output.ranked is None or value not in output.ranked else output.ranked.index(value)
            for output, value in zip(self.table.outputs, answers, strict=True)
        ]

    def _collected(self, given: list[list[Any]]) -> Answer:
        aggregation = self.table.aggregation
        if aggregation is Aggregation.COUNT:
            return self._named([len(given)])
        if aggregation is not None:
            only = [answers[0] for answers in given if answers[0] is not None]
            reckon = partial(_AGGREGATES[aggregation], self.seen, only)
            return self._named([_asking(self.decision, reckon) if only else None])
        columns = [list(column) for column in zip(*given, strict=True)] if given else []
        named = self._named(columns or [[] for _ in self.table.outputs])
        if len(self.table.outputs) == 1:
            return named
        names = [output.name for output in self.table.outputs]
        return Answer(named.values, [dict(zip(names, each, strict=True)) for each in given])

    def _named(self, found: Sequence[Any]) -> Answer:
        names = [output.name for output in self.table.outputs]
        values = dict(zip(names, found, strict=True))
        return Answer(values, found[0] if len(names) == 1 else values)

    def _refused(self, held: Sequence[Row], text: str) -> NoAnswer:
        rows = ", ".join(str(row.number) for row in held[:10])
        return _no_answer(self.decision, Said(text, rows=rows))


def _asked(formula: Formula, seen: Seen) -> Any:
    seen.pop(INPUT, None)
    return taken(seen.whole(formula.ask(seen)))[0]


def _asking(decision: Decision, ask: Any, row: Row | None = None) -> Any:
    try:
        return ask()
    except (Senseless, Overspent) as why:
        raise _no_answer(decision, why.said, row, TooCostly if isinstance(why, Overspent)
                         else NoAnswer) from why  # fmt: skip


def _no_answer(
    decision: Decision, why: Said, row: Row | None = None, kind: type[NoAnswer] = NoAnswer
) -> NoAnswer:
    name = decision.name or decision.id
    if row is None:
        return kind(
            Said(mark("The decision “%(name)s” has no answer: %(why)s."), name=name, why=why)
        )
    said = mark("The decision “%(name)s” has no answer: in row %(row)s, %(why)s.")
    return kind(Said(said, name=name, row=row.number, why=why))
