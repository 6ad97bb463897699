from typing import Any

import pytest

import bpmn
from engine.workflow import (
    EngineFailed,
    NobodyWaits,
    NoSuchTask,
    RunsAway,
    Stalled,
    complete,
    define,
)
from tests.workflow import drawing
from tests.workflow.drawing import arrow, chain, diagram, node
from tests.workflow.moving import MONDAY, Moving, working_time


def test_a_case_goes_from_step_to_step_and_ends() -> None:
    case = Moving.begin(define(drawing.supplement_loop()))

    first = case.stands
    case.complete("appraise", appraisal="qualified")

    assert [each.step.lane for each in first.waiting] == ["economy"]
    assert first.path == ("began", "to_appraisal")
    assert case.stands.finished
    assert case.stands.path == ("appraise", "qualified", "ended")
    assert case.stands.flows == ("appraise__qualified", "is_qualified")
    assert case.stands.data == {"appraisal": "qualified"}


def test_the_household_procedure_runs_through_a_supplement_and_a_rework() -> None:
    definition = define(bpmn.procedure_files("household_business")["process.bpmn"])
    case = Moving.begin(definition)
    moves: list[dict[str, Any]] = [
        {"completeness": "complete"},
        {},
        {"receipt": "received"},
        {},
        {"appraisal": "supplement"},
        {},
        {},
        {"appraisal": "qualified"},
        {},
        {"approval": "rework"},
        {"appraisal": "qualified"},
        {},
        {"approval": "approved"},
        {},
        {},
        {},
    ]

    for answers in moves:
        case.complete(case.steps[0], **answers)

    assert case.stands.finished
    assert case.stands.path[-1] == "returned"


def test_a_step_that_is_not_waiting_is_not_completed() -> None:
    case = Moving.begin(define(drawing.one_step()))
    task = case.stands.waiting[0].task
    case.complete("work")

    with pytest.raises(NoSuchTask):
        complete(
            case.definition, case.stands.state, task, {}, now=MONDAY, working_time=working_time
        )
    with pytest.raises(NoSuchTask):
        complete(case.definition, case.stands.state, "x", {}, now=MONDAY, working_time=working_time)


def test_a_refused_move_leaves_the_case_where_it_was() -> None:
    case = Moving.begin(define(drawing.supplement_loop()))
    before = case.stands

    with pytest.raises(EngineFailed) as refusal:
        case.complete("appraise", something="else")

    assert "appraisal" in str(refusal.value)
    assert case.stands is before
    assert case.complete("appraise", appraisal="qualified").finished


def test_answers_are_copied_into_the_case() -> None:
    case = Moving.begin(define(drawing.parallel_loop()))
    listed = ["one"]

    case.complete("economy", listed=listed)
    listed.append("two")

    assert case.stands.data["listed"] == ["one"]


def test_each_instance_of_a_step_waits_by_itself() -> None:
    case = Moving.begin(define(drawing.consultation()))

    waiting = case.stands.waiting
    case.complete("consult", choice="go on")
    case.complete("consult", choice="done")

    assert [each.step.id for each in waiting] == ["consult"] * 3
    assert len({each.task for each in waiting}) == 3
    assert case.steps == ["approve"]


def test_a_message_goes_to_the_step_that_waits_for_it() -> None:
    case = Moving.begin(define(drawing.answer_or_silence()))
    case.complete("ask")

    case.deliver("Trả lời", {"tax_code": "8123456789"})

    assert case.steps == ["read"]
    assert case.stands.data["tax_code"] == "8123456789"
    assert case.stands.events == ()


def test_a_message_nobody_waits_for_is_refused() -> None:
    case = Moving.begin(define(drawing.answer_or_silence()))

    with pytest.raises(NobodyWaits):
        case.deliver("Trả lời", {})


@pytest.mark.parametrize("thrower", ["intermediateThrowEvent", "endEvent", "sendTask"])
def test_a_message_of_one_branch_reaches_the_other(thrower: str) -> None:
    definition = '<messageEventDefinition messageRef="ready"/>'
    last = [] if thrower == "endEvent" else ["over"]
    two_branches = diagram(
        node("startEvent", "began"),
        node("parallelGateway", "parted"),
        node("intermediateCatchEvent", "told", definition),
        node("userTask", "read"),
        node("endEvent", "read_it"),
        node("userTask", "write"),
        node(thrower, "tell", definition),
        "".join(node("endEvent", key) for key in last),
        chain("began", "parted", "told", "read", "read_it"),
        chain("parted", "write", "tell", *last),
        around='<message id="ready" name="Sẵn sàng"/>',
    )
    case = Moving.begin(define(two_branches))

    case.complete("write")

    assert case.steps == ["read"]
    assert "told" in case.stands.path


def test_a_case_that_could_never_go_on_is_refused() -> None:
    either_but_joined = diagram(
        node("startEvent", "began"),
        node("userTask", "choose"),
        node("exclusiveGateway", "either", default="either__joined"),
        node("userTask", "other"),
        node("parallelGateway", "joined"),
        node("endEvent", "ended"),
        chain("began", "choose", "either", "joined", "ended"),
        arrow("either", "other", "choice == 'other'"),
        chain("other", "joined"),
    )
    case = Moving.begin(define(either_but_joined))

    with pytest.raises(Stalled):
        case.complete("choose", choice="")


def test_a_diagram_that_forks_without_end_is_stopped() -> None:
    with pytest.raises(RunsAway):
        Moving.begin(define(drawing.fork_without_end()))


def test_one_definition_serves_all_cases() -> None:
    content = drawing.one_step()

    assert define(content) is define(bytes(bytearray(content)))
