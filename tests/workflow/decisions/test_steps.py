"""A diagram that asks decisions: their answers among the values of the case, saved and loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DiagramRefused
from engine.workflow import define
from engine.workflow import diagram as diagrams
from engine.workflow.definition import build
from engine.workflow.failure import EngineFailed
from tests.workflow.decisions.drawing import column, decision, dmn, literal, output
from tests.workflow.drawing import arrow, chain, diagram, node
from tests.workflow.moving import Moving
from tests.workflow.places import extension

FEES = dmn(
    decision(
        "fee",
        [column("urgency", "string"), column("share", "number")],
        [output("fee.amount", "number"), output("fee.due", "date"), output("path", "string")],
        (['"fast"', "< 0.5"], ["base * 1.5", "working_days_after(today(), 2)", '"desk"']),
        (['"fast"', ">= 0.5"], ["base * 2", "today()", '"head"']),
        (['not("fast")', "-"], ["base", 'today() + duration("P1M")', '"desk"']),
        needs=["share", "base"],
    ),
    literal("share", "capital / 1000"),
    literal("base", "count(papers) * 10.10"),
)


def asking(key: str = "fee", more: str = "") -> bytes:
    """A step, a decision, and a way that is chosen by the decision's answer."""
    asked = extension("calledDecisionId", key).replace("</extensionElements>",
                                                       f"{more}</extensionElements>")  # fmt: skip
    return diagram(
        node("startEvent", "began"),
        node("exclusiveGateway", "again"),
        node("userTask", "work"),
        node("businessRuleTask", "decide", asked),
        node("exclusiveGateway", "who", default="who__desk"),
        node("userTask", "desk"),
        node("userTask", "head"),
        node("endEvent", "ended"),
        chain("began", "again", "work", "decide", "who", "desk", "again"),
        arrow("who", "head", "path == 'head'"),
        chain("head", "ended"),
    )


def test_a_decision_puts_its_answers_among_the_values_and_the_case_goes_on_by_them() -> None:
    case = Moving.begin(define(asking(), [FEES]), fee={"paid": False}, papers=["a", "b"])

    case.complete("work", urgency="fast", capital=100)
    first = dict(case.stands.data)
    case.complete("desk")
    case.complete("work", urgency="fast", capital=900)

    assert str(first["fee"]) == (
        "{'paid': False, 'amount': Decimal('30.300'), 'due': datetime.date(2026, 11, 25)}"
    )
    assert case.steps == ["head"]
    assert str(case.stands.data["fee"]["amount"]) == "40.40"


def test_an_answer_of_an_earlier_round_is_not_kept_when_no_row_holds() -> None:
    table = dmn(decision("fee", [column("x")], [output("path")], (["1"], ['"desk"'])))
    case = Moving.begin(define(asking(), [table]))

    case.complete("work", x=1)
    case.complete("desk")
    case.complete("work", x=2)

    assert case.stands.data["path"] is None


def test_lists_of_two_rounds_are_not_mixed() -> None:
    table = dmn(decision("fee", [column("x")], [output("path")], (["< 3"], ["x"]), (["-"], ["x"]),
                         policy="COLLECT"))  # fmt: skip
    case = Moving.begin(define(asking(), [table]))

    case.complete("work", x=1)
    case.complete("desk")
    case.complete("work", x=7)

    assert case.stands.data["path"] == [7]


def test_decisions_may_stand_in_several_files() -> None:
    shared = dmn(literal("base", "10"))
    asked = dmn(decision("fee", [column("base")], [output("path")], (["10"], ['"head"']),
                         needs=["base"]))  # fmt: skip
    case = Moving.begin(define(asking(), [asked, shared]))

    assert case.complete("work").waiting[0].step.id == "head"


def test_scripts_around_a_decision_are_carried_out() -> None:
    before = "<spiffworkflow:preScript>x = x + 1</spiffworkflow:preScript>"
    after = "<spiffworkflow:postScript>path = path + '!'</spiffworkflow:postScript>"
    table = dmn(decision("fee", [column("x")], [output("path")], (["2"], ['"head"'])))
    case = Moving.begin(define(asking(more=before + after), [table]))

    case.complete("work", x=1)

    assert case.stands.data["path"] == "head!"


def test_a_decision_without_an_answer_stops_the_case_in_words() -> None:
    case = Moving.begin(define(asking(), [FEES]), papers=[])
    before = case.stands

    with pytest.raises(EngineFailed) as failure:
        case.complete("work", urgency=1, capital=5)

    assert failure.value.element == "decide"
    assert failure.value.said.to("vi") == (
        "Tại “decide” bộ máy quy trình không đi tiếp được: Quyết định “fee” không có câu trả lời: "
        "“urgency” phải là một đoạn chữ, nhưng lại là một số."
    )
    assert case.stands is before


def test_a_diagram_with_a_wrong_table_is_refused() -> None:
    table = dmn(decision("fee", [column("x")], [output("y")], (["exit()"], ["1"])))

    with pytest.raises(DiagramRefused):
        define(asking(), [table])


def test_a_wrong_table_that_no_check_saw_is_not_run_either(tmp_path: Path) -> None:
    canary = tmp_path / "ran"
    escape = f"__import__('pathlib').Path({str(canary)!r}).touch()"
    tables = (
        dmn(decision("fee", [column(escape)], [output("path")], (["1"], ["1"]))),
        dmn(decision("fee", [column("x")], [output("path")], ([escape], ["1"]))),
        dmn(decision("fee", [column("x")], [output("path")], (["1"], [escape]))),
        dmn(literal("fee", escape)),
    )

    for table in tables:
        content = asking()
        case = Moving.begin(build(diagrams.read(content), content, (table,)))
        with pytest.raises(EngineFailed):
            case.complete("work", x=1)
    assert not canary.exists()
