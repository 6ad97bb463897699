"""What the office asks of a procedure's diagram, beyond that it runs.

Errors in a procedure's folder; on a lone file, which may come from anywhere,
they are warnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.i18n import Said, mark
from engine.workflow.checks.note import at
from engine.workflow.diagram import MANUAL, Diagram, Element
from engine.workflow.extensions import VERBS, allowance
from engine.workflow.finding import Finding, Severity

NO_FORM = "-"


def office_rules(drawn: Diagram, folder: Mapping[str, bytes] | None) -> Iterator[Finding]:
    """Hold every step against what the office needs to know about it."""
    severity: Severity = "warning" if folder is None else "error"
    for element in drawn.elements.values():
        if element.kind in MANUAL:
            yield from _step(element, folder, severity)
        for lane in element.properties.get("remind", "").split(","):
            if lane.strip() and lane.strip() not in drawn.lanes:
                said = Said(mark("The lane “%(lane)s” is not in the diagram."), lane=lane.strip())
                yield at(element, "unknown-lane", said, severity=severity)


def _step(
    element: Element, folder: Mapping[str, bytes] | None, severity: Severity
) -> Iterator[Finding]:
    if element.lane is None:
        said = Said(mark("The step is in no lane, so nobody would see it."))
        yield at(element, "no-lane", said, severity=severity)
    if not element.name.strip():
        said = Said(mark("The step has no name."))
        yield at(element, "no-name", said, severity=severity)
    promised = element.properties.get("allowance")
    if promised is not None and allowance(promised) is None:
        said = Said(
            mark("“%(text)s” is not a length of working time, such as 2 working_days."),
            text=promised[:120],
        )
        yield at(element, "bad-allowance", said, severity=severity)
    verb = element.properties.get("does")
    if verb is not None and verb not in VERBS:
        said = Said(mark("The office has no verb “%(verb)s”."), verb=verb)
        yield at(element, "unknown-verb", said, severity=severity)
    form = element.properties.get("form", element.id)
    if folder is not None and form != NO_FORM and f"forms/{form}.toml" not in folder:
        said = Said(mark("The form forms/%(form)s.toml is not in the folder."), form=form)
        yield at(element, "form-missing", said, severity=severity)
