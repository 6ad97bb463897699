"""One small diagram for each element of BPMN that runs, drawn for the tests."""

from __future__ import annotations

from tests.workflow.drawing import arrow, chain, diagram, node, properties, timer

BEGAN = node("startEvent", "began")
ENDED = node("endEvent", "ended")


def event(kind: str, reference: str = "", key: str = "") -> str:
    """What an event is about: ``event("error", "errorRef", "lost")``."""
    written = f' {reference}="{key}"' if reference else ""
    return f"<{kind}EventDefinition{written}/>"


def several(inside: str, *, sequential: bool = False) -> str:
    written = ' isSequential="true"' if sequential else ""
    return f"<multiInstanceLoopCharacteristics{written}>{inside}</multiInstanceLoopCharacteristics>"


def boundary(key: str, step: str, about: str, *, interrupts: bool = True) -> str:
    return node(
        "boundaryEvent",
        key,
        about,
        attachedToRef=step,
        cancelActivity="true" if interrupts else "false",
    )


def within(key: str, *parts: str, kind: str = "subProcess", more: str = "") -> str:
    """A subprocess with its own start and end (``KEY_began``, ``KEY_ended``) around ``parts``."""
    return node(
        kind,
        key,
        more
        + node("startEvent", f"{key}_began")
        + "".join(parts)
        + node("endEvent", f"{key}_ended"),
    )


def call_activity() -> bytes:
    """A process of the same file is called; both have a step."""
    called = (
        '<process id="shared" name="shared" isExecutable="true">'
        + node("startEvent", "shared_began")
        + node("userTask", "shared_work")
        + node("userTask", "shared_more")
        + node("endEvent", "shared_ended")
        + chain("shared_began", "shared_work", "shared_more", "shared_ended")
        + "</process>"
    )
    return diagram(
        BEGAN,
        node("callActivity", "call", calledElement="shared"),
        node("userTask", "after"),
        ENDED,
        chain("began", "call", "after", "ended"),
        around=called,
    )


def sequential_consultation() -> bytes:
    """Agencies are asked one after the other, until one refuses."""
    asked = several(
        "<loopDataInputRef>agencies</loopDataInputRef>"
        "<loopDataOutputRef>answers</loopDataOutputRef>"
        '<inputDataItem id="agency" name="agency"/><outputDataItem id="answer" name="answer"/>'
        "<completionCondition>answer == 'no'</completionCondition>",
        sequential=True,
    )
    return diagram(
        BEGAN,
        node("userTask", "consult", asked),
        node("userTask", "approve"),
        ENDED,
        chain("began", "consult", "approve", "ended"),
    )


def timed_consultation() -> bytes:
    """Each agency asked has a reminder and a last day of its own."""
    each = within(
        "consult",
        node("userTask", "answer"),
        boundary("remind", "answer", timer("timeDuration", "P1D"), interrupts=False),
        boundary("give_up", "answer", timer("timeDuration", "P3D")),
        node("userTask", "note"),
        node("endEvent", "reminded"),
        chain("consult_began", "answer", "consult_ended"),
        chain("remind", "reminded"),
        chain("give_up", "note", "consult_ended"),
        more=several("<loopCardinality>2</loopCardinality>"),
    )
    return diagram(
        BEGAN,
        each,
        node("userTask", "approve"),
        ENDED,
        chain("began", "consult", "approve", "ended"),
    )


def interrupted_consultation() -> bytes:
    """Agencies are asked, each with several steps of its own, until a last day for all."""
    each = within(
        "consult",
        node("userTask", "answer"),
        boundary("remind", "answer", timer("timeDuration", "P1D"), interrupts=False),
        node("userTask", "sign"),
        node("endEvent", "reminded"),
        chain("consult_began", "answer", "sign", "consult_ended"),
        chain("remind", "reminded"),
        more=several("<loopCardinality>3</loopCardinality>"),
    )
    return diagram(
        BEGAN,
        each,
        boundary("last_day", "consult", timer("timeDuration", "P5D")),
        node("userTask", "approve"),
        ENDED,
        chain("began", "consult", "approve", "ended"),
        chain("last_day", "approve"),
    )


def repeated_step() -> bytes:
    """A step is done again while it says so, at most four times."""
    again = (
        '<standardLoopCharacteristics loopMaximum="4">'
        "<loopCondition>choice == 'rework'</loopCondition></standardLoopCharacteristics>"
    )
    return diagram(
        BEGAN,
        node("userTask", "check", again),
        node("userTask", "approve"),
        ENDED,
        chain("began", "check", "approve", "ended"),
    )


def escalation() -> bytes:
    """A branch inside calls for the head, once without and once with stopping the work."""
    assist = event("escalation", "escalationRef", "assist")
    inside = within(
        "work",
        node("userTask", "write"),
        node("intermediateThrowEvent", "call", assist),
        node("userTask", "go_on"),
        node("exclusiveGateway", "enough", default="enough__work_ended"),
        node("endEvent", "give_up", event("escalation", "escalationRef", "stop")),
        chain("work_began", "write", "call", "go_on", "enough", "work_ended"),
        arrow("enough", "give_up", "choice == 'rework'"),
    )
    return diagram(
        BEGAN,
        inside,
        boundary("called", "work", assist, interrupts=False),
        boundary("stopped", "work", event("escalation", "escalationRef", "stop")),
        node("userTask", "help"),
        node("userTask", "take_over"),
        node("endEvent", "helped"),
        ENDED,
        chain("began", "work", "ended"),
        chain("called", "help", "helped"),
        chain("stopped", "take_over", "ended"),
        around='<escalation id="assist" name="Gọi" escalationCode="help"/>'
        '<escalation id="stop" name="Dừng" escalationCode="stop"/>',
    )


