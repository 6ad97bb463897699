"""What a check says of decision tables, and at which element."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.workflow import check
from tests.workflow.decisions.drawing import column, decision, dmn, literal, output, text

X, Y = [column("x")], [output("y")]
Row = tuple[Sequence[str], Sequence[str]]
ONE: Row = (["1"], ["1"])
FEEL = ' expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/"'
PYTHON = ' expressionLanguage="python"'


def found(content: bytes) -> list[tuple[str, str, str | None]]:
    return [(each.severity, each.rule, each.element) for each in check("a.dmn", content)]


def table(*rows: Row, kind: str = "", policy: str = "UNIQUE", more: str = "") -> bytes:
    return dmn(decision("d", [column("x", kind)], Y, *rows, policy=policy), more=more)


WRONG: dict[str, tuple[bytes, str, str | None]] = {
    "a test that is code": (table((["open(1)"], ["1"])), "bad-expression", "r1i0"),
    "an escape": (table((["().__class__"], ["1"])), "bad-expression", "r1i0"),
    "an answer that is code": (table((["1"], ["exit()"])), "bad-expression", "r1o0"),
    "an input that is code": (
        dmn(decision("d", [column("__import__('os')", key="c")], Y, ONE)), "bad-expression", "c_x"),
    "an expression that is code": (dmn(literal("d", "exit()")), "bad-expression", "d"),
    "half FEEL and half Python": (
        table((['"a"'], ["1"]), (["== 'b'"], ["1"]), (["[1..2)"], ["1"])),
        "bad-expression", "r2i0"),
    "said to be FEEL and is Python": (table((["== 1"], ["1"]), more=FEEL),
                                      "bad-expression", "r1i0"),
    "said to be Python and is FEEL": (table((["[1..2]"], ["1"]), more=PYTHON),
                                      "bad-expression", "r1i0"),
    "a language nobody reads": (table(ONE, more=' expressionLanguage="groovy"'),
                                "expression-language", "in_x_x"),
    "two meanings of a place": (table((["papers[1]"], ["1"])), "bad-expression", "r1i0"),
    "two meanings of in": (table((["? in names"], ["1"])), "bad-expression", "r1i0"),
    "two meanings of a power": (table((["2 ** 3 ** 2"], ["1"])), "bad-expression", "r1i0"),
    "a value or a condition": (table((["age > 3"], ["1"])), "bad-expression", "r1i0"),
    "a value or a condition, in Python": (
        table((["age == 3"], ["1"])), "bad-expression", "r1i0"),
    "a list or values, in Python": (
        table((["'a', 'b'"], ["1"])), "bad-expression", "r1i0"),
    "no such policy": (table(ONE, policy="BEST"), "hit-policy", "d_table"),
    "the order of the values is missing": (table(ONE, policy="PRIORITY"),
                                           "priority-without-order", "d_table"),
    "an aggregation without COLLECT": (
        dmn(decision("d", X, Y, ONE, aggregation="SUM")), "aggregation", "d_table"),
    "an aggregation of two": (
        dmn(decision("d", X, [*Y, output("z")], (["1"], ["1", "2"]), policy="COLLECT",
                     aggregation="SUM")), "aggregation", "d_table"),
    "no output": (dmn(decision("d", X, [], (["1"], []))), "no-output", "d_table"),
    "an input without expression": (
        dmn(decision("d", [column("", key="c")], Y, ONE)), "input-without-expression", "c"),
    "a row without a cell": (table(([], ["1"])), "row-size", "r1"),
    "an output without a name": (
        dmn(decision("d", X, [output(""), output("z")], (["1"], ["1", "2"]))),
        "output-name", "out_"),
    "an output that no case can hold": (
        dmn(decision("d", X, [output("__class__"), output("z")], (["1"], ["1", "2"]))),
        "output-name", "out___class__"),
    "two outputs of one name": (
        dmn(decision("d", X, [*Y, *Y], (["1"], ["1", "2"]))), "output-name", "d_table"),
    "a test of another kind": (table((['"a"'], ["1"]), kind="number"), "wrong-kind", "r1i0"),
    "a text where a day should be": (
        table((['< "2026-01-01"'], ["1"]), kind="date"), "wrong-kind", "r1i0"),
    "an answer of another kind": (
        dmn(decision("d", X, [output("y", "number")], (["1"], ['"a"']))), "wrong-kind", "r1o0"),
    "an answer that is not among the values": (
        dmn(decision("d", X, [output("y", values="1, 2")], (["1"], ["3"]))),
        "wrong-kind", "r1o0"),
    "a time that can't be read": (table((['date("2026-02-30")'], ["1"])), "bad-expression", "r1i0"),
    "a decision that is not there": (
        dmn(decision("d", X, Y, ONE, needs=["other"])), "decision-needs", "d"),
    "decisions that need each other": (
        dmn(literal("a", "b", needs=["b"]), literal("b", "a", needs=["a"])), "decision-needs", "b"),
    "two needed decisions that answer alike": (
        dmn(literal("d", "y", needs=["a", "b"]), decision("a", X, Y, ONE),
            decision("b", X, Y, ONE)), "decision-needs", "d"),
    "an id used twice": (dmn(literal("d", "1"), literal("d", "2")), "duplicate-id", "d"),
    "a type defined by itself": (
        dmn('<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>',
            decision("d", [column("x", "t")], Y, ONE)), "unknown-type", "in_x_x"),
    "a decision that calls another model": (
        dmn(f'<decision id="d" name="d">{text("invocation", "x")}</decision>'),
        "decision-logic", "d"),
    "a decision without logic": (dmn('<decision id="d" name="d"/>'), "no-decision-table", "d"),
    "no decision at all": (dmn(), "no-decision-table", None),
    "another kind of XML": (b"<a/>", "not-dmn", None),
    "no XML": (b"PK\x03\x04", "not-xml", None),
    "two rows for one number": (table((["< 5"], ["1"]), (["[4..9]"], ["2"])), "rows-overlap", "r2"),
    "two rows for one text": (
        table((['"a", "b"'], ["1"]), (['not("a")'], ["2"])), "rows-overlap", "r2"),
    "the same row twice": (table(ONE, ONE), "rows-overlap", "r2"),
    "rows that disagree where any may answer": (
        table((["< 5"], ["1"]), (["< 3"], ["2"]), policy="ANY"), "rows-overlap", "r2"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found_at_its_element(name: str) -> None:
    content, rule, element = WRONG[name]

    assert ("error", rule, element) in found(content)


def test_findings_are_said_in_vietnamese() -> None:
    for content, rule, _ in WRONG.values():
        for each in check("a.dmn", content):
            assert each.message.to("vi") != each.message.to("en"), rule
            assert each.line


FINE: dict[str, bytes] = {
    "rows side by side": table((["< 5"], ["1"]), ([">= 5"], ["2"])),
    "rows of whole numbers": table((["<= 4"], ["1"]), ([">= 5"], ["2"]), kind="integer"),
    "rows of days": table((['<= date("2026-01-01")'], ["1"]), (['>= date("2026-01-02")'], ["2"]),
                          kind="date"),
    "yes and no": table((["true"], ["1"]), (["false"], ["2"])),
    "all texts": table((['"a", "b"'], ["1"]), (['not("a", "b")'], ["2"]), kind="string"),
    "a default": dmn(decision("d", X, [output("y", default="0")], ONE)),
    "listed values": dmn(decision("d", [column("x", "string", '"a", "b"')], Y,
                                  (['"a"'], ["1"]), (['"b"'], ["2"]))),
    "rows that may hold together": table((["< 5"], ["1"]), (["-"], ["2"]), policy="FIRST"),
    "rows that agree": table((["< 5"], ["1"]), (["-"], ["1"]), policy="ANY"),
    "tests that only asking tells": table((["? < most"], ["1"]), (["? >= most"], ["2"])),
    "Python": table((["== 'a'"], ["1"]), (["!= 'a'"], ["None"])),
    "Python with brackets": table((["in ['a', 'b']"], ["True"]), (["not in ['a', 'b']"], ["x[0]"])),
    "Python with a place for the value": table((["4 < ? <= 6"], ["True"]), (["? is None"], ["1"])),
    "said to be FEEL": table((["names[1]"], ["1"]), (["? != names[1]"], ["2"]), more=FEEL),
    "an older file": table(ONE, (["!= 1"], ["2"])).replace(
        b"https://www.omg.org/spec/DMN/20191111/MODEL/", b"http://www.omg.org/spec/DMN/20151101/dmn.xsd"),
}  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_what_is_right_is_not_complained_about(name: str) -> None:
    assert found(FINE[name]) == []


def said(content: bytes, language: str = "vi") -> list[str]:
    return [each.message.to(language) for each in check("a.dmn", content)]


def two(*rows: Row, policy: str = "UNIQUE") -> bytes:
    columns = [column("days", "integer"), column("kind", "string", '"a", "b"')]
    return dmn(decision("d", columns, Y, *rows, policy=policy))


def test_a_gap_is_told_with_an_example() -> None:
    gap = two((["< 3", "-"], ["1"]), ([">= 3", '"a"'], ["2"]))

    assert found(gap) == [("warning", "rows-missing", "d_table")]
    assert said(gap) == ["Không dòng nào đúng khi: days = 3, kind = “b”. Câu trả lời sẽ là null."]


def test_an_overlap_is_told_with_an_example() -> None:
    clash = two((["< 3", "-"], ["1"]), (["[2..9]", '"a"'], ["2"]), ([">= 3", '"b"'], ["3"]),
                (["> 9", '"a"'], ["4"]))  # fmt: skip

    assert found(clash) == [("error", "rows-overlap", "r2")]
    assert said(clash) == ["Dòng 1 và dòng 2 cùng đúng khi: days = 2, kind = “a”."]


def test_a_row_that_is_never_reached_is_told() -> None:
    hidden = two((["< 3", "-"], ["1"]), (["-", '"a"'], ["2"]), (["2", "-"], ["3"]),
                 (["> 1", '"a"'], ["4"]), (["-", "-"], ["5"]), policy="FIRST")  # fmt: skip

    assert found(hidden) == [
        ("warning", "row-never-reached", "r3"), ("warning", "row-never-reached", "r4")
    ]  # fmt: skip


def test_a_row_that_can_never_hold_is_told() -> None:
    turned = two((["[5..1]", "-"], ["1"]), (["-", "-"], ["2"]))

    assert found(turned) == [("warning", "row-never-holds", "r1")]


def test_an_unknown_type_is_only_warned_about() -> None:
    assert found(table(ONE, (["!= 1"], ["2"]), kind="tPerson")) == [
        ("warning", "unknown-type", "in_x_x")
    ]


def test_a_large_table_is_looked_at_within_its_budget() -> None:
    rows: list[Row] = [([f"[{n}..{n + 1})"], [str(n)]) for n in range(600)]

    assert [rule for _, rule, _ in found(table(*rows))] in ([], ["rows-missing"])
