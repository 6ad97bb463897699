"""A move without a database, against SpiffWorkflow as it comes, which saves nothing.

The diagram is one that both can run: 22 elements, the moves of an ordinary
case with one supplement. Ours loads, checks, moves, records, prunes and writes;
theirs keeps one spec for all cases and everything else in memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from lxml import etree
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from engine.workflow import complete, define, start
from tests.workflow.drawing import arrow, chain, diagram, node, timer
from tests.workflow.moving import MONDAY, working_time

ROUNDS: Final = 60
_TOO_SHORT: Final = 3

PROCESS: Final = diagram(
    *(node("startEvent", key) for key in ("submitted",)),
    *(node("endEvent", key) for key in ("guided", "reminded", "returned")),
    *(
        node("userTask", key)
        for key in ("check", "hand_over", "confirm", "assign", "appraise", "issue", "receive",
                    "tax", "approve", "number", "hand_back", "return_result")
    ),
    node("boundaryEvent", "late", timer("timeDuration", '"P1D"'), attachedToRef="tax",
         cancelActivity="false"),
    node("exclusiveGateway", "complete", default="is_complete"),
    node("exclusiveGateway", "to_appraisal"),
    node("exclusiveGateway", "qualified", default="is_qualified"),
    node("exclusiveGateway", "to_approval"),
    node("exclusiveGateway", "approved", default="is_approved"),
    chain("submitted", "check", "complete"),
    arrow("complete", "guided", "completeness == 'incomplete'"),
    arrow("complete", "hand_over", key="is_complete"),
    chain("hand_over", "confirm", "assign", "to_appraisal", "appraise", "qualified"),
    arrow("qualified", "issue", "appraisal == 'supplement'"),
    chain("issue", "receive", "to_appraisal"),
    arrow("qualified", "to_approval", "appraisal == 'unqualified'"),
    arrow("qualified", "tax", key="is_qualified"),
    chain("tax", "to_approval", "approve", "approved"),
    chain("late", "reminded"),
    arrow("approved", "to_appraisal", "approval == 'rework'"),
    arrow("approved", "number", key="is_approved"),
    chain("number", "hand_back", "return_result", "returned"),
)  # fmt: skip

BEFORE: Final[list[Mapping[str, Any]]] = [{"completeness": "complete"}, {}, {}, {}]
SUPPLEMENT: Final[list[Mapping[str, Any]]] = [{"appraisal": "supplement"}, {}, {}]
AFTER: Final[list[Mapping[str, Any]]] = [
    {"appraisal": "qualified"}, {}, {"approval": "approved"}, {}, {}, {},
]  # fmt: skip


def lines() -> Iterator[dict[str, Any]]:
    """Measure both, then look at how large a state grows."""
    answers = [*BEFORE, *SUPPLEMENT, *AFTER]
    raw, ours = _side_by_side(_raw(answers), _ours(answers), len(answers) + 1)
    yield {
        "what": "a move without a database, 22 elements",
        "ms": round(ours * 1000, 3),
        "raw_ms": round(raw * 1000, 3),
        "to_raw": round(ours / raw, 2),
        "aim": 1.6,
    }
    sizes = list(_sizes([*BEFORE, *SUPPLEMENT * 600, *AFTER]))
    yield {
        "what": "bytes of state, 22 elements",
        "after_one_round": sizes[len(BEFORE) + len(SUPPLEMENT)],
        "after_600_rounds": sizes[-len(AFTER) - 1],
        "largest": max(sizes),
        "aim": 4096,
    }


def _side_by_side(
    raw: Callable[[], None], ours: Callable[[], None], moves: int
) -> tuple[float, float]:
    """Seconds of its own time a move takes of each, in turn, each at its quickest."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for which, act in enumerate((raw, ours)):
            began = time.process_time()
            for _ in range(_TOO_SHORT):
                act()
            took = (time.process_time() - began) / _TOO_SHORT / moves
            best[which] = min(best[which], took)
    return best[0], best[1]


def _raw(answers: list[Mapping[str, Any]]) -> Callable[[], None]:
    parser = SpiffBpmnParser()
    parser.add_bpmn_xml(etree.fromstring(PROCESS))
    spec = parser.get_spec("case")

    def walk() -> None:
        case = BpmnWorkflow(spec, {})
        case.do_engine_steps()
        for each in answers:
            task = case.get_next_task(state=TaskState.READY, manual=True)
            task.data.update(each)
            task.run()
            case.do_engine_steps()

    return walk


def _ours(answers: list[Mapping[str, Any]]) -> Callable[[], None]:
    def walk() -> None:
        for _ in _sizes(answers):
            pass

    return walk


def _sizes(answers: list[Mapping[str, Any]]) -> Iterator[int]:
    """Walk a case, and give the size of its state after each move."""
    definition = define(PROCESS)
    at = start(definition, {}, now=MONDAY, working_time=working_time)
    yield len(at.state)
    for each in answers:
        task = at.waiting[0].task
        at = complete(definition, at.state, task, each, now=MONDAY, working_time=working_time)
        yield len(at.state)
