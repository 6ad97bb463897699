"""Events on the border of a step."""

from __future__ import annotations

from tests.workflow.drawing import chain, node
from tests.workflow.notation.shown import (
    BEGAN,
    DEFINITIONS,
    EIGHT,
    ENDED,
    LATE,
    MESSAGE,
    OTHER,
    TEN,
    WORK,
    Shown,
    at,
    done,
    drawn,
    shown,
)


def on_a_step(kind: str, interrupts: bool) -> Shown:
    group = "Boundary event, " + ("interrupting" if interrupts else "not interrupting")
    more = {} if interrupts else {"cancelActivity": "false"}
    if kind.startswith("parallel"):
        more["parallelMultiple"] = "true"
    event = node(
        "boundaryEvent",
        "odd",
        DEFINITIONS[kind.rsplit(maxsplit=1)[-1]],
        attachedToRef="work",
        **more,
    )
    content = drawn(BEGAN, WORK, event, OTHER, LATE, ENDED,
                    chain("began", "work", "ended"), chain("odd", "other", "late"))  # fmt: skip
    rule = {
        "multiple": "multiple-event", "parallel multiple": "multiple-event",
        "compensation": "compensation", "none": "event-without-kind",
    }.get(kind)  # fmt: skip
    moves = [MESSAGE] if kind == "message" else [at(EIGHT), at(TEN)]
    path = ["began", "odd", "other", "late"]
    moves.append(done("other"))
    if not interrupts:
        moves.append(done("work"))
        path += ["work", "ended"]
    return shown(group, kind, content, rule, moves, path)


def from_another_branch(kind: str, interrupts: bool) -> Shown:
    """A boundary event for something that happens in the branch beside it."""
    group = "Boundary event, " + ("interrupting" if interrupts else "not interrupting")
    more = {} if interrupts else {"cancelActivity": "false"}
    event = node("boundaryEvent", "odd", DEFINITIONS[kind], attachedToRef="work", **more)
    throw = node("intermediateThrowEvent", "thrown", DEFINITIONS["signal"])
    beside = ("parted", "other", *(["thrown"] if kind == "signal" else []), "beside")
    content = drawn(
        BEGAN, node("parallelGateway", "parted"), WORK, OTHER, event, LATE, ENDED,
        node("endEvent", "beside"), throw if kind == "signal" else "",
        chain("began", "parted", "work", "ended"), chain(*beside), chain("odd", "late"),
    )  # fmt: skip
    moves = [done("other", a=1)]
    path = ["began", *beside, "odd", "late"]
    if not interrupts:
        moves.append(done("work"))
        path += ["work", "ended"]
    return shown(group, kind, content, None, moves, path)


def from_a_subprocess(
    kind: str, interrupts: bool, rule: str | None = None, host: str = "subProcess"
) -> Shown:
    """A boundary event for what the end event inside throws."""
    group = "Boundary event, " + ("interrupting" if interrupts else "not interrupting")
    more = {} if interrupts else {"cancelActivity": "false"}
    event = node("boundaryEvent", "odd", DEFINITIONS[kind], attachedToRef="part", **more)
    inside = (
        node("startEvent", "inner_began") + node("userTask", "inner")
        + node("endEvent", "inner_ended", DEFINITIONS[kind])
        + chain("inner_began", "inner", "inner_ended")
    )  # fmt: skip
    content = drawn(BEGAN, node(host, "part", inside), event, WORK, LATE, ENDED,
                    chain("began", "part", "work", "ended"), chain("odd", "late"))  # fmt: skip
    path = ["began", "inner_began", "inner", "inner_ended", "part", "odd", "late"]
    moves = [done("inner")]
    if not interrupts:
        moves.append(done("work"))
        path += ["work", "ended"]
    name = kind if host == "subProcess" else f"{kind}, on a transaction"
    return shown(group, name, content, rule, moves, path)


def boundaries() -> list[Shown]:
    found = []
    for interrupts in (True, False):
        kinds = ("message", "timer", "multiple", "parallel multiple", "compensation", "none")
        found += [on_a_step(kind, interrupts) for kind in kinds]
        found += [from_another_branch(kind, interrupts) for kind in ("signal", "conditional")]
        found.append(from_a_subprocess("escalation", interrupts))
        never = None if interrupts else "error-not-interrupting"
        found.append(from_a_subprocess("error", interrupts, never))
        found.append(from_a_subprocess("cancel", interrupts, never, "transaction"))
    loose = from_a_subprocess("cancel", interrupts=True)
    rules = "cancel-outside-transaction"
    found.append(shown(loose.group, "cancel, on another subprocess", loose.content, rules))
    nothing = on_a_step("error", interrupts=True)
    found.append(shown(nothing.group, "error, on a step that throws none", nothing.content,
                       "event-never-comes"))  # fmt: skip
    return found
