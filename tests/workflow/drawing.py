"""Small diagrams, drawn in Python for the tests."""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="definitions" targetNamespace="http://test">'
)


def properties(**values: str) -> str:
    inside = "".join(
        f"<spiffworkflow:property name={quoteattr(name)} value={quoteattr(value)}/>"
        for name, value in values.items()
    )
    return (
        "<extensionElements><spiffworkflow:properties>"
        f"{inside}</spiffworkflow:properties></extensionElements>"
    )


def node(kind: str, key: str, inside: str = "", **attributes: str) -> str:
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{kind} id={quoteattr(key)} name={quoteattr(key)}{written}>{inside}</{kind}>"


def arrow(source: str, target: str, condition: str | None = None, key: str | None = None) -> str:
    inside = ""
    if condition is not None:
        inside = (
            '<conditionExpression xsi:type="tFormalExpression">'
            f"{escape(condition)}</conditionExpression>"
        )
    key = key or f"{source}__{target}"
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{key}" {ends}>{inside}</sequenceFlow>'


def chain(*elements: str) -> str:
    """Arrows along a row of elements."""
    return "".join(arrow(one, other) for one, other in pairwise(elements))


def lanes(**members: list[str]) -> str:
    rows = "".join(
        f'<lane id="{key}" name="{key}">'
        + "".join(f"<flowNodeRef>{member}</flowNodeRef>" for member in inside)
        + "</lane>"
        for key, inside in members.items()
    )
    return f'<laneSet id="lanes">{rows}</laneSet>'


def diagram(*parts: str, around: str = "", process: str = "case") -> bytes:
    return (
        f'{HEAD}{around}<process id="{process}" name="{process}" isExecutable="true">'
        f"{''.join(parts)}</process></definitions>"
    ).encode()


def timer(what: str, text: str) -> str:
    return f"<timerEventDefinition><{what}>{escape(text)}</{what}></timerEventDefinition>"


def one_step() -> bytes:
    return diagram(
        node("startEvent", "began"),
        node("userTask", "work"),
        node("endEvent", "ended"),
        chain("began", "work", "ended"),
    )


def supplement_loop() -> bytes:
    """Appraise, ask for a supplement, and appraise again, as often as it takes."""
    return diagram(
        lanes(economy=["appraise", "issue"], reception=["receive"]),
        node("startEvent", "began"),
        node("exclusiveGateway", "to_appraisal"),
        node("userTask", "appraise"),
        node("exclusiveGateway", "qualified", default="is_qualified"),
        node("userTask", "issue"),
        node("userTask", "receive"),
        node("endEvent", "ended"),
        chain("began", "to_appraisal", "appraise", "qualified"),
        arrow("qualified", "ended", key="is_qualified"),
        arrow("qualified", "issue", "appraisal == 'supplement'", key="needs_supplement"),
        chain("issue", "receive", "to_appraisal"),
    )


def late_reminder(allowance: str = "1 working_days") -> bytes:
    """A step with a timer that reminds and does not interrupt."""
    return diagram(
        node("startEvent", "began"),
        node("userTask", "tax_code"),
        node(
            "boundaryEvent",
            "tax_late",
            properties(allowance=allowance, remind="tax,economy") + "<timerEventDefinition/>",
            attachedToRef="tax_code",
            cancelActivity="false",
        ),
        node("endEvent", "reminded"),
        node("endEvent", "ended"),
        chain("began", "tax_code", "ended"),
        chain("tax_late", "reminded"),
    )


def parallel_loop() -> bytes:
    """Two branches side by side, joined, and done again when needed."""
    return diagram(
        node("startEvent", "began"),
        node("exclusiveGateway", "again"),
        node("parallelGateway", "parted"),
        node("userTask", "economy"),
        node("userTask", "tax"),
        node("parallelGateway", "joined"),
        node("userTask", "approve"),
        node("exclusiveGateway", "approved", default="is_approved"),
        node("endEvent", "ended"),
        chain("began", "again", "parted", "economy", "joined", "approve", "approved"),
        chain("parted", "tax", "joined"),
        arrow("approved", "ended", key="is_approved"),
        arrow("approved", "again", "choice == 'rework'", key="is_rework"),
    )


