"""The raw engine: SpiffWorkflow on a shared spec, with nothing saved, checked or traced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.workflow import Definition
from engine.workflow.clock import Clock
from engine.workflow.scripting import OfficeEngine
from engine.workflow.trace import Trace

Walk = Sequence[Mapping[str, Any]]


def walk(definition: Definition, now: datetime, answers: Walk) -> None:
    """Start a case and complete its waiting step with each of the answers."""
    engine = OfficeEngine(Clock(now, _a_day_later), Trace(definition.arrows))
    case = BpmnWorkflow(definition.spec, dict(definition.subprocess_specs), script_engine=engine)
    case.do_engine_steps()
    for answer in answers:
        task = case.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(answer)
        task.run()
        case.do_engine_steps()


def _a_day_later(start: datetime, _amount: Decimal, _unit: str) -> datetime:
    return start + timedelta(days=1)
