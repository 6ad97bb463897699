"""Decision tables changed at random: none may crash the check, nor the answering, nor take long.

Some changes are a modeler's (another policy, a row less, a cell with something else
in it), some a vandal's (bytes, tags, attacks). What the check accepts is answered with
random values; what it refuses is refused in words.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

from lxml import etree

from engine.errors import Refusal
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.decision.deciding import decide
from engine.rules.expression import Moment
from engine.workflow import check
from engine.workflow.decisions.files import read_files
from engine.workflow.values import encode
from tests.workflow.decisions.drawing import column, decision, dmn, literal, output

MOST_SECONDS: Final = 5.0
ATTACKS: Final = Path(__file__).parents[1] / "rules" / "expression" / "attacks.toml"
_NOW: Final = datetime(2026, 11, 23, 8, tzinfo=OFFICE_ZONE)
_CELLS: Final = (
    "-", "", "< 3", ">= 3", "[1..5]", "(1..5)", "]1..5[", '"a"', '"a", "b"', 'not("a")',
    "not(3, 4)", "true", "false", "null", "x", "? > x", "? in names", "even(?)",
    'date("2026-11-23")', '< @"P3D"', "== 'a'", "in ['a', 'b']", "not in ['a']", "4 < ? <= 6",
    "True", "None", "[1, 2]", "1, [3..4], 9", "not([1..3])",
    '> date and time("2026-01-01T00:00")', "!= 3", "= 3", "y + 1", "names[1]",
)  # fmt: skip
_FORMULAS: Final = (
    "1", "0.1 + 0.2", '"a"', "x", "x + y", "x / y", "names", "if x > 3 then 1 else 2",
    "count(names)", "for n in names return n", "some n in names satisfies n = 'a'",
    'some n in names satisfies n = "a"', "{a: x}", "[x, y]", "today()",
    "working_days_after(today(), 3)", "len(names)", "x if y else None", "'a'", "names[0]",
    "sum(for i in 1..99 return i)", "x ** y", "string(x)", 'duration("P1M") * 3',
)  # fmt: skip
_ATTRIBUTES: Final = {
    "hitPolicy": ("UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER",
                  "X"),
    "aggregation": ("SUM", "MIN", "MAX", "COUNT", "AVG", ""),
    "typeRef": ("string", "number", "integer", "boolean", "date", "dateTime", "dayTimeDuration",
                "yearMonthDuration", "time", "Any", "tKind", "", "feel:number"),
    "expressionLanguage": ("FEEL", "python", "juel", "", "https://www.omg.org/spec/DMN/FEEL/"),
    "href": ("#d", "#base", "#rate", "#", "", "other#d", "#d_table"),
    "name": ("fee", "fee.amount", "", "__class__", "Ngày nhận", "a b", "x", "d"),
    "id": ("d", "", "base", "x" * 300, "é"),
}  # fmt: skip
_VALUES: Final[tuple[Any, ...]] = (
    None, 0, 1, 3, 5, -1, 2**70, 0.1, float("nan"), Decimal("2.5"), "a", "b", "", "2026-11-23",
    "x" * 999, True, False, [], ["a", "b"], [1, [2, [3]]], {"a": 1}, date(2026, 11, 23), _NOW,
    timedelta(days=2), (1, 2), object(), _NOW.replace(tzinfo=None),
)  # fmt: skip


@dataclass
class Mutated:
    """What became of the tables: figures, and those that broke something."""

    tables: int = 0
    refused: int = 0
    asked: int = 0
    answered: int = 0
    slowest_seconds: float = 0.0
    too_slow: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)


def mutate_tables(count: int, seed: int) -> Mutated:
    """Change ``count`` tables at random, check them, and ask those that are accepted."""
    outcome = Mutated()
    attacks = _attacks()
    for number in range(count):
        chance = Random(f"{seed} {number}")
        content = _changed(chance, attacks)
        began = time.monotonic()
        try:
            _try_out(content, chance, outcome)
        except Exception as broken:  # noqa: BLE001  # every way to break is a finding here
            outcome.crashed.append(f"table {number}: {type(broken).__name__}: {broken}"[:300])
        spent = time.monotonic() - began
        outcome.tables += 1
        outcome.slowest_seconds = round(max(outcome.slowest_seconds, spent), 3)
        if spent > MOST_SECONDS:
            outcome.too_slow.append(f"table {number}: {spent:.1f} s")
    return outcome


def _try_out(content: bytes, chance: Random, outcome: Mutated) -> None:
    findings = check("a.dmn", content)
    for finding in findings:
        assert finding.message.to("vi") != finding.message.to("en")
        assert finding.element or finding.line
    if any(finding.severity == "error" for finding in findings):
        outcome.refused += 1
        return
    decisions = read_files([content]).decisions
    for key in decisions:
        for _ in range(3):
            with suppress(Refusal):
                outcome.asked += 1
                answer = decide(key, decisions, _case(chance), Moment(_NOW, _days_later))
                encode(dict(answer.values))
                outcome.answered += 1


def _days_later(start: datetime, amount: Decimal, _unit: str) -> datetime:
    return start + timedelta(days=float(amount))


def _case(chance: Random) -> dict[str, Any]:
    names = chance.sample(["x", "y", "names", "kind", "Ngày nhận"], chance.randrange(6))
    return {name: chance.choice(_VALUES) for name in names}


def _attacks() -> list[str]:
    kinds = tomllib.loads(ATTACKS.read_text("utf-8")).values()
    texts = [text for kind in kinds for key in ("reading", "asking") for text in kind.get(key, ())]
    return [text for text in texts if all(sign >= " " or sign in "\n\t" for sign in text)]


def _drawn(chance: Random) -> bytes:
    """A table as an analyst could have drawn it."""
    cells, kinds = chance.choice(
        [(_CELLS[:7], ("", "number", "integer")), (_CELLS[7:10], ("", "string")), (_CELLS, ("",))]
    )
    given = _FORMULAS[: chance.choice([2, 6])]
    asked = ["x", "y", "x + y", "count(names)", "kind"]
    columns = [column(chance.choice(asked), chance.choice(kinds), key=f"c{n}")
               for n in range(chance.randrange(4))]  # fmt: skip
    outputs = [
        output(name, chance.choice(["", "number" if len(given) == 2 else ""]),
               values=chance.choice(["", "1, 0.3" if len(given) == 2 else ""]),
               default=chance.choice(["", "1"]))
        for name in ["fee", "fee2", "late"][: chance.randrange(1, 4)]
    ]  # fmt: skip
    rows = [
        ([chance.choice(cells) for _ in columns], [chance.choice(given) for _ in outputs])
        for _ in range(chance.randrange(8))
    ]
    return dmn(
        '<itemDefinition name="tKind"><typeRef>string</typeRef></itemDefinition>',
        '<inputData id="i" name="Ngày nhận"/>',
        decision("d", columns, outputs, *rows, policy=chance.choice(_ATTRIBUTES["hitPolicy"][1:7]),
                 needs=chance.sample(["base", "rate"], chance.randrange(3))),
        literal("base", chance.choice(_FORMULAS)),
        decision("rate", [column("x")], [output("y")], (["-"], ["1"])),
    )  # fmt: skip


def _changed(chance: Random, attacks: list[str]) -> bytes:
    content = _drawn(chance)
    root = etree.fromstring(content)
    for _ in range(chance.randrange(4)):
        chance.choice(_CHANGES)(root, chance, attacks)
    content = etree.tostring(root, encoding="utf-8")
    if chance.random() < 0.15:
        content = _vandalised(content, chance)
    return content


def _another_text(root: etree._Element, chance: Random, attacks: list[str]) -> None:
    texts = list(root.iter("{*}text"))
    if texts:
        pool = chance.choice([_CELLS, _FORMULAS, attacks])
        text = chance.choice(pool)
        if chance.random() < 0.3:
            text = _garbled(text, chance)
        chance.choice(texts).text = text


def _garbled(text: str, chance: Random) -> str:
    signs = list(text) or [" "]
    for _ in range(chance.randrange(1, 4)):
        signs[chance.randrange(len(signs))] = chance.choice("()[]{}.,<>=!?\"'-+*/ @ax1é\u200b")
    return "".join(signs) * chance.choice([1, 1, 1, 40])


def _another_attribute(root: etree._Element, chance: Random, _attacks: list[str]) -> None:
    name, values = chance.choice(list(_ATTRIBUTES.items()))
    chance.choice(list(root.iter())).set(name, chance.choice(values))


def _one_less(root: etree._Element, chance: Random, _attacks: list[str]) -> None:
    element = chance.choice(list(root.iter()))
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _one_more(root: etree._Element, chance: Random, _attacks: list[str]) -> None:
    element = chance.choice(list(root.iter()))
    copy = etree.fromstring(etree.tostring(element))
    chance.choice(list(root.iter())).append(copy)


def _another_place(root: etree._Element, chance: Random, _attacks: list[str]) -> None:
    elements = list(root.iter())
    moved, target = chance.choice(elements), chance.choice(elements)
    if moved is not root and moved not in list(target.iterancestors()) and moved is not target:
        target.append(moved)


def _many_rows(root: etree._Element, chance: Random, _attacks: list[str]) -> None:
    rows = list(root.iter("{*}rule"))
    if rows:
        row = chance.choice(rows)
        parent = row.getparent()
        assert parent is not None
        for _ in range(chance.choice([20, 200])):
            parent.append(etree.fromstring(etree.tostring(row)))


_Change = Callable[[etree._Element, Random, list[str]], None]
_CHANGES: Final[tuple[_Change, ...]] = (
    _another_text, _another_text, _another_text, _another_attribute, _another_attribute,
    _one_less, _one_more, _another_place, _many_rows,
)  # fmt: skip


def _vandalised(content: bytes, chance: Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(30)]
            case 2:
                data[at:at] = data[at : at + chance.randrange(200)]
            case _:
                data[at:at] = chance.choice([b"<", b"&", b"\x00", b"]]>", b"<!DOCTYPE x>", b"\xff"])
        if not data:
            break
    return bytes(data)
