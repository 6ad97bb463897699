"""A case that is saved, pruned and loaded at each move does what one never saved does."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

import bpmn
from engine.workflow import Definition, define, waiting
from engine.workflow.clock import Clock
from engine.workflow.message import Message
from engine.workflow.progress import run
from engine.workflow.scripting import OfficeEngine
from engine.workflow.trace import Trace
from tests.workflow import drawing
from tests.workflow.moving import MONDAY, Moving, working_time

WALKS = 12
MOVES = 30
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
}
ANSWERS: dict[str, list[str]] = {
    "choice": ["done", "rework", "economy", "tax", "both"],
    "appraisal": ["qualified", "supplement", "unqualified"],
    "approval": ["approved", "rework"],
    "completeness": ["complete", "complete", "incomplete"],
    "receipt": ["received", "sent_back"],
}


class NeverSaved:
    """The same moves on an engine that keeps everything in memory."""

    def __init__(self, definition: Definition) -> None:
        self.engine = OfficeEngine(Clock(MONDAY, working_time), Trace(definition.arrows))
        self.workflow = BpmnWorkflow(
            definition.spec, dict(definition.subprocess_specs), script_engine=self.engine
        )
        self.definition = definition
        self.workflow.task_tree.data["choice"] = "both"
        run(self.workflow, self.engine)

    def complete(self, nth: int, answers: dict[str, Any]) -> None:
        task = waiting.ready_for_people(self.workflow)[nth]
        self._new_move()
        task.data.update(answers)
        task.run()
        self.engine.trace.completed(task)
        run(self.workflow, self.engine)

    def wait(self, length: timedelta) -> None:
        self._new_move()
        self.engine.clock = Clock(self.engine.clock.now + length, working_time)
        self.workflow.refresh_timers()
        run(self.workflow, self.engine)

    def deliver(self, message: str, payload: dict[str, Any]) -> None:
        self._new_move()
        event = BpmnEvent(Message(message), payload)
        self.workflow.event_manager.catch(event, internal=False)
        run(self.workflow, self.engine)

    def _new_move(self) -> None:
        self.engine.trace = Trace(self.definition.arrows)

    def stands(self) -> dict[str, Any]:
        return {
            "waiting": [each.step.id for each in waiting.people(self.workflow, self.definition)],
            "events": [
                (each.element, each.due) for each in waiting.events(self.workflow, self.definition)
            ],
            "path": tuple(self.engine.trace.path),
            "flows": tuple(self.engine.trace.flows),
            "finished": self.workflow.completed,
            "data": waiting.data(self.workflow),
        }


def stands(case: Moving) -> dict[str, Any]:
    return {
        "waiting": [each.step.id for each in case.stands.waiting],
        "events": [(each.element, each.due) for each in case.stands.events],
        "path": case.stands.path,
        "flows": case.stands.flows,
        "finished": case.stands.finished,
        "data": case.stands.data,
    }


@pytest.mark.parametrize("name", DIAGRAMS)
def test_saving_at_each_move_changes_nothing(name: str) -> None:
    definition = define(DIAGRAMS[name]())

    for walk in range(WALKS):
        chance = random.Random(f"{name} {walk}")
        saved, kept = Moving.begin(definition, choice="both"), NeverSaved(definition)
        for move in range(MOVES):
            assert stands(saved) == kept.stands(), f"walk {walk}, move {move}"
            if saved.stands.finished:
                break
            _move_both(saved, kept, chance)


def _move_both(saved: Moving, kept: NeverSaved, chance: random.Random) -> None:
    steps = saved.stands.waiting
    answered = any(each.kind == "message" for each in saved.stands.events)
    kind = chance.choices(["complete", "wait", "deliver"], [6, 2 + 4 * (not steps), 3 * answered])
    if kind == ["complete"] and steps:
        nth = chance.randrange(len(steps))
        answers = {field: chance.choice(among) for field, among in ANSWERS.items()}
        saved.complete_nth(nth, answers)
        kept.complete(nth, answers)
    elif kind == ["deliver"] and answered:
        saved.deliver("Trả lời", {"answered": True})
        kept.deliver("Trả lời", {"answered": True})
    else:
        hours = chance.choice([1, 2, 30, 100])
        saved.wait(hours=hours)
        kept.wait(timedelta(hours=hours))
