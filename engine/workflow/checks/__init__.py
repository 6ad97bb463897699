"""What is held against a diagram before it may run: one rule a function.

*Engine rules* are what SpiffWorkflow or BPMN can't do, or would do wrong without
a word; they are errors everywhere. *Office rules* are what the office needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.workflow.checks import calls, decisions, expressions, routing, structure, supported
from engine.workflow.diagram import Diagram
from engine.workflow.finding import Finding

_RULES: Final[tuple[Callable[[Diagram], Iterator[Finding]], ...]] = (
    structure.ids,
    structure.beginnings_and_ends,
    structure.joined_up,
    structure.circles,
    supported.unsupported_elements,
    supported.unsupported_events,
    routing.parting_without_gateway,
    routing.conditions_nobody_asks,
    routing.choices,
    routing.event_choices,
    routing.joins_that_wait_for_themselves,
    expressions.flow_conditions,
    expressions.element_expressions,
    expressions.shared_expressions,
    expressions.timers,
    calls.called_processes,
)


def engine_findings(drawn: Diagram, tables: Sequence[bytes] = ()) -> list[Finding]:
    """Hold a diagram against every engine rule that can be seen without running it."""
    found = list(structure.processes(drawn))
    if any(each.severity == "error" for each in found):
        return found
    for rule in _RULES:
        found.extend(rule(drawn))
    found.extend(calls.called_decisions(drawn, tables))
    for table in tables:
        found.extend(decisions.check_decisions(table))
    return found
