"""Messages between cases: what one waits for, what it sent, and which conversation is meant.

A message has a name, and where the diagram correlates messages a key: the value
that says which conversation it belongs to. Keys are compared as texts, because
one side computes them from its values and the other reads them from a letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition

from engine.workflow.failure import EngineFailed

# Between the parts of a key that has several.
_BETWEEN: Final = "/"

Correlations = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Awaited:
    """A message that a case waits for; without a ``key`` any conversation will do."""

    message: str
    key: str | None
    element: str


@dataclass(frozen=True)
class Sent:
    """A message that a case sent and nobody in the case itself was waiting for."""

    message: str
    payload: Any
    key: str | None
    element: str


def hand_over(workflow: Any, event: BpmnEvent) -> bool:
    """Give a message to whoever has waited for it longest; tell whether anybody did.

    SpiffWorkflow would give it to all of them: of three agencies that were asked,
    the first to answer would have answered for the others.
    """
    catching = [
        task
        for task in workflow.event_manager.tasks.values()
        if task.task_spec.catches(task, event)
    ]
    if not catching:
        return False
    task = min(catching, key=lambda each: each.last_state_change)
    task.task_spec.catch(task, event)
    task.task_spec._update(task)
    return True


class Message(MessageEventDefinition):
    """A message whose content goes into the case's routing values.

    SpiffWorkflow drops a payload for which the diagram names no variable; plain
    BPMN never names one, so there its fields are taken as they are.
    """

    def update_task_data(self, my_task: Any) -> None:
        payload = my_task.internal_data.get(self.name)
        if self.message_var is not None:
            my_task.data[self.message_var] = my_task.internal_data.pop(self.name, None)
        elif isinstance(payload, dict):
            my_task.data.update(payload)

    def throw(self, my_task: Any) -> None:
        engine = my_task.workflow.script_engine
        payload: Any = {}
        correlations: Correlations = {}
        if self.expression is not None:
            payload = engine.evaluate(my_task, self.expression)
            correlations = self.get_correlations(my_task, payload)
        my_task.workflow.correlations.update(correlations)
        event = BpmnEvent(self, payload=payload, correlations=correlations)
        if not hand_over(my_task.workflow.top_workflow, event):
            element = str(my_task.task_spec.bpmn_id)
            engine.trace.sent.append(Sent(self.name, payload, self.key(correlations), element))

    def catch(self, my_task: Any, event: Any = None) -> None:
        """Take the message in; from now on its conversation is the one that is meant."""
        my_task.internal_data[self.name] = event.payload
        my_task.internal_data["event_fired"] = True
        engine = my_task.workflow.script_engine
        for prop in self.correlation_properties:
            # Whoever writes from outside need not repeat the key in the message itself.
            with suppress(EngineFailed):
                told = self.calculate_correlations(engine, [prop], event.payload)
                my_task.workflow.correlations.update(told)
        my_task.workflow.correlations.update(event.correlations)

    def calculate_correlations(self, script_engine: Any, cp: Any, ctx: Any) -> Correlations:
        found: Correlations = {}
        for prop in cp:
            value = str(script_engine.read(prop.retrieval_expression, ctx))
            for key in prop.correlation_keys:
                found.setdefault(key, {})[prop.name] = value
        return found

    def key(self, correlations: Mapping[str, Mapping[str, str]]) -> str | None:
        """The key of the conversation that ``correlations`` describe, for this message."""
        for key, names in self._keys().items():
            parts = correlations.get(key, {})
            if all(name in parts for name in names):
                return _BETWEEN.join(parts[name] for name in names)
        return None

    def correlations(self, key: str) -> Correlations:
        """What a key given from outside says about this message's conversation."""
        found: Correlations = {}
        for name, properties in self._keys().items():
            parts = [key] if len(properties) == 1 else key.split(_BETWEEN)
            if len(parts) == len(properties):
                found[name] = dict(zip(properties, parts, strict=True))
        return found

    def _keys(self) -> dict[str, list[str]]:
        """The correlation keys of this message, each with its properties in order."""
        keys: dict[str, list[str]] = {}
        for prop in self.correlation_properties:
            for key in prop.correlation_keys:
                keys.setdefault(key, []).append(prop.name)
        return {key: sorted(names) for key, names in sorted(keys.items())}
