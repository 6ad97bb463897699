"""Files of several pools, drawings that no case runs, and the ways in which tools write."""

import pytest

from engine.errors import DiagramRefused
from engine.workflow import check, define
from engine.workflow.trial import play
from tests.workflow.drawing import HEAD, arrow, chain, diagram, node, timer
from tests.workflow.moving import MONDAY, Moving, working_time

ROW = node("startEvent", "began") + node("userTask", "work") + node("endEvent", "ended")
ROW += chain("began", "work", "ended")


def file(*processes: str) -> bytes:
    return f"{HEAD}{''.join(processes)}</definitions>".encode()


def process(key: str, inside: str, executable: str | None = None) -> str:
    said = "" if executable is None else f' isExecutable="{executable}"'
    return f'<process id="{key}" name="{key}"{said}>{inside}</process>'


def told(content: bytes) -> set[tuple[str, str, str | None]]:
    return {
        (each.severity, each.rule, each.element)
        for each in check("a.bpmn", content)
        if each.rule not in {"no-lane", "no-allowance"}
    }


def other(inside: str) -> str:
    for key in ("began", "work", "ended"):
        inside = inside.replace(key, f"their_{key}")
    return inside


@pytest.mark.parametrize(
    ("drawing", "runs"),
    [
        (file(process("citizen", other(ROW), "false"), process("office", ROW, "true")), "office"),
        (file(process("citizen", '<task id="t"/>'), process("office", ROW)), "office"),
        (file(process("citizen", other(ROW)), process("office", ROW, "true")), "office"),
        (file(process("office", ROW, "1")), "office"),
        (file(process("half", '<task id="t"/>', "true"), process("office", ROW, "true")), "office"),
    ],
    ids=["marked", "complete", "marked beside complete", "marked by one", "complete and marked"],
)
def test_one_of_several_processes_runs(drawing: bytes, runs: str) -> None:
    assert define(drawing).process_id == runs
    assert Moving.begin(define(drawing)).steps == ["work"]


def test_the_other_pools_are_kept_as_drawings_and_no_rule_is_held_against_them() -> None:
    broken = node("complexGateway", "odd") + arrow("odd", "nowhere")
    content = file(process("citizen", broken, "false"), process("office", ROW, "true"))

    assert told(content) == {("info", "kept-as-drawing", "citizen")}


def test_a_second_process_that_could_run_is_pointed_out() -> None:
    content = file(process("office", ROW, "true"), process("second", other(ROW), "true"))

    assert told(content) == {("warning", "several-processes", "second")}


@pytest.mark.parametrize(
    "drawing",
    [
        file('<collaboration id="c"><participant id="p"/></collaboration>'),
        file('<choreography id="c"><participant id="p"/></choreography>'),
        file(process("sketch", ROW, "false")),
        file(process("sketch", '<task id="t"/>')),
    ],
    ids=["collaboration", "choreography", "not executable", "neither begun nor ended"],
)
def test_a_drawing_is_accepted_and_no_case_runs_it(drawing: bytes) -> None:
    rules = {(severity, rule) for severity, rule, _ in told(drawing)}

    assert rules == {("info", "drawing-only")}
    with pytest.raises(DiagramRefused):
        define(drawing)
    _, problems = play(drawing, [], now=MONDAY, working_time=working_time)
    assert "bản vẽ" in problems[0].why.to("vi")


def test_a_procedure_needs_more_than_a_drawing() -> None:
    drawing = file(process("sketch", ROW, "false"))

    found = check("process.bpmn", drawing, folder={"process.bpmn": drawing})

    assert [(each.severity, each.rule) for each in found] == [("error", "drawing-only")]


def test_truth_values_and_references_may_be_written_as_tools_write_them() -> None:
    content = diagram(
        ROW,
        node(
            "boundaryEvent",
            "late",
            timer("timeDuration", "PT1H"),
            attachedToRef=" t:work ",
            cancelActivity="0",
        ),
        node("endEvent", "over"),
        chain("late", "over"),
    ).replace(b"targetNamespace", b'xmlns:t="http://test" targetNamespace')

    case = Moving.begin(define(content))
    case.wait(hours=2)

    assert case.stands.path == ("late", "over")
    assert case.steps == ["work"]


def test_the_order_of_the_ways_is_that_of_the_file_and_not_of_the_page() -> None:
    """Where two conditions hold the first one written is taken, wherever it is drawn."""
    shapes = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><bpmndi:BPMNPlane>'
        '<bpmndi:BPMNShape bpmnElement="first"><dc:Bounds x="0" y="900" width="1" height="1"/>'
        '</bpmndi:BPMNShape><bpmndi:BPMNShape bpmnElement="second"><dc:Bounds x="0" y="1" '
        'width="1" height="1"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    content = diagram(
        node("startEvent", "began"),
        node("userTask", "work"),
        node("exclusiveGateway", "which", default="which__ended"),
        node("userTask", "first"),
        node("userTask", "second"),
        node("endEvent", "ended"),
        chain("began", "work", "which"),
        arrow("which", "first", "a > 1"),
        arrow("which", "second", "a > 0"),
        chain("which", "ended"),
        chain("first", "ended"),
        chain("second", "ended"),
    ).replace(b"</definitions>", shapes.encode() + b"</definitions>")

    case = Moving.begin(define(content))
    case.complete("work", a=5)

    assert case.steps == ["first"]
