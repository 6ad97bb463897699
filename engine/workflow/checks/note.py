"""How a rule notes what it found."""

from __future__ import annotations

from engine.i18n import Said
from engine.workflow.diagram import Element, Flow
from engine.workflow.finding import Finding, Severity


def at(
    place: Element | Flow,
    rule: str,
    message: Said,
    *,
    severity: Severity = "error",
    fix: bool = False,
) -> Finding:
    """Note a finding at an element or an arrow; one without an id is named by its line."""
    return Finding("", severity, rule, place.id or None, place.line, message, fix)


def in_file(rule: str, message: Said, line: int = 1, *, severity: Severity = "error") -> Finding:
    """Note a finding about the file as a whole."""
    return Finding("", severity, rule, None, line, message)
