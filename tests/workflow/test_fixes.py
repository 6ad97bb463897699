"""Mending a diagram: what is mended checks clean, stays mended, and runs."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from engine.workflow import check, define
from engine.workflow.fixes import mend
from engine.workflow.fixes.picture import Picture
from tests.workflow.drawing import arrow, chain, diagram, lanes, node, timer
from tests.workflow.moving import Moving
from tests.workflow.notation import every_element
from tests.workflow.test_checks import REFUSED

BEGAN, ENDED = node("startEvent", "began"), node("endEvent", "ended")
WORK, OTHER = node("userTask", "work"), node("userTask", "other")
CAMUNDA_7 = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
CAMUNDA_8 = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def by(tool: str, content: bytes) -> bytes:
    return content.replace(b"<definitions ", f"<definitions {tool} ".encode())


def row(*nodes: str, ids: tuple[str, ...] = ("odd",)) -> bytes:
    return diagram(BEGAN, *nodes, ENDED, chain("began", *ids, "ended"))


def asked(condition: str, tool: str = CAMUNDA_7) -> bytes:
    return by(tool, diagram(
        BEGAN, WORK, node("exclusiveGateway", "which", default="no"), OTHER, ENDED,
        chain("began", "work", "which"), arrow("which", "other", condition, key="yes"),
        arrow("which", "ended", key="no"), chain("other", "ended")))  # fmt: skip


def extended(inside: str) -> str:
    return f"<extensionElements>{inside}</extensionElements>"


def part(rule: str) -> Callable[[bytes], bool]:
    """Tell whether a diagram still has something against this rule."""
    return lambda content: rule in {each.rule for each in check("a.bpmn", content)}


MENDED: dict[str, tuple[bytes, str]] = {
    "a step without an id": (row(WORK.replace(' id="work"', ""), OTHER, ids=("other",)),
                             "missing-id"),
    "two arrows with one id": (
        diagram(BEGAN, WORK, OTHER, ENDED, arrow("began", "work", key="f"),
                arrow("work", "other", key="f"), arrow("other", "ended", key="g")),
        "duplicate-id"),
    "ids of the engine": (
        diagram(node("startEvent", "Start"), WORK, node("endEvent", "End"),
                chain("Start", "work", "End")),
        "reserved-id"),
    "an id with quotes": (
        diagram(BEGAN, '<userTask id="a&quot;b" name="a"/>', ENDED,
                arrow("began", "a&quot;b", key="f"), arrow("a&quot;b", "ended", key="g")),
        "bad-id"),
    "an id that begins with a digit": (
        diagram(BEGAN, node("userTask", "1st"), ENDED, arrow("began", "1st", key="f"),
                arrow("1st", "ended", key="g")),
        "bad-id"),
    "a condition of Camunda 7": (asked("${answer == 'yes' && !late}"), "bad-condition"),
    "a condition of Camunda 8": (asked('= answer = "yes"', CAMUNDA_8), "bad-condition"),
    "a form and a role of Camunda 7": (
        by(CAMUNDA_7, row('<userTask id="odd" name="odd" camunda:formKey="camunda-forms:check" '
                          'camunda:candidateGroups="reception"/>')),
        "to-take-over"),
    "a form and a role of Camunda 8": (
        by(CAMUNDA_8, row(node("userTask", "odd", extended(
            '<zeebe:formDefinition formId="check"/><zeebe:assignmentDefinition '
            'candidateGroups="reception"/>')))),
        "to-take-over"),
    "a property of Camunda 7": (
        by(CAMUNDA_7, row(node("userTask", "odd", extended(
            '<camunda:properties><camunda:property name="allowance" value="2 working_hours"/>'
            "</camunda:properties>")))),
        "to-take-over"),
    "a decision of Camunda 7": (
        by(CAMUNDA_7, row('<businessRuleTask id="odd" name="odd" camunda:decisionRef="fee"/>')),
        "decision-not-named"),
    "a decision of Camunda 8": (
        by(CAMUNDA_8, row(node("businessRuleTask", "odd", extended(
            '<zeebe:calledDecision decisionId="fee" resultVariable="price"/>')))),
        "decision-not-named"),
    "a call of Camunda 8": (
        by(CAMUNDA_8, row(node("callActivity", "odd", extended(
            '<zeebe:calledElement processId="shared"/>')))),
        "called-process-not-named"),
    "a list of Camunda 7": (
        by(CAMUNDA_7, row(node("userTask", "odd", '<multiInstanceLoopCharacteristics '
                               'camunda:collection="${agencies}" '
                               'camunda:elementVariable="agency"/>'))),
        "multi-instance-count"),
    "a list of Camunda 8": (
        by(CAMUNDA_8, row(node("userTask", "odd", "<multiInstanceLoopCharacteristics>" + extended(
            '<zeebe:loopCharacteristics inputCollection="= agencies" inputElement="agency"/>')
            + "</multiInstanceLoopCharacteristics>"))),
        "multi-instance-count"),
    "a script of Camunda 7": (
        by(CAMUNDA_7, row(node("scriptTask", "odd", "<script>var fee = 100;</script>",
                               scriptFormat="javascript"))),
        "bad-script"),
    "a script of Camunda 8": (
        by(CAMUNDA_8, row(node("scriptTask", "odd", extended(
            '<zeebe:script expression="= fee * 2" resultVariable="total"/>')))),
        "script-missing"),
    "a time in quotes and braces": (
        row(node("intermediateCatchEvent", "odd", timer("timeDuration", '${"PT1H"}'))),
        "bad-timer"),
    "a time of Camunda 8": (
        row(node("intermediateCatchEvent", "odd", timer("timeDuration", '= duration("PT1H")'))),
        "bad-timer"),
    "one arrow without a condition": (
        diagram(BEGAN, WORK, node("exclusiveGateway", "which"), OTHER, ENDED,
                chain("began", "work", "which"), arrow("which", "other", "a == 1"),
                chain("which", "ended"), chain("other", "ended")),
        "no-default"),
    "a condition on the default arrow": (
        diagram(BEGAN, WORK, node("exclusiveGateway", "which", default="no"), OTHER, ENDED,
                chain("began", "work", "which"), arrow("which", "other", "a == 1"),
                arrow("which", "ended", "a == 2", key="no"), chain("other", "ended")),
        "condition-on-default"),
    "a step that parts": (
        diagram(BEGAN, WORK, OTHER, node("userTask", "beside"), ENDED,
                chain("began", "work", "other", "ended"), chain("work", "beside", "ended")),
        "implicit-split"),
    "a step that chooses": (
        diagram(BEGAN, WORK, OTHER, ENDED, chain("began", "work"),
                arrow("work", "other", "a == 1"), arrow("work", "ended", "a != 1"),
                chain("other", "ended")),
        "implicit-split"),
    "a step where arrows meet": (
        diagram(BEGAN, node("exclusiveGateway", "which", default="no"), WORK, OTHER, ENDED,
                chain("began", "which"), arrow("which", "work", "a == 1"),
                arrow("which", "other", key="no"), chain("work", "other", "ended")),
        "implicit-join"),
    "a loop into a step": (
        diagram(BEGAN, WORK, OTHER, node("boundaryEvent", "late", timer("timeDuration", "PT1H"),
                                         attachedToRef="work"),
                ENDED, chain("began", "work", "other", "work"), chain("late", "ended")),
        "loop-without-gateway"),
    "nothing behind the last step": (
        diagram(BEGAN, WORK, chain("began", "work")), "no-end"),
    "nothing before the first step": (
        diagram(WORK, ENDED, chain("work", "ended")), "no-start"),
    "nothing behind an event": (
        diagram(BEGAN, WORK, ENDED, node("boundaryEvent", "late", timer("timeDuration", "PT1H"),
                                         attachedToRef="work", cancelActivity="false"),
                chain("began", "work", "ended")),
        "dead-end"),
    "a subprocess without a beginning": (
        row(node("subProcess", "odd", node("userTask", "inner"))), "subprocess-start"),
    "a signal at the end": (
        diagram(BEGAN, WORK, node("endEvent", "odd", '<signalEventDefinition signalRef="s"/>'),
                chain("began", "work", "odd"), around='<signal id="s" name="s"/>'),
        "signal-end"),
    "an error that lets go on": (
        diagram(BEGAN, node("subProcess", "part", node("startEvent", "b") + node(
                    "endEvent", "e", '<errorEventDefinition errorRef="x"/>') + chain("b", "e")),
                node("boundaryEvent", "odd", '<errorEventDefinition errorRef="x"/>',
                     attachedToRef="part", cancelActivity="false"),
                OTHER, ENDED, chain("began", "part", "ended"), chain("odd", "other", "ended"),
                around='<error id="x" name="x" errorCode="x"/>'),
        "error-not-interrupting"),
    "an error without a code": (
        diagram(BEGAN, node("subProcess", "part", node("startEvent", "b") + node(
                    "endEvent", "e", '<errorEventDefinition errorRef="x"/>') + chain("b", "e")),
                node("boundaryEvent", "odd", '<errorEventDefinition errorRef="x"/>',
                     attachedToRef="part"),
                OTHER, ENDED, chain("began", "part", "ended"), chain("odd", "other", "ended"),
                around='<error id="x" name="x"/>'),
        "code-missing"),
    "a message without a name": (
        diagram(BEGAN, node("receiveTask", "odd", messageRef="m"), ENDED,
                chain("began", "odd", "ended"), around='<message id="m"/>'),
        "message-unnamed"),
    "a lane that speaks of nothing": (
        row(lanes(reception=["odd", "gone"]), node("userTask", "odd")), "loose-reference"),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_what_is_mended_checks_clean_of_it(name: str) -> None:
    content, rule = MENDED[name]
    is_there = part(rule)

    mended = mend("a.bpmn", content)

    assert is_there(content)
    assert not is_there(mended.content)
    assert mended.notes
    assert all(each.severity == "info" and each.file == "a.bpmn" for each in mended.notes)


def everything() -> dict[str, bytes]:
    found = {f"refused: {name}": content for name, (content, _, _) in REFUSED.items()}
    found |= {f"{each.group}: {each.name}": each.content for each in every_element()}
    return found | {name: content for name, (content, _) in MENDED.items()}


EVERYTHING = everything()


@pytest.mark.parametrize("name", EVERYTHING)
def test_mending_does_what_the_check_says_and_no_more(name: str) -> None:
    content = EVERYTHING[name]

    mended = mend("a.bpmn", content)
    again = mend("a.bpmn", mended.content)

    can_be = any(each.fix for each in check("a.bpmn", content))
    assert (mended.content != content) == can_be
    assert not any(each.fix for each in check("a.bpmn", mended.content))
    assert again.content == mended.content
    assert {each.rule for each in again.notes} <= {"left-to-decide"}


def test_mending_many_things_at_once_comes_to_rest() -> None:
    """Broken in several ways at once: each mend leaves nothing for the next one to undo."""
    chance = random.Random(7)
    for _ in range(60):
        content = EVERYTHING[chance.choice(list(EVERYTHING))]
        for _ in range(chance.randint(1, 4)):
            content = broken_again(content, chance)

        mended = mend("a.bpmn", content)

        assert mend("a.bpmn", mended.content).content == mended.content
        assert not any(each.fix for each in check("a.bpmn", mended.content))


def broken_again(content: bytes, chance: random.Random) -> bytes:
    """Take something away from a diagram, or double it."""
    root = etree.fromstring(content)
    parts = [
        (each, parent) for each in root.iter(f"{BPMN}*") if (parent := each.getparent()) is not None
    ]
    if not parts:
        return content
    each, parent = chance.choice(parts)
    match chance.choice(["remove", "double", "id", "attribute"]):
        case "remove":
            parent.remove(each)
        case "double":
            parent.append(etree.fromstring(etree.tostring(each)))
        case "id" if "id" in each.attrib:
            each.set("id", chance.choice(["End", "a b", "Start", "'", "9"]))
        case _ if each.attrib:
            del each.attrib[chance.choice(list(each.attrib))]
    return etree.tostring(root)


def test_a_mended_diagram_runs_as_it_was_meant() -> None:
    content, _ = MENDED["a condition of Camunda 7"]

    case = Moving.begin(define(mend("a.bpmn", content).content))
    case.complete("work", answer="yes", late=False)

    assert case.steps == ["other"]


def test_both_ways_out_of_a_step_are_taken() -> None:
    content, _ = MENDED["a step that parts"]

    case = Moving.begin(define(mend("a.bpmn", content).content))
    case.complete("work")

    assert case.steps == ["beside", "other"]


PICTURED = Path(__file__).with_name("pictured.bpmn")


def test_what_stands_around_the_diagram_is_kept() -> None:
    written = mend("a.bpmn", PICTURED.read_bytes()).content.decode()

    assert "<!-- drawn by hand -->" in written
    assert "<!-- the counter -->" in written
    assert "<?some-tool keep this?>" in written
    assert 'camunda:historyTimeToLive="180"' in written
    assert '<camunda:taskListener event="create" class="x.Y"/>' in written


def test_what_has_no_certain_meaning_is_left_to_decide() -> None:
    notes = mend("a.bpmn", PICTURED.read_bytes()).notes

    left = {each.element: str(each.message) for each in notes if each.rule == "left-to-decide"}
    assert list(left) == ["check_papers"]
    assert "taskListener" in left["check_papers"]


def test_what_is_added_is_drawn_and_lies_on_nothing() -> None:
    root = etree.fromstring(mend("a.bpmn", PICTURED.read_bytes()).content)
    picture = Picture(root)
    kinds = ("task", "userTask", "startEvent", "endEvent", "exclusiveGateway", "parallelGateway")
    keys = [each.get("id", "") for each in root.iter(*(BPMN + kind for kind in kinds))]

    boxes = {key: picture.box(key) for key in keys}

    assert None not in boxes.values()
    assert len(keys) > 9
    placed = [box for box in boxes.values() if box is not None]
    for one in placed:
        overlaps = [
            other
            for other in placed
            if other is not one
            and one.x < other.right
            and other.x < one.right
            and one.y < other.bottom
            and other.y < one.bottom
        ]
        assert overlaps == []


def test_every_arrow_begins_and_ends_at_its_step() -> None:
    root = etree.fromstring(mend("a.bpmn", PICTURED.read_bytes()).content)
    picture = Picture(root)
    lines = {
        edge.get("bpmnElement"): [
            (float(point.get("x", "")), float(point.get("y", "")))
            for point in edge.iter("{http://www.omg.org/spec/DD/20100524/DI}waypoint")
        ]
        for edge in root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNEdge")
    }

    for flow in root.iter(f"{BPMN}sequenceFlow"):
        points = lines[flow.get("id")]
        for end, (x, y) in (("sourceRef", points[0]), ("targetRef", points[-1])):
            box = picture.box(flow.get(end, ""))
            assert box is not None
            assert box.x <= x <= box.right, flow.get("id")
            assert box.y <= y <= box.bottom, flow.get("id")
