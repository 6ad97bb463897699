"""Events that come when a condition holds, whichever branch of the case makes it hold.

SpiffWorkflow asks the condition of the waiting branch alone, whose values don't
change while it waits; so it would hold at once or never. Here it is asked again
after each move, with the values of every open branch, and what nobody has said
yet counts as not holding.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.util.task import TaskState

from engine.rules.expression import NoAnswer, TooCostly
from engine.workflow import gateways
from engine.workflow.failure import EngineFailed

_FIRED: Final = "has_fired"


class Conditional(ConditionalEventDefinition):
    """Fires once, as soon as its condition holds in some branch."""

    def has_fired(self, my_task: Any) -> bool:
        fired = bool(my_task.internal_data.get(_FIRED)) or self._holds(my_task)
        my_task.internal_data[_FIRED] = fired
        return fired

    def reset(self, my_task: Any) -> None:
        my_task.internal_data.pop(_FIRED, None)
        super().reset(my_task)

    def _holds(self, my_task: Any) -> bool:
        engine = my_task.workflow.script_engine
        for known in _known(my_task):
            try:
                if engine.read(self.expression, known):
                    return True
            except EngineFailed as failure:
                why = failure.__cause__
                if isinstance(why, NoAnswer) and not isinstance(why, TooCostly):
                    continue
                raise
        return False


def _known(my_task: Any) -> Iterator[Mapping[str, Any]]:
    """What the branches of a case know: the waiting one, and each other on top of it."""
    whole = my_task.workflow.top_workflow
    objects = my_task.workflow.data_objects
    yield ChainMap(my_task.data, objects)
    others = [
        task
        for each in (whole, *whole.subprocesses.values())
        for task in each.tasks.values()
        if task.has_state(TaskState.READY | TaskState.WAITING) and task is not my_task
    ]
    for task in (*others, *gateways.not_yet_joined(whole)):
        yield ChainMap(task.data, my_task.data, objects)
