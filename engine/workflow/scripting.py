"""What stands under SpiffWorkflow in place of Python's ``eval`` and ``exec``.

SpiffWorkflow asks its *environment* directly in several places, so a safe engine
alone would leave a hole: the environment itself is ours, and all it can do is
answer the expressions and scripts of ``engine.rules.expression``.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.script_engine import (
    BasePythonScriptEngineEnvironment,
    PythonScriptEngine,
)
from SpiffWorkflow.specs.MultiChoice import MultiChoice

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.decision.deciding import decide, put_into
from engine.rules.decision.table import Decisions
from engine.rules.expression import compile_expression, compile_script
from engine.rules.expression.times import Duration
from engine.workflow.clock import Clock
from engine.workflow.failure import EngineFailed, behind, why
from engine.workflow.instances import MOST_INSTANCES, TooMany
from engine.workflow.operands import operands
from engine.workflow.timings import Asked
from engine.workflow.trace import Trace, failed_at


class ServiceRefused(Refusal):
    """A diagram calls a service; the office has none that diagrams may call."""

    code = "service-refused"
    default = mark("The diagram calls a service that does not exist.")


class Expressions(BasePythonScriptEngineEnvironment):
    """Evaluates the little language of ``engine.rules.expression``, and no other.

    What time it is, and how working time is counted, comes from the ``clock`` of the move.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def evaluate(
        self,
        expression: str,
        context: Mapping[str, Any],
        external_context: Mapping[str, Any] | None = None,
    ) -> Any:
        data = ChainMap(dict(context), dict(external_context)) if external_context else context
        return compile_expression(expression).value(data, self.clock.moment)

    def execute(
        self,
        script: str,
        context: MutableMapping[str, Any],
        external_context: Mapping[str, Any] | None = None,  # noqa: ARG002  # the base's signature
    ) -> bool:
        context.update(compile_script(script).run(context, self.clock.moment))
        return True

    def call_service(self, context: Any, **kwargs: Any) -> Any:  # noqa: ARG002  # likewise
        raise ServiceRefused


class OfficeEngine(PythonScriptEngine):
    """Carries the clock and the record of one move to wherever SpiffWorkflow runs."""

    def __init__(self, clock: Clock, trace: Trace) -> None:
        super().__init__(Expressions(clock))
        self.trace = trace

    @property
    def clock(self) -> Clock:
        """The clock of the move that is being made."""
        clock: Clock = self.environment.clock
        return clock

    @clock.setter
    def clock(self, clock: Clock) -> None:
        self.environment.clock = clock

    def evaluate(
        self, task: Any, expression: str, external_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            answer = self.environment.evaluate(expression, task.data, external_context)
            _refuse_too_many(task, expression, answer)
        except Exception as broken:
            raise _failed(task, expression, external_context, broken) from broken
        if isinstance(task.task_spec, MultiChoice):
            asked = operands(expression, _seen(task, external_context))
            self.trace.asked(task, expression, asked, holds=bool(answer))
        return answer

    def execute(
        self, task: Any, script: str, external_context: Mapping[str, Any] | None = None
    ) -> bool:
        try:
            return bool(self.environment.execute(script, task.data, external_context))
        except Exception as broken:
            raise _failed(task, script, external_context, broken) from broken

    def decide(self, task: Any, key: str, decisions: Decisions) -> None:
        """Ask a decision, and put its answers among the values of the case."""
        known = ChainMap(task.data, dict(task.workflow.data_objects))
        try:
            answer = decide(key, decisions, known, self.clock.moment)
        except Exception as broken:
            raise _failed(task, key, None, broken) from broken
        task.data.update(put_into(task.data, answer.values))

    def time_of(self, task: Any, asked: Asked) -> datetime | Duration:
        """When a timer fires that asks an expression for it."""
        answer = self.evaluate(task, asked.text, task.workflow.data_objects)
        try:
            moment = asked.read(answer)
            self.clock.reach(moment)
        except Refusal as refusal:
            raise _failed(task, asked.text, None, refusal) from refusal
        return moment

    def read(self, expression: str, data: Any) -> Any:
        """Evaluate what belongs to no task of its own: the keys of conversations."""
        try:
            return self.environment.evaluate(expression, data)
        except Exception as broken:
            asked = operands(expression, data) if isinstance(data, Mapping) else {}
            raise self.trace.failure(why(broken), what=expression, inputs=asked) from broken


def _refuse_too_many(task: Any, expression: str, answer: Any) -> None:
    if expression != getattr(task.task_spec, "cardinality", None):
        return
    if not (isinstance(answer, int) and 0 <= answer <= MOST_INSTANCES):
        raise TooMany(
            Said(
                mark("The step “%(step)s” asks for %(count)s instances."),
                step=task.task_spec.bpmn_id,
                count=str(answer)[:20],
            )
        )


def _failed(
    task: Any, what: str, external_context: Mapping[str, Any] | None, broken: Exception
) -> EngineFailed:
    asked = operands(what, _seen(task, external_context))
    return behind(broken) or failed_at(task.task_spec, why(broken), what=what, inputs=asked)


def _seen(task: Any, external_context: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return ChainMap(task.data, dict(external_context)) if external_context else task.data
