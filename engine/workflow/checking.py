"""Everything that can be said about a file before it is used: ``motcua check``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from engine.errors import DiagramRefused
from engine.workflow import diagram
from engine.workflow.checks import engine_findings
from engine.workflow.checks.decisions import check_decisions
from engine.workflow.checks.office import office_rules
from engine.workflow.exploring import explore
from engine.workflow.finding import Finding
from engine.workflow.shelf import build_or_refuse

_ORDER: Final = {"error": 0, "warning": 1, "info": 2}


def check(
    name: str,
    content: bytes,
    *,
    folder: Mapping[str, bytes] | None = None,
    decisions: tuple[bytes, ...] = (),
) -> list[Finding]:
    """Say what is wrong with a diagram or decision table, errors first.

    ``folder`` is the procedure's whole folder, by relative path: its office rules
    are then errors, and its decision tables are known. Nothing is ever raised.
    """
    if name.lower().endswith(".dmn"):
        found = list(check_decisions(content))
    else:
        tables = decisions or tuple(
            table for path, table in (folder or {}).items() if path.endswith(".dmn")
        )
        found = _diagram(content, folder, tables)
    found.sort(key=lambda each: (_ORDER[each.severity], each.line or 0))
    return [replace(each, file=name) for each in found]


def _diagram(
    content: bytes, folder: Mapping[str, bytes] | None, tables: tuple[bytes, ...]
) -> list[Finding]:
    try:
        drawn = diagram.read(content)
    except DiagramRefused as refusal:
        return _findings(refusal)
    found = engine_findings(drawn, tables)
    if drawn.main_process() is None:
        return found if folder is None else [_must_run(each) for each in found]
    runs = not any(each.severity == "error" for each in found)
    found.extend(office_rules(drawn.running, folder))
    if not runs:
        return found
    try:
        definition = build_or_refuse(drawn, content, tables)
    except DiagramRefused as refusal:
        return found + _findings(refusal)
    return found + explore(definition)


def _must_run(finding: Finding) -> Finding:
    """A procedure needs a process that runs; a drawing alone is not enough there."""
    drawing = finding.rule == "drawing-only"
    return replace(finding, severity="error") if drawing else finding


def _findings(refusal: DiagramRefused) -> list[Finding]:
    return [each for each in refusal.findings if isinstance(each, Finding)]
