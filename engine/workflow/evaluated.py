"""Every text that SpiffWorkflow's parsed specs would have evaluated.

The checks read a diagram's XML, where a finding knows its element best. This is
the second look, at what the parser made of it: whatever stands where SpiffWorkflow
evaluates is read before it ever can be, even if no check knew to look there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition

from engine.rules.expression import BadExpression, compile_expression, compile_script
from engine.workflow.trace import element_of

_EXPRESSIONS: Final = ("condition", "cardinality", "completion_condition")
_SCRIPTS: Final = ("script", "prescript", "postscript")


def unreadable(process: Any) -> Iterator[tuple[str | None, BadExpression]]:
    """The texts of a process's specs that can't be read, with the element they belong to."""
    for each in (process, *process.task_specs.values()):
        element = element_of(each) if hasattr(each, "bpmn_id") else None
        for read, text in _texts(each):
            try:
                read(text)
            except BadExpression as refusal:
                yield element, refusal


def _texts(spec: Any) -> Iterator[tuple[Any, str]]:
    for condition, _ in getattr(spec, "cond_task_specs", ()):
        if condition is not None:
            yield compile_expression, condition.args[0]
    for name in _EXPRESSIONS:
        yield from _given(compile_expression, spec, name)
    for name in _SCRIPTS:
        yield from _given(compile_script, spec, name)
    event = getattr(spec, "event_definition", None)
    for each in event.event_definitions if isinstance(event, MultipleEventDefinition) else [event]:
        yield from _given(compile_expression, each, "expression")
        for correlations in ("correlation_properties", "process_correlations"):
            for key in getattr(each, correlations, None) or ():
                yield compile_expression, key.retrieval_expression


def _given(read: Any, spec: Any, name: str) -> Iterator[tuple[Any, str]]:
    text = getattr(spec, name, None)
    if isinstance(text, str):
        yield read, text
