"""What a diagram calls: other processes of its file, and decision tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import DiagramRefused
from engine.i18n import Said, mark
from engine.workflow import other_tools
from engine.workflow.checks.note import at
from engine.workflow.diagram import Diagram
from engine.workflow.extensions import BPMN, SPIFF
from engine.workflow.finding import Finding
from engine.workflow.reading import parse_xml

DECISION_TAG = "decision"


def called_processes(drawn: Diagram) -> Iterator[Finding]:
    """Find call activities whose process is not in the file, or calls itself."""
    known = {process.id for process in drawn.processes}
    for element in drawn.elements.values():
        if element.kind != "callActivity":
            continue
        target = element.xml.get("calledElement", "")
        if not target:
            certain = other_tools.called_process(element.xml) is not None
            said = Said(mark("The step does not say which process it calls: choose one."))
            yield at(element, "called-process-not-named", said, fix=certain)
        elif target not in known:
            said = Said(
                mark(
                    "The called process “%(name)s” is not in the file, or is not executable: "
                    "draw it, or choose one that is there."
                ),
                name=target[:120],
            )
            yield at(element, "called-process-missing", said)
        elif element.scope in drawn.reached_from(target):
            said = Said(
                mark("The process “%(name)s” would call itself without end."), name=target[:120]
            )
            yield at(element, "calls-itself", said)


def called_decisions(drawn: Diagram, decisions: Sequence[bytes]) -> Iterator[Finding]:
    """Find business rule tasks whose decision table was not given."""
    known = decision_ids(decisions)
    for element in drawn.elements.values():
        if element.kind == "businessRuleTask":
            path = f"{BPMN}extensionElements/{SPIFF}calledDecisionId"
            target = element.xml.findtext(path, "").strip()
            if not target:
                certain = other_tools.decision(element.xml) is not None
                said = Said(mark("The step does not say which decision table it asks: choose one."))
                yield at(element, "decision-not-named", said, fix=certain)
            elif target not in known:
                said = Said(
                    mark(
                        "The decision table “%(name)s” was not found: put its .dmn file beside "
                        "the diagram."
                    ),
                    name=target[:120],
                )
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
