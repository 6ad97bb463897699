"""What a diagram calls: other processes of its file, and decision tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import DiagramRefused
from engine.i18n import Said, mark
from engine.workflow.checks.note import at
from engine.workflow.diagram import Diagram, parse_xml
from engine.workflow.extensions import BPMN, SPIFF
from engine.workflow.finding import Finding

DECISION_TAG = "decision"


def called_processes(drawn: Diagram) -> Iterator[Finding]:
    """Find call activities whose process is not in the file, or calls itself."""
    known = {process.id for process in drawn.processes if process.executable}
    for element in drawn.elements.values():
        if element.kind != "callActivity":
            continue
        target = element.xml.get("calledElement", "")
        if target not in known:
            said = Said(mark("The called process “%(name)s” is not in the file."), name=target)
            yield at(element, "called-process-missing", said)
        elif element.scope in _calls_from(drawn, target):
            said = Said(mark("The process “%(name)s” would call itself without end."), name=target)
            yield at(element, "calls-itself", said)


def called_decisions(drawn: Diagram, decisions: Sequence[bytes]) -> Iterator[Finding]:
    """Find business rule tasks whose decision table was not given."""
    known = decision_ids(decisions)
    for element in drawn.elements.values():
        if element.kind == "businessRuleTask":
            path = f"{BPMN}extensionElements/{SPIFF}calledDecisionId"
            target = element.xml.findtext(path, "").strip()
            if target not in known:
                said = Said(mark("The decision table “%(name)s” was not found."), name=target)
                yield at(element, "decision-missing", said)


def decision_ids(decisions: Sequence[bytes]) -> set[str]:
    """The ids of the decisions in these files; a file that can't be read has none."""
    found = set()
    for content in decisions:
        try:
            root = parse_xml(content)
        except DiagramRefused:
            continue
        found |= {each.get("id", "") for each in root.iter("{*}" + DECISION_TAG) if each.get("id")}
    return found


def _calls_from(drawn: Diagram, process: str) -> set[str]:
    """The scopes that run when ``process`` does: itself, its subprocesses, what they call."""
    seen: set[str] = set()
    ahead = [process]
    while ahead:
        scope = ahead.pop()
        if scope in seen:
            continue
        seen.add(scope)
        ahead.extend(
            element.xml.get("calledElement") or element.id for element in drawn.within(scope)
        )
    return seen
