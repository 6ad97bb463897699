"""Events: where a process begins, waits, tells and ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    in_a_row,
    shown,
)


def starts() -> list[Shown]:
    found = []
    ways: dict[str, tuple[Sequence[dict[str, Any]], str | None]] = {
        "none": ((), None),
        "message": ((MESSAGE,), None),
        "timer": ((at(EIGHT), at(TEN)), None),
        "signal": ((), "signal-never-thrown"),
        "conditional": ((), "unsupported-event"),
        "error": ((), "unsupported-event"),
        "escalation": ((), "unsupported-event"),
        "compensation": ((), "compensation"),
        "multiple": ((), "multiple-event"),
        "parallel multiple": ((), "multiple-event"),
    }
    for kind, (moves, rule) in ways.items():
        more = {"parallelMultiple": "true"} if kind.startswith("parallel") else {}
        start = node("startEvent", "began", DEFINITIONS[kind.split()[-1]], **more)
        content = drawn(start, WORK, ENDED, chain("began", "work", "ended"))
        path = ("began", "work", "ended")
        found.append(shown("Start event", kind, content, rule, (*moves, done("work")), path))
    two = drawn(BEGAN, node("startEvent", "again"), WORK, OTHER, ENDED,
                chain("began", "work", "ended"), chain("again", "other", "ended"))  # fmt: skip
    found.append(shown("Start event", "several", two, "several-starts"))
    return found


def event_subprocesses() -> list[Shown]:
    found = []
    for kind in ("message", "timer", "signal", "error", "escalation", "conditional",
                 "compensation", "multiple"):  # fmt: skip
        inside = node("startEvent", "inner_began", DEFINITIONS[kind]) + node("endEvent", "inner")
        odd = node("subProcess", "odd", inside + chain("inner_began", "inner"),
                   triggeredByEvent="true")  # fmt: skip
        content = drawn(BEGAN, WORK, ENDED, chain("began", "work", "ended"), odd)
        also = {
            "compensation": " compensation start-inside-waits",
            "error": " unsupported-event start-inside-waits",
            "escalation": " unsupported-event start-inside-waits",
            "conditional": " unsupported-event start-inside-waits",
            "signal": " signal-never-thrown start-inside-waits",
            "multiple": " multiple-event start-inside-waits",
        }.get(kind, " start-inside-waits")
        rules = "event-subprocess" + also
        found.append(shown("Event subprocess", kind, content, rules))
    return found


def catches() -> list[Shown]:
    found = []
    ways: dict[str, tuple[Sequence[dict[str, Any]], str | None, str]] = {
        "none": ((), None, "event-without-kind"),
        "message": ((MESSAGE,), None, ""),
        "timer": ((at(EIGHT), at(TEN)), None, ""),
        "link": ((), "link-event", ""),
        "multiple": ((), "multiple-event", ""),
        "parallel multiple": ((), "multiple-event", ""),
    }
    for kind, (moves, rule, told) in ways.items():
        more = {"parallelMultiple": "true"} if kind.startswith("parallel") else {}
        odd = node("intermediateCatchEvent", "odd", DEFINITIONS[kind.split()[-1]], **more)
        path = ("began", "odd", "ended")
        found.append(
            shown("Intermediate catch event", kind, in_a_row(odd), rule, moves, path, told)
        )
    beside = (
        BEGAN,
        node("parallelGateway", "parted"),
        OTHER,
        node("userTask", "after"),
        ENDED,
        LATE,
    )
    signal = drawn(
        *beside, node("intermediateCatchEvent", "odd", DEFINITIONS["signal"]),
        node("intermediateThrowEvent", "thrown", DEFINITIONS["signal"]),
        chain("began", "parted", "odd", "after", "ended"),
        chain("parted", "other", "thrown", "late"),
    )  # fmt: skip
    found.append(
        shown("Intermediate catch event", "signal", signal, None, (done("other"), done("after")),
              ("began", "parted", "other", "thrown", "late", "odd", "after", "ended"))
    )  # fmt: skip
    conditional = drawn(
        *beside, node("intermediateCatchEvent", "odd", DEFINITIONS["conditional"]),
        chain("began", "parted", "odd", "after", "ended"), chain("parted", "other", "late"),
    )  # fmt: skip
    found.append(
        shown("Intermediate catch event", "conditional", conditional, None,
              (done("other", a=1), done("after")),
              ("began", "parted", "other", "late", "odd", "after", "ended"))
    )  # fmt: skip
    return found


def throws() -> list[Shown]:
    found = []
    ways = {
        "none": None, "message": None, "signal": None, "escalation": None,
        "compensation": "compensation", "link": "link-event", "timer": "unsupported-event",
        "error": "unsupported-event",
    }  # fmt: skip
    for kind, rule in ways.items():
        odd = node("intermediateThrowEvent", "odd", DEFINITIONS[kind])
        found.append(
            shown("Intermediate throw event", kind, in_a_row(odd), rule, (),
                  ("began", "odd", "ended"))
        )  # fmt: skip
    both = node("intermediateThrowEvent", "odd", DEFINITIONS["message"] + DEFINITIONS["signal"])
    found.append(shown("Intermediate throw event", "multiple", in_a_row(both), None, (),
                       ("began", "odd", "ended")))  # fmt: skip
    return found


def ends() -> list[Shown]:
    found = []
    ways = {
        "none": None, "message": None, "escalation": None, "terminate": None,
        "error": "error-uncaught", "cancel": "cancel-outside-transaction",
        "compensation": "compensation", "signal": "signal-end", "timer": "unsupported-event",
    }  # fmt: skip
    for kind, rule in ways.items():
        odd = node("endEvent", "odd", DEFINITIONS[kind])
        content = drawn(BEGAN, node("parallelGateway", "parted"), WORK, OTHER, odd, ENDED,
                        chain("began", "parted", "work", "odd"),
                        chain("parted", "other", "ended"))  # fmt: skip
        moves = [done("work")]
        path = ["began", "parted", "work", "odd"]
        if kind != "terminate":
            moves.append(done("other"))
            path += ["other", "ended"]
        found.append(shown("End event", kind, content, rule, moves, path))
    both = node("endEvent", "ended", DEFINITIONS["message"] + DEFINITIONS["escalation"])
    content = drawn(BEGAN, WORK, both, chain("began", "work", "ended"))
    found.append(
        shown("End event", "multiple", content, None, (done("work"),), ("began", "work", "ended"))
    )
    inside = (
        node("startEvent", "inner_began") + node("parallelGateway", "both")
        + node("userTask", "inner") + node("userTask", "beside")
        + node("endEvent", "stopped", DEFINITIONS["terminate"]) + node("endEvent", "inner_ended")
        + chain("inner_began", "both", "inner", "stopped") + chain("both", "beside", "inner_ended")
    )  # fmt: skip
    content = drawn(BEGAN, node("subProcess", "part", inside), WORK, ENDED,
                    chain("began", "part", "work", "ended"))  # fmt: skip
    way = ("began", "inner_began", "both", "inner", "stopped", "part", "work", "ended")
    found.append(
        shown("End event", "terminate, in a subprocess", content, None,
              (done("inner"), done("work")), way)
    )  # fmt: skip
    return found
