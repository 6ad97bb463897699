import json

import bpmn
from engine.workflow import Choice, Tried, define
from tests.workflow import drawing
from tests.workflow.drawing import arrow, chain, diagram, node
from tests.workflow.moving import Moving


def test_a_gateway_tells_what_it_asked_and_where_it_led() -> None:
    case = Moving.begin(define(drawing.supplement_loop()))

    moved = case.complete("appraise", appraisal="supplement")

    assert moved.choices == (
        Choice(
            "qualified",
            (
                Tried(
                    "needs_supplement",
                    "appraisal == 'supplement'",
                    {"appraisal": "supplement"},
                    holds=True,
                ),
            ),
            ("needs_supplement",),
        ),
    )


def test_the_default_arrow_tells_what_did_not_hold() -> None:
    case = Moving.begin(define(drawing.supplement_loop()))

    (choice,) = case.complete("appraise", appraisal="qualified").choices

    assert [each.holds for each in choice.tried] == [False]
    assert choice.taken == ("is_qualified",)


def test_why_the_case_went_this_way_is_said_in_both_languages() -> None:
    definition = define(bpmn.procedure_files("household_business")["process.bpmn"])
    case = Moving.begin(definition)

    (choice,) = case.complete("check_papers", completeness="complete").choices
    said = choice.said(definition)

    assert said.to("vi") == (
        "“Giấy tờ đã đủ chưa?” → “đã đủ”, vì completeness == 'complete' "
        "(completeness = “complete”)."
    )
    assert said.to("en") == (
        "“Are the papers complete?” → “complete”, because completeness == 'complete' "
        "(completeness = “complete”)."
    )


def test_the_default_and_the_first_event_are_said_too() -> None:
    loop, either = define(drawing.supplement_loop()), define(drawing.answer_or_silence())
    by_default, by_event = Moving.begin(loop), Moving.begin(either)
    by_event.complete("ask")

    (default,) = by_default.complete("appraise", appraisal="qualified").choices
    (first,) = by_event.wait(days=1).choices

    assert str(default.said(loop)) == (
        "“qualified” → “ended”, because nothing else holds: "
        "not appraisal == 'supplement' (appraisal = “qualified”)."
    )
    assert first.tried == ()
    assert str(first.said(either)) == "“either” → “silence”, which came first."


def test_an_inclusive_gateway_tells_of_every_arrow() -> None:
    case = Moving.begin(define(drawing.inclusive_loop()), choice="both")

    (choice,) = case.stands.choices

    assert choice.taken == ("parted__economy", "parted__tax")
    assert [(each.flow, each.holds) for each in choice.tried] == [
        ("parted__economy", True),
        ("parted__tax", True),
    ]


def test_two_arrows_to_one_step_are_told_apart() -> None:
    case = Moving.begin(
        define(
            diagram(
                node("startEvent", "began"),
                node("userTask", "work"),
                node("exclusiveGateway", "odd", default="other"),
                node("endEvent", "ended"),
                node("endEvent", "stopped"),
                chain("began", "work", "odd"),
                arrow("odd", "ended", "days > 3", key="late"),
                arrow("odd", "ended", "fee == 0", key="free"),
                arrow("odd", "stopped", key="other"),
            )
        )
    )

    (choice,) = case.complete("work", days=1, fee=0).choices

    assert [(each.flow, each.holds) for each in choice.tried] == [("late", False), ("free", True)]


def test_a_choice_is_kept_as_json_however_large_its_values_are() -> None:
    case = Moving.begin(define(drawing.supplement_loop()))

    (choice,) = case.complete("appraise", appraisal=["supplement"] * 500).choices
    written = json.dumps(choice.as_json())

    assert Choice.read(json.loads(written)) == choice
    assert len(written) < 500
