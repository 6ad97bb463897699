"""Everything that can be said about a file before it is used: ``motcua check``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from engine.errors import DiagramRefused
from engine.workflow import diagram
from engine.workflow.checks import engine_findings, messages
from engine.workflow.checks.decisions import check_decisions
from engine.workflow.checks.folder import forms, term, values
from engine.workflow.checks.office import office_rules
from engine.workflow.checks.pools import is_beyond_measure
from engine.workflow.checks.routing import NOTHING_KNOWN, Known
from engine.workflow.checks.silence import silence
from engine.workflow.checks.term import allowances_fit_the_term
from engine.workflow.checks.written import Writers, branches_write_apart, nobody_answers
from engine.workflow.diagram import Diagram
from engine.workflow.exploring import explore
from engine.workflow.extensions import names
from engine.workflow.finding import Finding
from engine.workflow.reading import can_be_mended
from engine.workflow.shelf import build_or_refuse
from engine.workflow.soundness import soundness

# Where the drawing itself is broken, there is nothing to be walked through.
_BROKEN: Final = names(
    "missing-id duplicate-id loose-arrow arrow-across-border arrow-into-event arrow-from-end "
    "loose-event no-start subprocess-start too-many-steps"
)
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
    known = NOTHING_KNOWN if folder is None else Known(values(folder))
    found = engine_findings(drawn, tables, known)
    if not can_be_mended(drawn.source):
        found = [replace(each, fix=False) for each in found]
    if drawn.main_process() is None:
        return found if folder is None else [_must_run(each) for each in found]
    if is_beyond_measure(drawn):
        return found
    if _BROKEN.isdisjoint(each.rule for each in found):
        found.extend(soundness(drawn.running))
    runs = not any(each.severity == "error" for each in found)
    found.extend(_office(drawn.running, folder, tables))
    if not runs:
        return found
    try:
        definition = build_or_refuse(drawn, content, tables)
    except DiagramRefused as refusal:
        return found + _findings(refusal)
    return found + explore(definition)


def _office(
    part: Diagram, folder: Mapping[str, bytes] | None, tables: tuple[bytes, ...]
) -> Iterator[Finding]:
    """What the office asks, and what only the rest of the folder can tell."""
    yield from office_rules(part, folder)
    yield from silence(part, folder)
    yield from messages.both_sides(part, in_folder=folder is not None)
    writers = Writers.of(forms(folder) if folder else {}, tables)
    yield from branches_write_apart(part, writers)
    if folder is None:
        return
    yield from nobody_answers(part, writers)
    promised = term(folder)
    if promised is not None:
        yield from allowances_fit_the_term(part, promised)


def _must_run(finding: Finding) -> Finding:
    """A procedure needs a process that runs; a drawing alone is not enough there."""
    drawing = finding.rule == "drawing-only"
    return replace(finding, severity="error") if drawing else finding


def _findings(refusal: DiagramRefused) -> list[Finding]:
    return [each for each in refusal.findings if isinstance(each, Finding)]