def inclusive_loop() -> bytes:
    """Whichever branches are needed, joined, and done again when needed."""
    return diagram(
        node("startEvent", "began"),
        node("exclusiveGateway", "again"),
        node("inclusiveGateway", "parted", default="parted__registry"),
        node("userTask", "economy"),
        node("userTask", "tax"),
        node("userTask", "registry"),
        node("inclusiveGateway", "joined"),
        node("userTask", "approve"),
        node("exclusiveGateway", "approved", default="is_approved"),
        node("endEvent", "ended"),
        chain("began", "again", "parted"),
        arrow("parted", "economy", "choice in ['economy', 'rework', 'both']"),
        arrow("parted", "tax", "choice in ['tax', 'both']"),
        chain("parted", "registry", "joined", "approve", "approved"),
        chain("economy", "joined"),
        chain("tax", "joined"),
        arrow("approved", "ended", key="is_approved"),
        arrow("approved", "again", "choice != 'done'", key="is_rework"),
    )


def reminded_loop() -> bytes:
    """A step with a reminder inside a loop, and a deadline that breaks the loop off."""
    return diagram(
        node("startEvent", "began"),
        node("exclusiveGateway", "again"),
        node("userTask", "appraise"),
        node(
            "boundaryEvent",
            "late",
            timer("timeDuration", "PT2H"),
            attachedToRef="appraise",
            cancelActivity="false",
        ),
        node("boundaryEvent", "over", timer("timeDuration", "P3D"), attachedToRef="appraise"),
        node("userTask", "explain"),
        node("exclusiveGateway", "qualified", default="is_qualified"),
        node("endEvent", "explained"),
        node("endEvent", "given_up"),
        node("endEvent", "ended"),
        chain("began", "again", "appraise", "qualified"),
        chain("late", "explain", "explained"),
        chain("over", "given_up"),
        arrow("qualified", "ended", key="is_qualified"),
        arrow("qualified", "again", "choice != 'done'", key="is_rework"),
    )


def wrapped_loop() -> bytes:
    """A loop inside a subprocess that can be broken off from outside it."""
    inside = "".join(
        (
            node("startEvent", "inner_began"),
            node("exclusiveGateway", "again"),
            node("userTask", "appraise"),
            node("exclusiveGateway", "qualified", default="is_qualified"),
            node("endEvent", "inner_ended"),
            chain("inner_began", "again", "appraise", "qualified"),
            arrow("qualified", "inner_ended", key="is_qualified"),
            arrow("qualified", "again", "choice != 'done'", key="is_rework"),
        )
    )
    return diagram(
        node("startEvent", "began"),
        node("subProcess", "appraisal", inside),
        node("boundaryEvent", "over", timer("timeDuration", "P30D"), attachedToRef="appraisal"),
        node("userTask", "explain"),
        node("userTask", "approve"),
        node("endEvent", "ended"),
        node("endEvent", "given_up"),
        chain("began", "appraisal", "approve", "ended"),
        chain("over", "explain", "given_up"),
    )


def consultation() -> bytes:
    """Three agencies are asked at once; the answer of two is enough."""
    several = (
        "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
        "<completionCondition>choice == 'done'</completionCondition>"
        "</multiInstanceLoopCharacteristics>"
    )
    return diagram(
        node("startEvent", "began"),
        node("userTask", "consult", several),
        node("userTask", "approve"),
        node("endEvent", "ended"),
        chain("began", "consult", "approve", "ended"),
    )


def answer_or_silence() -> bytes:
    """Wait for an answer, or for a day without one."""
    return diagram(
        node("startEvent", "began"),
        node("userTask", "ask"),
        node("eventBasedGateway", "either"),
        node("intermediateCatchEvent", "answered", '<messageEventDefinition messageRef="answer"/>'),
        node("intermediateCatchEvent", "silence", timer("timeDuration", "P1D")),
        node("intermediateCatchEvent", "long_silence", timer("timeDuration", "P9D")),
        node("userTask", "read"),
        node("userTask", "remind"),
        node("endEvent", "ended"),
        chain("began", "ask", "either", "answered", "read", "ended"),
        chain("either", "silence", "remind", "ended"),
        chain("either", "long_silence", "ended"),
        around='<message id="answer" name="Trả lời"/>',
    )


def fork_without_end() -> bytes:
    """Each token goes round and leaves another one behind."""
    return diagram(
        node("startEvent", "began"),
        node("exclusiveGateway", "again"),
        node("parallelGateway", "forked"),
        node("endEvent", "ended"),
        chain("began", "again", "forked", "again"),
        chain("forked", "ended"),
    )