def error() -> bytes:
    """Two branches inside; one of them may fail and then takes the other with it."""
    inside = within(
        "work",
        node("parallelGateway", "parted"),
        node("userTask", "write"),
        node("userTask", "draw"),
        node("exclusiveGateway", "fine", default="fine__work_ended"),
        node("endEvent", "lost", event("error", "errorRef", "lost_papers")),
        node("endEvent", "drawn"),
        chain("work_began", "parted", "write", "fine", "work_ended"),
        chain("parted", "draw", "drawn"),
        arrow("fine", "lost", "choice == 'rework'"),
    )
    return diagram(
        BEGAN,
        inside,
        boundary("failed", "work", event("error", "errorRef", "lost_papers")),
        node("userTask", "apologise"),
        node("userTask", "after"),
        ENDED,
        chain("began", "work", "after", "ended"),
        chain("failed", "apologise", "ended"),
        around='<error id="lost_papers" name="Mất" errorCode="lost"/>',
    )


def terminate() -> bytes:
    """Of two branches, one may end everything, inside a subprocess and outside."""

    def either(prefix: str) -> tuple[str, ...]:
        return (
            node("parallelGateway", f"{prefix}parted"),
            node("userTask", f"{prefix}write"),
            node("userTask", f"{prefix}draw"),
            node("endEvent", f"{prefix}over", event("terminate")),
            node("endEvent", f"{prefix}drawn"),
            chain(f"{prefix}parted", f"{prefix}write", f"{prefix}over"),
            chain(f"{prefix}parted", f"{prefix}draw", f"{prefix}drawn"),
        )

    inside = node(
        "subProcess",
        "work",
        node("startEvent", "in_began") + "".join(either("in_")) + chain("in_began", "in_parted"),
    )
    return diagram(BEGAN, inside, *either(""), chain("began", "work", "parted"))


def transaction() -> bytes:
    """What is done inside is done wholly or called off."""
    inside = within(
        "book",
        node("userTask", "reserve"),
        node("exclusiveGateway", "fine", default="fine__pay"),
        node("userTask", "pay"),
        node("endEvent", "called_off", event("cancel")),
        chain("book_began", "reserve", "fine", "pay", "book_ended"),
        arrow("fine", "called_off", "choice == 'rework'"),
        kind="transaction",
    )
    return diagram(
        BEGAN,
        inside,
        boundary("cancelled", "book", event("cancel")),
        node("userTask", "tell"),
        node("userTask", "after"),
        ENDED,
        chain("began", "book", "after", "ended"),
        chain("cancelled", "tell", "ended"),
    )


def signal() -> bytes:
    """One branch sends a signal; it stops the other branch's step and starts a third."""
    return diagram(
        BEGAN,
        node("parallelGateway", "parted"),
        node("userTask", "write"),
        node("intermediateThrowEvent", "tell", event("signal", "signalRef", "alarm")),
        node("userTask", "draw"),
        boundary("alarmed", "draw", event("signal", "signalRef", "alarm")),
        node("userTask", "hide"),
        node("intermediateCatchEvent", "heard", event("signal", "signalRef", "alarm")),
        node("userTask", "listen"),
        *(node("endEvent", key) for key in ("told", "drawn", "hidden", "listened")),
        chain("began", "parted", "write", "tell", "told"),
        chain("parted", "draw", "drawn"),
        chain("alarmed", "hide", "hidden"),
        chain("parted", "heard", "listen", "listened"),
        around='<signal id="alarm" name="Báo động"/>',
    )


def condition() -> bytes:
    """One branch fills in what the other two are waiting for."""
    fills_in = (
        '<dataOutputAssociation id="fills"><targetRef>level_ref</targetRef></dataOutputAssociation>'
    )
    rises = (
        '<conditionalEventDefinition><condition xsi:type="tFormalExpression">'
        "level == 'high'</condition></conditionalEventDefinition>"
    )
    return diagram(
        '<dataObject id="level" name="level"/>'
        '<dataObjectReference id="level_ref" dataObjectRef="level"/>',
        BEGAN,
        node("parallelGateway", "parted"),
        node("userTask", "measure", fills_in),
        node("userTask", "draw"),
        boundary("risen", "draw", rises),
        node("userTask", "hide"),
        node("intermediateCatchEvent", "seen", rises),
        node("userTask", "look"),
        *(node("endEvent", key) for key in ("measured", "drawn", "hidden", "looked")),
        chain("began", "parted", "measure", "measured"),
        chain("parted", "draw", "drawn"),
        chain("risen", "hide", "hidden"),
        chain("parted", "seen", "look", "looked"),
    )


def wrapped_twice() -> bytes:
    """A step with a reminder, in a subprocess, in a subprocess that has a last day."""
    inner = within(
        "inner",
        node("userTask", "work"),
        boundary("late", "work", properties(allowance="1 working_days") + "<timerEventDefinition/>",
                 interrupts=False),
        node("endEvent", "reminded"),
        chain("inner_began", "work", "inner_ended"),
        chain("late", "reminded"),
    )  # fmt: skip
    outer = within(
        "outer",
        node("exclusiveGateway", "again"),
        inner,
        node("exclusiveGateway", "fine", default="fine__outer_ended"),
        chain("outer_began", "again", "inner", "fine", "outer_ended"),
        arrow("fine", "again", "choice == 'rework'"),
    )
    return diagram(
        BEGAN,
        outer,
        boundary("over", "outer", timer("timeDuration", "P9D")),
        node("userTask", "explain"),
        ENDED,
        chain("began", "outer", "ended"),
        chain("over", "explain", "ended"),
    )
