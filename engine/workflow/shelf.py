"""The definitions of this process: each diagram is parsed once and then shared."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Final

from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine.errors import DiagramRefused
from engine.i18n import Said, mark
from engine.workflow import diagram
from engine.workflow.checks import engine_findings
from engine.workflow.checks.routing import Known
from engine.workflow.definition import Definition, build
from engine.workflow.diagram import Diagram
from engine.workflow.evaluated import unreadable
from engine.workflow.finding import Finding

MOST_DEFINITIONS: Final = 128

_parsing = Lock()


def define(bpmn: bytes, decisions: Sequence[bytes] = ()) -> Definition:
    """Make a diagram ready to run; ``DiagramRefused`` lists every reason why it can't."""
    with _parsing:
        return _define(bpmn, tuple(decisions))


@lru_cache(maxsize=MOST_DEFINITIONS)
def _define(bpmn: bytes, decisions: tuple[bytes, ...]) -> Definition:
    drawn = diagram.read(bpmn)
    found = engine_findings(drawn, decisions, Known(only_asked=True))
    errors = [each for each in found if each.severity == "error"]
    if drawn.main_process() is None and not errors:
        errors = [each for each in found if each.rule == "drawing-only"]
    if errors:
        raise DiagramRefused(errors, errors[0].message)
    return build_or_refuse(drawn, bpmn, decisions)


def build_or_refuse(drawn: Diagram, bpmn: bytes, decisions: tuple[bytes, ...]) -> Definition:
    """Build the specs; what the engine's own parser refuses becomes a finding."""
    try:
        definition = build(drawn, bpmn, decisions)
        _refuse_unreadable(definition)
        return definition
    except DiagramRefused:
        raise
    except SpiffWorkflowException as refusal:
        element = getattr(refusal, "id", "") or None
        place = drawn.elements.get(element or "")
        said = Said(mark("The engine can't read this: %(why)s"), why=str(refusal)[:200])
        line = place.line if place else 1
        finding = Finding("", "error", "engine-refuses", element, line, said)
    except Exception as broken:  # noqa: BLE001  # whatever the parser dies of is an answer here
        said = Said(mark("The engine can't read this: %(why)s"), why=type(broken).__name__)
        finding = Finding("", "error", "engine-refuses", None, 1, said)
    raise DiagramRefused([finding], finding.message)


def _refuse_unreadable(definition: Definition) -> None:
    """Look a second time for what would be evaluated and can't be read."""
    findings = []
    for process in (definition.spec, *definition.subprocess_specs.values()):
        for element, refusal in unreadable(process):
            place = definition.drawn.elements.get(element or "")
            line = place.line if place else 1
            findings.append(Finding("", "error", "bad-expression", element, line, refusal.said))
    if findings:
        raise DiagramRefused(findings, findings[0].message)
