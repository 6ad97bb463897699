from collections.abc import Callable, Mapping

import pytest

import bpmn
from engine.errors import DiagramRefused
from engine.workflow import Finding, check, define
from tests.workflow import drawing
from tests.workflow.drawing import arrow, chain, diagram, lanes, node, properties, timer

BEGAN = node("startEvent", "began")
WORK = node("userTask", "work")
ENDED = node("endEvent", "ended")


def errors(content: bytes, folder: Mapping[str, bytes] | None = None) -> list[Finding]:
    found = check("a.bpmn", content, folder=folder)
    return [each for each in found if each.severity == "error"]


def rules(content: bytes) -> set[tuple[str, str | None]]:
    return {(each.rule, each.element) for each in errors(content)}


def around_work(odd: str, *more: str) -> bytes:
    """One step, and something odd between it and the end."""
    return diagram(BEGAN, WORK, odd, ENDED, chain("began", "work", "odd", "ended"), *more)


def choice(*arrows: str, default: str = "") -> bytes:
    gateway = node("exclusiveGateway", "odd", **({"default": default} if default else {}))
    other = node("userTask", "other")
    ways = [arrow("other", "ended"), chain("began", "work", "odd"), *arrows]
    return diagram(BEGAN, WORK, gateway, other, ENDED, *ways)


def boundary(inside: str, **attributes: str) -> bytes:
    event = node("boundaryEvent", "odd", inside, attachedToRef="work", **attributes)
    late = node("endEvent", "late")
    return diagram(BEGAN, WORK, event, late, ENDED, chain("began", "work", "ended"),
                   chain("odd", "late"))  # fmt: skip


INNER = node("startEvent", "inner") + node("endEvent", "inner_end") + chain("inner", "inner_end")
SCRIPT = "<script>{}</script>"

