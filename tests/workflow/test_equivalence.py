"""A case that is saved, pruned and loaded at each move does what one never saved does."""

import random
from collections.abc import Callable

import pytest

import bpmn
from tests.campaign.walks import walk_generated
from tests.workflow import drawing, elements
from tests.workflow.twins import Twins

WALKS = 3
MOVES = 30
GENERATED = 50
DIAGRAMS: dict[str, Callable[[], bytes]] = {
    "supplement": drawing.supplement_loop,
    "reminder": drawing.late_reminder,
    "reminded loop": drawing.reminded_loop,
    "parallel loop": drawing.parallel_loop,
    "inclusive loop": drawing.inclusive_loop,
    "wrapped loop": drawing.wrapped_loop,
    "consultation": drawing.consultation,
    "answer or silence": drawing.answer_or_silence,
    "household": lambda: bpmn.procedure_files("household_business")["process.bpmn"],
    "call activity": elements.call_activity,
    "sequential consultation": elements.sequential_consultation,
    "timed consultation": elements.timed_consultation,
    "interrupted consultation": elements.interrupted_consultation,
    "repeated step": elements.repeated_step,
    "escalation": elements.escalation,
    "error": elements.error,
    "terminate": elements.terminate,
    "transaction": elements.transaction,
    "signal": elements.signal,
    "condition": elements.condition,
    "wrapped twice": elements.wrapped_twice,
}


@pytest.mark.parametrize("name", DIAGRAMS)
def test_saving_at_each_move_changes_nothing(name: str) -> None:
    content = DIAGRAMS[name]()

    for walk in range(WALKS):
        chance = random.Random(f"{name} {walk}")
        twins = Twins(content, choice="both", agencies=["a", "b", "c"])
        for _ in range(MOVES):
            if twins.finished:
                break
            twins.move(chance)


def test_saving_changes_nothing_in_diagrams_drawn_by_chance() -> None:
    outcome = walk_generated(GENERATED, walks=3, seed=2026)

    assert outcome.different == []
    assert outcome.ended > GENERATED
