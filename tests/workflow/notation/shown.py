"""How an element is shown: drawn once, and walked or refused by a named rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.workflow import check
from engine.workflow.trial import play
from tests.workflow.drawing import chain, diagram, node, timer
from tests.workflow.moving import MONDAY, working_time

AROUND = (
    '<message id="m" name="m"/><signal id="s" name="s"/><error id="e" name="e" errorCode="E1"/>'
    '<escalation id="x" name="x" escalationCode="X1"/>'
)
DEFINITIONS = {
    "none": "",
    "message": '<messageEventDefinition messageRef="m"/>',
    "timer": timer("timeDuration", "PT1H"),
    "signal": '<signalEventDefinition signalRef="s"/>',
    "error": '<errorEventDefinition errorRef="e"/>',
    "escalation": '<escalationEventDefinition escalationRef="x"/>',
    "conditional": "<conditionalEventDefinition><condition>a == 1</condition>"
    "</conditionalEventDefinition>",
    "cancel": "<cancelEventDefinition/>",
    "compensation": "<compensateEventDefinition/>",
    "link": '<linkEventDefinition name="l"/>',
    "terminate": "<terminateEventDefinition/>",
}
DEFINITIONS["multiple"] = DEFINITIONS["message"] + DEFINITIONS["timer"]
EIGHT, TEN = "2026-11-23T08:00:00+07:00", "2026-11-23T10:00:00+07:00"
BEGAN, WORK, ENDED = (
    node("startEvent", "began"),
    node("userTask", "work"),
    node("endEvent", "ended"),
)
OTHER, LATE = node("userTask", "other"), node("endEvent", "late")
INNER = (
    node("startEvent", "inner_began")
    + node("userTask", "inner")
    + node("endEvent", "inner_ended")
    + chain("inner_began", "inner", "inner_ended")
)


@dataclass(frozen=True)
class Shown:
    """An element, a diagram with it, and either the rules that refuse it or the way it runs."""

    group: str
    name: str
    content: bytes
    refused: frozenset[str] = frozenset()
    moves: Sequence[dict[str, Any]] = ()
    path: Sequence[str] = ()
    told: frozenset[str] = frozenset()
    decisions: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of it when it was checked and walked, saved and loaded at each move."""

    errors: frozenset[str]
    told: frozenset[str]
    path: tuple[str, ...]
    finished: bool
    problems: tuple[str, ...]

    def said(self) -> str:
        if self.errors:
            return "refused: " + ", ".join(f"`{rule}`" for rule in sorted(self.errors))
        notes = ", ".join(f"`{rule}`" for rule in sorted(self.told))
        how = "runs" if self.path else "kept as a drawing"
        return f"{how} ({notes})" if notes else how


# What is told about any lone file, whatever the element.
_OF_A_LONE_FILE = {"no-lane", "no-allowance", "message-without-sender", "message-without-catcher"}


def tried(shown: Shown) -> Outcome:
    """Check the diagram and, where it has no error, walk it."""
    found = check("a.bpmn", shown.content, decisions=shown.decisions)
    lines = [json.dumps(move) for move in shown.moves]
    told, problems = play(
        shown.content, lines, now=MONDAY, working_time=working_time, decisions=shown.decisions
    )
    return Outcome(
        frozenset(each.rule for each in found if each.severity == "error"),
        frozenset(each.rule for each in found if each.severity != "error") - _OF_A_LONE_FILE,
        tuple(told["path"]),
        told["finished"],
        tuple(str(each.why) for each in problems),
    )


def done(step: str, **answers: Any) -> dict[str, Any]:
    return {"complete": step, "answers": answers}


def at(moment: str) -> dict[str, Any]:
    return {"now": moment}


MESSAGE = {"message": "m", "payload": {}}


def drawn(*parts: str, around: str = AROUND) -> bytes:
    return diagram(*parts, around=around)


def with_processes(content: bytes, *processes: str, around: str = "") -> bytes:
    more = "".join(processes)
    return content.replace(b"</definitions>", (around + more + "</definitions>").encode())


def in_a_row(*nodes: str, ids: Sequence[str] = ("odd",), around: str = AROUND) -> bytes:
    """A start, what is shown, and an end."""
    return drawn(BEGAN, *nodes, ENDED, chain("began", *ids, "ended"), around=around)


def shown(
    group: str,
    name: str,
    content: bytes,
    refused: str | None,
    moves: Sequence[dict[str, Any]] = (),
    path: Sequence[str] = (),
    told: str = "",
) -> Shown:
    """Describe an element; ``refused`` and ``told`` name rules, with spaces between."""
    rules = frozenset((refused or "").split())
    notes = frozenset(told.split())
    return Shown(group, name, content, rules, () if rules else moves, () if rules else path, notes)
