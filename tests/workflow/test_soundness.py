"""Every case can always come to an end, or the check says where it may not."""

from __future__ import annotations

import pytest

from engine.workflow import check
from tests.workflow import drawing
from tests.workflow.drawing import arrow, chain, diagram, node, timer

BEGAN, ENDED = node("startEvent", "began"), node("endEvent", "ended")
WORK, OTHER, TAIL = (node("userTask", key) for key in ("work", "other", "tail"))
RULES = {"can-stall", "done-twice", "forks-without-end", "never-ends", "dead-step", "not-proved"}


def gate(kind: str, key: str, **attributes: str) -> str:
    return node(f"{kind}Gateway", key, **attributes)


def found(content: bytes) -> set[tuple[str, str, str | None]]:
    told = check("a.bpmn", content)
    return {(each.severity, each.rule, each.element) for each in told if each.rule in RULES}


def branches(parted: str, met: str) -> bytes:
    """Two branches that part at one kind of gateway and meet at another."""
    asks = "a == 1" if parted != "parallel" else None
    default = {"default": "otherwise"} if asks else {}
    return diagram(
        BEGAN, gate(parted, "parted", **default), WORK, OTHER, gate(met, "met"), TAIL, ENDED,
        chain("began", "parted"), arrow("parted", "work", asks),
        arrow("parted", "other", key="otherwise"), chain("work", "met", "tail", "ended"),
        chain("other", "met"),
    )  # fmt: skip


def twice_asked(second: str) -> bytes:
    """A branch that is only taken, and only waited for, when a value says so."""
    return diagram(
        BEGAN, gate("exclusive", "first", default="no"), gate("parallel", "fork"), WORK,
        gate("exclusive", "second", default="straight"), gate("parallel", "join"), ENDED,
        chain("began", "first"), arrow("first", "fork", "a == 1"),
        arrow("first", "second", key="no"),
        chain("fork", "work", "join"), chain("fork", "second"), arrow("second", "join", second),
        arrow("second", "ended", key="straight"), chain("join", "ended"),
    )  # fmt: skip


def round_and_round(behind: str) -> bytes:
    """Each round leaves something behind a fork."""
    return diagram(
        BEGAN, gate("exclusive", "again"), WORK, gate("parallel", "fork"), behind,
        gate("exclusive", "done", default="enough"), ENDED, node("endEvent", "left"),
        chain("began", "again", "work", "fork", "done"), chain("fork", "behind", "left"),
        arrow("done", "again", "a == 1"), arrow("done", "ended", key="enough"),
        around='<message id="m" name="m"/>',
    )  # fmt: skip


UNSOUND = {
    "alternatives that are joined": (
        branches("exclusive", "parallel"), ("error", "can-stall", "met")),
    "branches that are not joined": (
        branches("parallel", "exclusive"), ("warning", "done-twice", "met")),
    "branches that meet in a step": (
        diagram(BEGAN, gate("parallel", "parted"), WORK, OTHER, TAIL, ENDED,
                chain("began", "parted", "work", "tail", "ended"),
                chain("parted", "other", "tail")),
        ("warning", "done-twice", "tail")),
    "two questions about two things": (
        twice_asked("b == 1"), ("error", "can-stall", "join")),
    "two questions about one thing": (
        twice_asked("a == 1"), ("warning", "can-stall", "join")),
    "a step left behind in each round": (
        round_and_round(node("userTask", "behind")), ("error", "forks-without-end", "fork")),
    "a loop without a way out": (
        diagram(BEGAN, gate("exclusive", "out", default="on"), gate("exclusive", "again"), WORK,
                ENDED, chain("began", "out"), arrow("out", "ended", "a == 1"),
                arrow("out", "again", key="on"), chain("again", "work", "again")),
        ("error", "never-ends", "again")),
    "a join with a reminder": (
        diagram(BEGAN, gate("parallel", "join"), WORK, OTHER, ENDED,
                node("boundaryEvent", "late", timer("timeDuration", "PT1H"), attachedToRef="work",
                     cancelActivity="false"),
                chain("began", "work", "join", "ended"), chain("late", "other", "join")),
        ("error", "can-stall", "join")),
    "a fork without end": (drawing.fork_without_end(), ("error", "never-ends", "again")),
    "too many ways": (
        diagram(BEGAN, gate("parallel", "parted"), gate("parallel", "met"), ENDED,
                chain("began", "parted"), chain("met", "ended"),
                *(node("userTask", f"ask{n}") + gate("exclusive", f"one{n}", default=f"no{n}")
                  + gate("exclusive", f"two{n}") + chain("parted", f"ask{n}", f"one{n}")
                  + arrow(f"one{n}", f"two{n}", f"a{n} == 1", key=f"yes{n}")
                  + arrow(f"one{n}", f"two{n}", key=f"no{n}") + chain(f"two{n}", "met")
                  for n in range(12))),
        ("info", "not-proved", None)),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSOUND)
def test_what_may_never_end_is_told_with_its_place(name: str) -> None:
    content, expected = UNSOUND[name]

    assert found(content) == {expected}


SOUND = {
    "branches joined": branches("parallel", "parallel"),
    "alternatives merged": branches("exclusive", "exclusive"),
    "inclusive branches": branches("inclusive", "inclusive"),
    "alternatives joined inclusively": branches("exclusive", "inclusive"),
    "a message sent in each round": round_and_round(node("sendTask", "behind", messageRef="m")),
    "branches that end apart": diagram(
        BEGAN, gate("parallel", "parted"), WORK, OTHER, ENDED,
        chain("began", "parted", "work", "ended"), chain("parted", "other", "ended")),
    "supplement": drawing.supplement_loop(),
    "parallel loop": drawing.parallel_loop(),
    "inclusive loop": drawing.inclusive_loop(),
    "reminded loop": drawing.reminded_loop(),
    "wrapped loop": drawing.wrapped_loop(),
    "answer or silence": drawing.answer_or_silence(),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_what_always_ends_is_not_suspected(name: str) -> None:
    assert found(SOUND[name]) == set()
