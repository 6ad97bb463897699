"""A case that is saved at each move, and its twin that never is: they must stay the same."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import cycle
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.workflow import Definition, diagram, waiting
from engine.workflow.clock import Clock
from engine.workflow.definition import build
from engine.workflow.message import Message, hand_over
from engine.workflow.progress import run
from engine.workflow.running import Running, forget_inside
from engine.workflow.scripting import OfficeEngine
from engine.workflow.trace import Trace
from tests.workflow.moving import MONDAY, Moving, working_time

ANSWERS: dict[str, list[str]] = {
    "choice": ["done", "rework", "economy", "tax", "both"],
    "appraisal": ["qualified", "supplement", "unqualified"],
    "approval": ["approved", "rework"],
    "completeness": ["complete", "complete", "incomplete"],
    "receipt": ["received", "sent_back"],
    "answer": ["yes", "yes", "no"],
    "level": ["high", "low"],
}


class NeverSaved:
    """The same moves on an engine that keeps everything in memory.

    A ``bare`` one is SpiffWorkflow as it comes, but for one mend without which it
    crashes: it forgets what runs inside a step that is broken off.
    """

    def __init__(self, definition: Definition, *, bare: bool, **data: Any) -> None:
        self.engine = OfficeEngine(Clock(MONDAY, working_time), Trace(definition.arrows))
        self.workflow = _bare(definition, self.engine) if bare else Running(definition, self.engine)
        self.definition = definition
        self.workflow.task_tree.data.update(data)
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
        hand_over(self.workflow, event)
        run(self.workflow, self.engine)

    def _new_move(self) -> None:
        self.engine.trace = Trace(self.definition.arrows)

    def stands(self) -> dict[str, Any]:
        return {
            "waiting": [each.step.id for each in waiting.people(self.workflow, self.definition)],
            "events": sorted(
                (each.element, str(each.due))
                for each in waiting.events(self.workflow, self.definition)
            ),
            "path": tuple(self.engine.trace.path),
            "flows": tuple(self.engine.trace.flows),
            "choices": tuple(self.engine.trace.choices),
            "finished": self.workflow.completed,
            "data": waiting.data(self.workflow),
        }


def _bare(definition: Definition, engine: OfficeEngine) -> BpmnWorkflow:
    specs = dict(definition.subprocess_specs)
    workflow = BpmnWorkflow(definition.spec, specs, script_engine=engine)
    workflow.task_removed_event.connect(lambda _, task: forget_inside(workflow, task))
    return workflow


class Twins:
    """Both at once; the saved one is loaded each time as another process would load it."""

    def __init__(
        self,
        content: bytes,
        decisions: tuple[bytes, ...] = (),
        *,
        bare: bool = True,
        **data: Any,
    ) -> None:
        # The definition as three processes make it that know nothing of each other.
        drawn = diagram.read(content)
        here, there, kept = (build(drawn, content, decisions) for _ in range(3))
        self._elsewhere = cycle((there, here))
        self.saved = Moving.begin(here, **data)
        self.kept = NeverSaved(kept, bare=bare, **data)
        self.compare()

    def complete(self, step: str, **answers: Any) -> None:
        nth = [each.step.id for each in self.saved.stands.waiting].index(step)
        self.complete_nth(nth, answers)

    def complete_nth(self, nth: int, answers: dict[str, Any]) -> None:
        self.saved.definition = next(self._elsewhere)
        self.saved.complete_nth(nth, answers)
        self.kept.complete(nth, answers)
        self.compare()

    def wait(self, **length: float) -> None:
        self.saved.definition = next(self._elsewhere)
        self.saved.wait(**length)
        self.kept.wait(timedelta(**length))
        self.compare()

    def deliver(self, message: str, payload: dict[str, Any]) -> None:
        self.saved.definition = next(self._elsewhere)
        self.saved.deliver(message, payload)
        self.kept.deliver(message, payload)
        self.compare()

    def move(self, chance: random.Random) -> None:
        """Make any move that the case allows."""
        stands = self.saved.stands
        heard = bool(stands.awaited)
        kinds = ["complete", "wait", "deliver"]
        (kind,) = chance.choices(kinds, [6, 2 + 4 * (not stands.waiting), 3 * heard])
        if kind == "complete" and stands.waiting:
            nth = chance.randrange(len(stands.waiting))
            self.complete_nth(nth, {field: chance.choice(of) for field, of in ANSWERS.items()})
        elif kind == "deliver" and heard:
            self.deliver(stands.awaited[0].message, {"answered": True})
        else:
            self.wait(hours=chance.choice([1, 2, 30, 100]))

    @property
    def steps(self) -> list[str]:
        return self.saved.steps

    @property
    def finished(self) -> bool:
        return self.saved.stands.finished

    def compare(self) -> None:
        stands = self.saved.stands
        saved = {
            "waiting": [each.step.id for each in stands.waiting],
            "events": sorted((each.element, str(each.due)) for each in stands.events),
            "path": stands.path,
            "flows": stands.flows,
            "choices": stands.choices,
            "finished": stands.finished,
            "data": stands.data,
        }
        assert saved == self.kept.stands()
