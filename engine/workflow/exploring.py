"""Running a diagram before anybody depends on it.

Parsing is not enough: some diagrams parse and die when they start, others stop
half way without a word. So a few walks are taken through every diagram, each
preferring the ways that were walked least: at a gateway the condition is not
asked but chosen, and steps, timers and messages take turns. There is a budget
of time; what was not walked by then is not called wrong.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.util.task import TaskState

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.decision.table import Decisions
from engine.rules.expression import NoAnswer
from engine.rules.expression.times import Duration
from engine.workflow import waiting
from engine.workflow.clock import Clock
from engine.workflow.definition import Definition
from engine.workflow.extensions import BPMN
from engine.workflow.failure import RunsAway, Stalled
from engine.workflow.finding import Finding
from engine.workflow.progress import run
from engine.workflow.running import Running
from engine.workflow.scripting import Expressions, OfficeEngine
from engine.workflow.timers import CycleTimer, DueTimer
from engine.workflow.timings import Asked
from engine.workflow.trace import Trace

SECONDS: Final = 0.4
# So many walks in a row that take no new way are enough.
_MOST_IN_VAIN: Final = 6
_MOST_MOVES: Final = 120
# In one move; more than a diagram may have, and the engine's time grows with its square.
_MOST_ELEMENTS: Final = 600
_BEGAN: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)


class _Anything(Expressions):
    """Answers whatever the engine asks beside the steps: keys of conversations."""

    def evaluate(self, *_asked: Any, **_more: Any) -> Any:
        return "key"


class _Chooser(OfficeEngine):
    """Chooses the way at each gateway instead of asking for its conditions."""

    def __init__(self, definition: Definition) -> None:
        super().__init__(Clock(_BEGAN, _any_working_time), Trace(definition.arrows))
        self.environment = _Anything(self.clock)
        self.taken: Counter[tuple[str, str]] = Counter()
        self._chosen: dict[Any, str] = {}

    def evaluate(
        self,
        task: Any,
        expression: str,
        external_context: Mapping[str, Any] | None = None,  # noqa: ARG002  # the base's signature
    ) -> Any:
        spec = task.task_spec
        if isinstance(spec, MultiChoice):
            return self._way_of(task) in {expression, _ALL}
        if expression == getattr(spec, "cardinality", None):
            return int(expression) if expression.strip().isdigit() else 2
        if expression == getattr(getattr(spec, "event_definition", None), "expression", None):
            return {}
        self.taken[spec.name, expression] += 1
        return self.taken[spec.name, expression] % 2 == 1

    def execute(
        self, task: Any, script: str, external_context: Mapping[str, Any] | None = None
    ) -> bool:
        try:
            Expressions(self.clock).execute(script, task.data, external_context)
        except NoAnswer:
            return True
        return True

    def decide(self, task: Any, key: str, decisions: Decisions) -> None:
        """Answer nothing: a walk chooses its way by itself."""

    def time_of(self, task: Any, asked: Asked) -> Duration:  # noqa: ARG002  # likewise
        return Duration(0, timedelta(hours=1))

    def _way_of(self, task: Any) -> str:
        if task.id not in self._chosen:
            spec = task.task_spec
            ways = [each.args[0] for each, _ in spec.cond_task_specs if each is not None]
            if getattr(spec, "default_task_spec", None) or len(ways) < len(spec.cond_task_specs):
                ways.append(_DEFAULT)
            if not hasattr(spec, "default_task_spec"):
                ways.append(_ALL)
            way = min(ways, key=lambda each: self.taken[spec.name, each])
            self.taken[spec.name, way] += 1
            self._chosen[task.id] = way
        return self._chosen[task.id]


_DEFAULT: Final = "default"
_ALL: Final = "all"


def explore(definition: Definition, seconds: float = SECONDS) -> list[Finding]:
    """Walk through a diagram; find where it breaks, and whether it can come to an end."""
    until = time.monotonic() + seconds
    chooser = _Chooser(definition)
    untaken = set(definition.flows)
    found: dict[tuple[str, str | None], Finding] = {}
    ended = walks = in_vain = 0
    while time.monotonic() < until and ((untaken and in_vain < _MOST_IN_VAIN) or walks < 3):
        walks += 1
        chooser.trace = Trace(definition.arrows, most=_MOST_ELEMENTS)
        try:
            ended += _walk(definition, chooser, until)
        except Exception as broken:  # noqa: BLE001  # every way to break is an answer here
            finding = _broken(definition, chooser.trace, broken)
            found.setdefault((finding.rule, finding.element), finding)
            if isinstance(broken, RunsAway):
                break
        left = untaken - set(chooser.trace.flows)
        in_vain = in_vain + 1 if left == untaken else 0
        untaken = left
    findings = list(found.values())
    if ended == 0 and findings:
        findings = [replace(each, severity="error") for each in findings]
    return findings


def _walk(definition: Definition, chooser: _Chooser, until: float) -> bool:
    """Take one walk; tell whether it came to the end."""
    chooser.clock = Clock(_BEGAN, _any_working_time)
    workflow = Running(definition, chooser)
    workflow.task_tree.data.update({name: ["one", "two"] for name in _lists(definition)})
    for _ in range(_MOST_MOVES):
        chooser.trace.count = 0
        run(workflow, chooser)
        if workflow.completed:
            return True
        moves = [*_steps(workflow), *_events(workflow)]
        if not moves:
            raise Stalled
        key, make = min(moves, key=lambda move: chooser.taken[move[0]])
        chooser.taken[key] += 1
        make(chooser)
        if time.monotonic() > until:
            break
    return False


def _steps(workflow: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    for task in waiting.ready_for_people(workflow):

        def make(chooser: _Chooser, task: Any = task) -> None:
            gathered = getattr(task.parent.task_spec, "output_item", None)
            if gathered is not None:
                task.data.setdefault(gathered.bpmn_id, "answer")
            task.run()
            chooser.trace.completed(task)

        yield ("step", task.task_spec.name), make


def _events(workflow: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    for task in list(workflow.event_manager.tasks.values()):
        if task.state != TaskState.WAITING:
            continue
        for event in waiting.definitions(task):
            if type(event) not in waiting.KINDS:
                continue

            def make(chooser: _Chooser, task: Any = task, event: Any = event) -> None:
                if isinstance(event, DueTimer | CycleTimer):
                    due = event.due(task) or chooser.clock.now
                    chooser.clock = Clock(max(due, chooser.clock.now), _any_working_time)
                    workflow.refresh_timers()
                else:
                    happened = BpmnEvent(event, payload={}, correlations=workflow.correlations)
                    workflow.event_manager.catch(happened, internal=False)

            yield ("event", f"{task.task_spec.name} {event.name}"), make


def _lists(definition: Definition) -> set[str]:
    """The names over which steps are repeated: a walk needs something to stand there."""
    path = f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}loopDataInputRef"
    return {
        name
        for element in definition.drawn.elements.values()
        if (name := (element.xml.findtext(path) or "").strip())
    }


def _broken(definition: Definition, trace: Trace, broken: Exception) -> Finding:
    element = trace.path[-1] if trace.path else None
    drawn = definition.drawn.elements.get(element or "")
    line = drawn.line if drawn else 1
    if isinstance(broken, Stalled):
        said = Said(mark("After this step a case can stop for ever: nothing waits any more."))
        return Finding("", "warning", "can-stall", element, line, said)
    if isinstance(broken, RunsAway):
        return Finding("", "error", "runs-away", element, line, broken.said)
    why = broken.said if isinstance(broken, Refusal) else type(broken).__name__
    said = Said(mark("After this step the engine fails: %(why)s"), why=why)
    return Finding("", "error", "engine-fails", element, line, said)


def _any_working_time(moment: datetime, amount: Decimal, unit: str) -> datetime:
    """Any length will do here: a walk only asks in which order things come."""
    return moment + timedelta(hours=float(amount) * (1 if unit == "working_hours" else 24))
