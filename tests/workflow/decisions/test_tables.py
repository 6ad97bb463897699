"""What decision tables answer, from their file to the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.rules.calendar import OFFICE_ZONE
from engine.rules.decision.deciding import decide
from engine.rules.expression import Moment, NoAnswer
from engine.workflow.decisions.files import read_files
from tests.workflow.decisions.drawing import column, decision, dmn, literal, output

Rows = Sequence[tuple[Sequence[str], Sequence[str]]]


def answered(content: bytes, key: str = "d", **data: Any) -> dict[str, Any]:
    read = read_files([content])
    assert [each for each in read.findings if each.severity == "error"] == []
    return dict(decide(key, read.decisions, data).values)


def fee_table(policy: str, *rows: tuple[Sequence[str], Sequence[str]], **more: str) -> bytes:
    columns = [column("days"), column("kind")]
    return dmn(decision("d", columns, [output("fee", values=more.pop("values", ""))], *rows,
                        policy=policy, **more))  # fmt: skip


OVERLAPPING: Rows = (
    (["< 3", "-"], ["10"]),
    (["< 5", '"fast"'], ["30"]),
    (["-", '"fast"'], ["20"]),
)


def test_unique_answers_the_one_row_that_holds() -> None:
    table = fee_table("UNIQUE", (["< 3", "-"], ["10"]), ([">= 3", '"fast"'], ["30"]))

    assert answered(table, days=2, kind="slow") == {"fee": 10}
    assert answered(table, days=3, kind="fast") == {"fee": 30}
    assert answered(table, days=3, kind="slow") == {"fee": None}


def test_unique_with_two_rows_that_hold_is_refused_in_words() -> None:
    table = fee_table("UNIQUE", (["? < most", "-"], ["10"]), (["-", '"fast"'], ["30"]))

    with pytest.raises(NoAnswer) as refusal:
        answered(table, days=1, most=2, kind="fast")

    assert str(refusal.value) == (
        "The decision “d” has no answer: the rows 1, 2 hold at once, and only one may."
    )


def test_first_answers_the_first_row_that_holds() -> None:
    assert answered(fee_table("FIRST", *OVERLAPPING), days=1, kind="fast") == {"fee": 10}
    assert answered(fee_table("FIRST", *OVERLAPPING), days=4, kind="fast") == {"fee": 30}


def test_any_takes_rows_that_agree_and_refuses_others() -> None:
    rows = ((["< 3", "-"], ["base"]), (["-", '"fast"'], ["10"]))

    assert answered(fee_table("ANY", *rows), days=1, kind="fast", base=10) == {"fee": 10}
    with pytest.raises(NoAnswer):
        answered(fee_table("ANY", *rows), days=1, kind="fast", base=11)


def test_priority_answers_what_stands_first_among_the_values() -> None:
    table = fee_table("PRIORITY", *OVERLAPPING, values="30, 20, 10")

    assert answered(table, days=1, kind="fast") == {"fee": 30}
    assert answered(table, days=9, kind="fast") == {"fee": 20}


def test_several_rows_are_listed_in_their_own_or_in_the_values_order() -> None:
    by_row = fee_table("RULE ORDER", *OVERLAPPING)
    by_value = fee_table("OUTPUT ORDER", *OVERLAPPING, values="30, 20, 10")

    assert answered(by_row, days=1, kind="fast") == {"fee": [10, 30, 20]}
    assert answered(by_value, days=1, kind="fast") == {"fee": [30, 20, 10]}
    assert answered(by_row, days=9, kind="slow") == {"fee": []}


@pytest.mark.parametrize(
    ("aggregation", "some", "none"),
    [("SUM", 60, None), ("MIN", 10, None), ("MAX", 30, None), ("COUNT", 3, 0), ("", None, [])],
)
def test_collect_adds_up_counts_or_lists(aggregation: str, some: Any, none: Any) -> None:
    table = fee_table("COLLECT", *OVERLAPPING, aggregation=aggregation)

    held = answered(table, days=1, kind="fast")["fee"]

    assert held == (some if aggregation else [10, 30, 20])
    assert answered(table, days=9, kind="slow") == {"fee": none}


def test_several_outputs_are_kept_under_their_names() -> None:
    outputs = [output("fee"), output("result.days"), output("result.note", default='"none"')]
    one = dmn(decision("d", [column("x")], outputs, (["1"], ["5", "x + 1", "null"])))
    many = dmn(decision("d", [column("x")], outputs[:2], (["1"], ["5", "6"]), (["-"], ["7", "8"]),
                        policy="COLLECT"))  # fmt: skip

    assert answered(one, x=1) == {"fee": 5, "result.days": 2, "result.note": None}
    assert answered(one, x=2) == {"fee": None, "result.days": None, "result.note": "none"}
    assert answered(many, x=1) == {"fee": [5, 7], "result.days": [6, 8]}


def test_a_missing_input_is_null_in_feel_and_refused_in_our_own_language() -> None:
    feel = dmn(decision("d", [column("x")], [output("y")], (["< 3"], ["1"]), (["null"], ["2"])))
    python = dmn(decision("d", [column("x")], [output("y")], (["< 3"], ["None"])))

    assert answered(feel) == {"y": 2}
    with pytest.raises(NoAnswer) as refusal:
        answered(python)
    assert "nobody has given “x”" in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "test", "good", "bad"),
    [
        ("string", '"a"', "a", 1),
        ("number", "> 1", Decimal("1.5"), "1.5"),
        ("integer", "> 1", 2, Decimal("1.5")),
        ("boolean", "true", True, "true"),
        ("date", '>= date("2026-01-01")', "2026-11-23", "soon"),
        ("date", '>= date("2026-01-01")', date(2026, 11, 23), 3),
        ("date and time", '> @"2026-01-01T00:00"', "2026-11-23T08:00", date(2026, 11, 23)),
        ("dayTimeDuration", '> @"P1D"', "P2D", "P1M"),
        ("yearMonthDuration", '> @"P1M"', "P1Y", 12),
        ("feel:string", '"a"', "a", False),
    ],
)
def test_an_input_is_held_to_its_type(kind: str, test: str, good: Any, bad: Any) -> None:
    table = dmn(decision("d", [column("x", kind)], [output("y")], ([test], ["1"])))

    assert answered(table, x=good) == {"y": 1}
    assert answered(table, x=None) == {"y": None}
    with pytest.raises(NoAnswer):
        answered(table, x=bad)


def test_an_input_is_held_to_its_values() -> None:
    table = dmn(decision("d", [column("x", "string", '"a", "b"')], [output("y")],
                         (['"a"'], ["1"]), (['"b"'], ["2"])))  # fmt: skip

    assert answered(table, x="b") == {"y": 2}
    with pytest.raises(NoAnswer) as refusal:
        answered(table, x="c")
    assert "“x” is c, which is not among its values" in str(refusal.value)


def test_an_output_is_held_to_its_type_and_values_when_it_is_reckoned() -> None:
    typed = dmn(decision("d", [column("x")], [output("y", "number")], (["-"], ["x"])))
    listed = dmn(decision("d", [column("x")], [output("y", "", "1, 2")], (["-"], ["x"])))

    assert answered(typed, x=3) == {"y": 3}
    for table in (typed, listed):
        with pytest.raises(NoAnswer):
            answered(table, x="three")


def test_types_that_the_file_defines_are_followed() -> None:
    kinds = (
        '<itemDefinition name="tKind"><typeRef>string</typeRef>'
        '<allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>'
        '<itemDefinition name="tOther"><typeRef>tKind</typeRef></itemDefinition>'
    )
    table = dmn(kinds, decision("d", [column("x", "tOther")], [output("y")],
                                (['"a"'], ["1"]), (['"b"'], ["2"])))  # fmt: skip

    assert read_files([table]).findings == ()
    assert answered(table, x="b") == {"y": 2}
    with pytest.raises(NoAnswer):
        answered(table, x="c")


def test_needed_decisions_are_answered_first_and_seen_by_their_names() -> None:
    content = dmn(
        decision("total", [column("discount")], [output("fee")], (["null"], ["base"]),
                 (["> 0"], ["base - discount"]), needs=["base", "rate"]),
        literal("base", "capital * 0.01", needs=["capital"]),
        literal("capital", "money * 2"),
        decision("rate", [column("base")], [output("discount")], ([">= 10"], ["3"]),
                 (["< 10"], ["null"]), needs=["base"]),
    )  # fmt: skip

    assert answered(content, "total", money=500) == {"fee": 7}
    assert answered(content, "total", money=100) == {"fee": 2}


def test_times_and_the_offices_clock_are_known_to_tables() -> None:
    asked = column("today() - received", "dayTimeDuration")
    rows = (['> duration("P3D")'], ["true"]), (['<= @"P3D"'], ["false"])
    table = read_files([dmn(decision("d", [asked], [output("late")], *rows))])
    at = Moment(datetime(2026, 11, 24, 8, tzinfo=OFFICE_ZONE), lambda start, _amount, _unit: start)

    answers = [
        decide("d", table.decisions, {"received": date(2026, 11, day)}, at).values["late"]
        for day in (20, 21)
    ]

    assert table.findings == ()
    assert answers == [True, False]