REFUSED: dict[str, tuple[bytes, str, str | None]] = {
    "complex gateway": (around_work(node("complexGateway", "odd")), "complex-gateway", "odd"),
    "ad-hoc subprocess": (around_work(node("adHocSubProcess", "odd", node("task", "t"))),
                          "ad-hoc-subprocess", "odd"),
    "event subprocess": (
        diagram(BEGAN, WORK, ENDED, chain("began", "work", "ended"),
                node("subProcess", "odd", INNER, triggeredByEvent="true")),
        "event-subprocess", "odd"),
    "link event": (around_work(node("intermediateThrowEvent", "odd", "<linkEventDefinition/>")),
                   "link-event", "odd"),
    "signal end": (
        diagram(BEGAN, WORK, node("endEvent", "odd", "<signalEventDefinition/>"),
                chain("began", "work", "odd")),
        "signal-end", "odd"),
    "compensation throw": (
        around_work(node("intermediateThrowEvent", "odd", "<compensateEventDefinition/>")),
        "compensation", "odd"),
    "compensation boundary": (boundary("<compensateEventDefinition/>"), "compensation", "odd"),
    "service task": (around_work(node("serviceTask", "odd")), "service-task", "odd"),
    "call without target": (around_work(node("callActivity", "odd", calledElement="nowhere")),
                            "called-process-missing", "odd"),
    "call of oneself": (around_work(node("callActivity", "odd", calledElement="case")),
                        "calls-itself", "odd"),
    "rule task without table": (around_work(node("businessRuleTask", "odd")),
                                "decision-not-named", "odd"),
    "no end event": (diagram(BEGAN, WORK, chain("began", "work")), "no-end", "case"),
    "no start event": (diagram(WORK, ENDED, chain("work", "ended")), "no-start", "case"),
    "dead end": (diagram(BEGAN, WORK, node("parallelGateway", "odd"), ENDED,
                         chain("began", "odd", "work"), chain("odd", "ended")),
                 "dead-end", "work"),
    "unreachable": (diagram(BEGAN, WORK, ENDED, node("userTask", "odd"),
                            chain("began", "work", "ended"), chain("odd", "ended")),
                    "unreachable", "odd"),
    "implicit split": (
        diagram(BEGAN, WORK, ENDED, node("userTask", "other"), chain("began", "work", "ended"),
                chain("work", "other", "ended")),
        "implicit-split", "work"),
    "condition behind a task": (
        diagram(BEGAN, WORK, ENDED, arrow("began", "work"), arrow("work", "ended", "a == 1")),
        "condition-ignored", "work__ended"),
    "loop without a gateway": (
        diagram(BEGAN, WORK, ENDED, node("userTask", "other"),
                chain("began", "work", "other", "work")),
        "loop-without-gateway", "work"),
    "no default": (choice(arrow("odd", "ended", "a == 1"), arrow("odd", "other", "a == 2")),
                   "no-default", "odd"),
    "no condition": (choice(arrow("odd", "ended", "a == 1"), arrow("odd", "other")),
                     "condition-missing", "odd__other"),
    "default of another gateway": (
        choice(arrow("odd", "ended", "a == 1"), arrow("odd", "other", "a == 2"),
               default="began__work"),
        "wrong-default", "odd"),
    "condition that is Python": (
        choice(arrow("odd", "ended", "().__class__"), arrow("odd", "other"),
               default="odd__other"),
        "bad-condition", "odd__ended"),
    "script that is Python": (
        around_work(node("scriptTask", "odd", SCRIPT.format("import os"))), "bad-script", "odd"),
    "script that calls": (
        around_work(node("scriptTask", "odd", SCRIPT.format("a = open('x')"))),
        "bad-script", "odd"),
    "script that is missing": (around_work(node("scriptTask", "odd")), "script-missing", "odd"),
    "timer that is Python": (boundary(timer("timeDuration", "__import__('os')")),
                             "bad-timer", "odd"),
    "timer of a million years": (boundary(timer("timeDuration", "P1000000Y")),
                                 "bad-timer", "odd"),
    "timer of many months": (boundary(timer("timeDuration", "P999999999M")), "bad-timer", "odd"),
    "timer each second": (boundary(timer("timeCycle", "R/PT1S"), cancelActivity="false"),
                          "bad-timer", "odd"),
    "timer without a time": (boundary("<timerEventDefinition/>"), "bad-timer", "odd"),
    "allowance of a timer": (
        boundary(properties(allowance="soon") + "<timerEventDefinition/>"), "bad-timer", "odd"),
    "boundary event about nothing": (boundary(""), "event-without-kind", "odd"),
    "loop count that is Python": (
        around_work(node("userTask", "odd", "<multiInstanceLoopCharacteristics><loopCardinality>"
                         "len(open(a))</loopCardinality></multiInstanceLoopCharacteristics>")),
        "bad-expression", "odd"),
    "a million instances": (
        around_work(node("userTask", "odd", "<multiInstanceLoopCharacteristics><loopCardinality>"
                         "1000000</loopCardinality></multiInstanceLoopCharacteristics>")),
        "too-many-instances", "odd"),
    "instances without a number": (
        around_work(node("userTask", "odd", "<multiInstanceLoopCharacteristics/>")),
        "multi-instance-count", "odd"),
    "pre-script that is Python": (
        around_work(node("userTask", "odd", "<extensionElements><spiffworkflow:preScript>"
                         "del x</spiffworkflow:preScript></extensionElements>")),
        "bad-script", "odd"),
    "payload that is Python": (
        diagram(BEGAN, WORK, ENDED, chain("began", "work", "ended"),
                around='<message id="m" name="m"><extensionElements>'
                "<spiffworkflow:messagePayload>exit()</spiffworkflow:messagePayload>"
                "</extensionElements></message>"),
        "bad-expression", "m"),
    "an id of the engine": (
        diagram(node("startEvent", "Start"), WORK, ENDED, chain("Start", "work", "ended")),
        "reserved-id", "Start"),
    "an id used twice": (
        diagram(BEGAN, WORK, WORK, ENDED, chain("began", "work", "ended")),
        "duplicate-id", "work"),
    "an arrow to nowhere": (
        diagram(BEGAN, WORK, ENDED, chain("began", "work", "ended"), arrow("work", "nowhere")),
        "loose-arrow", "work__nowhere"),
    "a join that waits for itself": (
        diagram(BEGAN, node("parallelGateway", "joined"), WORK, ENDED,
                node("exclusiveGateway", "either", default="either__ended"),
                chain("began", "joined", "work", "either", "ended"),
                arrow("either", "joined", "a == 1")),
        "join-waits-for-itself", "either__joined"),
    "a gateway of events that leads to a step": (
        around_work(node("eventBasedGateway", "odd")), "event-gateway-target", "odd__ended"),
    "a subprocess without an end": (
        around_work(node("subProcess", "odd", node("startEvent", "inner"))), "no-end", "odd"),
    "a fork without end": (drawing.fork_without_end(), "never-ends", "again"),
    "a join of alternatives": (
        diagram(BEGAN, node("exclusiveGateway", "either", default="either__joined"), WORK, ENDED,
                node("parallelGateway", "joined"), chain("began", "either", "joined", "ended"),
                arrow("either", "work", "a == 1"), chain("work", "joined")),
        "can-stall", "joined"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_run_wrong_is_refused_by_name(name: str) -> None:
    content, rule, element = REFUSED[name]

    found = errors(content)

    assert (rule, element) in {(each.rule, each.element) for each in found}
    assert all(each.line for each in found)


@pytest.mark.parametrize("name", ["condition that is Python", "script that calls", "no end event"])
def test_a_refused_diagram_is_not_made_ready(name: str) -> None:
    with pytest.raises(DiagramRefused) as refusal:
        define(REFUSED[name][0])

    assert refusal.value.findings


RUNS: dict[str, Callable[[], bytes]] = {
    "supplement loop": drawing.supplement_loop,
    "parallel loop": drawing.parallel_loop,
    "inclusive loop": drawing.inclusive_loop,
    "reminded loop": drawing.reminded_loop,
    "wrapped loop": drawing.wrapped_loop,
    "consultation": drawing.consultation,
    "answer or silence": drawing.answer_or_silence,
    "opposite conditions": lambda: choice(
        arrow("odd", "ended", "a == 1"), arrow("odd", "other", "a != 1")
    ),
    "plain script": lambda: around_work(
        node("scriptTask", "odd", SCRIPT.format("late = days &gt; 3"))
    ),
    "terminate": lambda: diagram(
        BEGAN, WORK, node("endEvent", "ended", "<terminateEventDefinition/>"),
        chain("began", "work", "ended"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_what_runs_right_is_accepted(name: str) -> None:
    assert errors(RUNS[name]()) == []


def test_the_shipped_procedures_have_nothing_wrong() -> None:
    for name in bpmn.procedure_names():
        files = bpmn.procedure_files(name)

        assert check("process.bpmn", files["process.bpmn"], folder=files) == []


def test_office_rules_are_errors_only_in_a_folder() -> None:
    content = diagram(
        lanes(reception=["work"]),
        BEGAN,
        node("userTask", "work", properties(does="fly", allowance="a while", remind="nobody")),
        node("userTask", "alone", properties(form="-", allowance="1 working_hours")),
        ENDED,
        chain("began", "work", "alone", "ended"),
    )

    alone = check("a.bpmn", content)
    in_folder = errors(content, {"process.bpmn": content})

    assert {each.severity for each in alone} == {"warning"}
    assert {(each.rule, each.element) for each in in_folder} == {
        ("unknown-verb", "work"),
        ("bad-allowance", "work"),
        ("unknown-lane", "work"),
        ("form-missing", "work"),
        ("no-lane", "alone"),
    }


def test_a_form_in_the_folder_is_found() -> None:
    work = node("userTask", "work", properties(allowance="1 working_hours"))
    content = diagram(
        lanes(reception=["work"]), BEGAN, work, ENDED, chain("began", "work", "ended")
    )

    assert errors(content, {"forms/work.toml": b""}) == []


def test_four_hundred_steps_run_and_more_are_refused() -> None:
    def row(count: int) -> bytes:
        keys = [f"step_{n}" for n in range(count)]
        steps = "".join(node("userTask", key) for key in keys)
        return diagram(BEGAN, steps, ENDED, chain("began", *keys, "ended"))

    assert errors(row(398)) == []
    assert rules(row(399)) == {("too-many-steps", None)}


def test_findings_can_be_read_in_vietnamese() -> None:
    for content, rule, _ in REFUSED.values():
        for each in errors(content):
            assert each.message.to("vi") != str(each.message), rule


def test_a_loop_that_only_meets_in_an_end_is_not_called_mendable() -> None:
    drawn = diagram(BEGAN, WORK, ENDED, chain("began", "ended", "work", "ended"))

    found = [each for each in check("odd.bpmn", drawn) if each.rule == "loop-without-gateway"]

    assert found
    assert not any(each.fix for each in found)


def test_a_message_that_nothing_can_name_needs_no_name() -> None:
    drawn = diagram(BEGAN, WORK, ENDED, chain("began", "work", "ended"), around="<message/>")

    assert "message-unnamed" not in {each.rule for each in check("odd.bpmn", drawn)}
