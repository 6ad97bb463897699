"""What is held against a diagram before it may run: one rule a function.

*Engine rules* are what SpiffWorkflow or BPMN can't do, or would do wrong without
a word; they are errors everywhere. *Office rules* are what the office needs.
Only the part of a file that runs is held against them; the rest is drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.workflow.checks import (
    calls,
    decisions,
    documented,
    elements,
    events,
    expressions,
    foreign,
    ids,
    messages,
    pools,
    references,
    routing,
    schema,
    structure,
    thrown,
)
from engine.workflow.checks.routing import NOTHING_KNOWN, Known
from engine.workflow.diagram import Diagram
from engine.workflow.finding import Finding

_Rule = Callable[[Diagram], Iterator[Finding]]

_OF_THE_FILE: Final[tuple[_Rule, ...]] = (
    pools.main_process,
    pools.other_pools,
    pools.number_of_steps,
    pools.other_files,
    schema.valid,
    ids.missing_ids,
    ids.duplicate_ids,
    references.needed_references,
    references.other_references,
    foreign.foreign_extensions,
)
_OF_WHAT_RUNS: Final[tuple[_Rule, ...]] = (
    ids.engine_ids,
    structure.processes_begin,
    structure.processes_end,
    structure.subprocesses,
    structure.arrows,
    structure.joined_up,
    structure.circles,
    elements.unsupported_elements,
    events.kinds,
    events.about_nothing,
    events.several_at_once,
    events.starts_inside,
    events.parallel_events,
    events.errors_interrupt,
    events.waits_for_a_condition,
    thrown.uncaught_errors,
    thrown.cancellations,
    thrown.events_that_never_come,
    thrown.signals,
    thrown.codes,
    messages.steps_have_one,
    messages.messages_have_names,
    routing.parting_without_gateway,
    routing.meeting_without_gateway,
    routing.conditions_nobody_asks,
    routing.event_choices,
    routing.double_arrows,
    routing.joins_that_wait_for_themselves,
    expressions.flow_conditions,
    expressions.element_expressions,
    expressions.names_of_lists,
    expressions.shared_expressions,
    expressions.timers,
    calls.called_processes,
    foreign.can_be_taken_over,
    documented.performers,
    documented.data,
    documented.watching,
    documented.subscriptions,
    documented.unknown_properties,
)


def engine_findings(
    drawn: Diagram, tables: Sequence[bytes] = (), known: Known = NOTHING_KNOWN
) -> list[Finding]:
    """Hold a diagram against every engine rule that can be seen without running it."""
    found = [finding for rule in _OF_THE_FILE for finding in rule(drawn)]
    if drawn.main_process() is None or pools.is_beyond_measure(drawn):
        return found
    part = drawn.running
    for rule in _OF_WHAT_RUNS:
        found.extend(rule(part))
    found.extend(routing.choices(part, known))
    found.extend(calls.called_decisions(part, tables))
    found.extend(decisions.check_decisions(*tables))
    return found
