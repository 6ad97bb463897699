"""What each step writes into the values of a case, and who else does so, or asks for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from engine.errors import DiagramRefused
from engine.i18n import Said, mark
from engine.rules.expression import BadExpression, compile_script, names_in
from engine.rules.field import CASE_FACTS
from engine.rules.form_file import Form
from engine.workflow import graph
from engine.workflow.checks.note import at
from engine.workflow.diagram import MANUAL, Diagram, Element
from engine.workflow.extensions import BPMN, SPIFF
from engine.workflow.finding import Finding
from engine.workflow.reading import parse_xml

_FORKS: Final = frozenset({"parallelGateway", "inclusiveGateway"})
_ASKING: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})
_SCRIPTS: Final = (
    f"{BPMN}script",
    f"{BPMN}extensionElements/{SPIFF}preScript",
    f"{BPMN}extensionElements/{SPIFF}postScript",
)
_CALLED: Final = f"{BPMN}extensionElements/{SPIFF}calledDecisionId"
_SEVERAL: Final = f"{BPMN}multiInstanceLoopCharacteristics"
_VARIABLE: Final = f"{BPMN}messageEventDefinition//{SPIFF}messageVariable"


@dataclass(frozen=True)
class Writers:
    """What is needed to tell what a step writes: the forms and decision tables at hand."""

    forms: Mapping[str, Form]
    outputs: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, forms: Mapping[str, Form], tables: Sequence[bytes]) -> Writers:
        """Read what decision tables give."""
        return cls(forms, dict(_outputs(tables)))

    def names(self, element: Element) -> frozenset[str]:
        """The values that a step writes, as far as can be told."""
        found: set[str] = set()
        for path in _SCRIPTS:
            for script in element.xml.iterfind(path):
                found |= _targets(script.text or "")
        found |= self.outputs.get(element.xml.findtext(_CALLED, "").strip(), frozenset())
        found |= {(each.text or "").strip() for each in element.xml.iterfind(_VARIABLE)}
        if element.kind in MANUAL:
            form = self.forms.get(element.properties.get("form", element.id))
            found |= {each.key for each in form.fields if each.routes} if form else set()
        return frozenset(found - {""})


def branches_write_apart(drawn: Diagram, writers: Writers) -> Iterator[Finding]:
    """Find branches side by side that write the same value: the last one would win."""
    onward = _onward(drawn)
    told: set[tuple[str, str]] = set()
    for gateway in drawn.elements.values():
        if gateway.kind not in _FORKS or len(drawn.leaving(gateway.id)) < 2:
            continue
        beyond = {key: () if key == gateway.id else after for key, after in onward.items()}
        branches = [graph.reached([f.target], beyond) for f in drawn.leaving(gateway.id)]
        for one, other in combinations(branches, 2):
            left = [drawn.elements[key] for key in drawn.elements if key in one - other]
            right = [drawn.elements[key] for key in drawn.elements if key in other - one]
            for here, there in ((a, b) for a in left for b in right):
                for name in sorted(writers.names(here) & writers.names(there)):
                    if (name, there.id) not in told:
                        told.add((name, there.id))
                        yield at(there, "branches-write-same", _same(name, here))


def nobody_answers(drawn: Diagram, writers: Writers) -> Iterator[Finding]:
    """Find conditions that ask for a value which no step of the procedure writes."""
    if any(_brings_anything(element) for element in drawn.elements.values()):
        return
    written = set(CASE_FACTS).union(*map(writers.names, drawn.elements.values()))
    written |= {each.get("id", "") for each in drawn.xml.iter(f"{BPMN}dataObject")}
    for element in drawn.elements.values():
        for name in ("inputDataItem", "outputDataItem"):
            written |= {e.get("id", "") for e in element.xml.iterfind(f"{_SEVERAL}/{BPMN}{name}")}
        for output in element.xml.iterfind(f"{_SEVERAL}/{BPMN}loopDataOutputRef"):
            written.add((output.text or "").strip())
    for flow in drawn.flows.values():
        source = drawn.elements.get(flow.source)
        if flow.condition is None or source is None or source.kind not in _ASKING:
            continue
        for name in sorted(names_in(flow.condition) - written):
            said = Said(
                mark(
                    "The condition asks for “%(name)s”, which nobody answers: give a form a "
                    "field of this key with routes = true."
                ),
                name=name,
            )
            yield at(flow, "nobody-answers", said)


def _same(name: str, here: Element) -> Said:
    return Said(
        mark(
            "“%(name)s” is also written by “%(step)s” in the branch beside it, and the last one "
            "would win: take two names."
        ),
        name=name,
        step=here.name or here.id,
    )


def _brings_anything(element: Element) -> bool:
    """Whether a message may bring values that no diagram names."""
    catches = element.kind == "receiveTask" or (
        "message" in element.event_kinds and element.kind not in {"endEvent", "sendTask"}
    )
    return catches and element.xml.find(_VARIABLE) is None


def _onward(drawn: Diagram) -> dict[str, list[str]]:
    onward = {key: [flow.target for flow in drawn.leaving(key)] for key in drawn.elements}
    for element in drawn.elements.values():
        onward[element.id] += [each.id for each in drawn.attached(element.id)]
        # What runs inside a step belongs to the branch of the step.
        called = element.xml.get("calledElement")
        onward[element.id] += [each.id for each in drawn.within(element.id)]
        onward[element.id] += [each.id for each in drawn.within(called)] if called else []
    return onward


def _targets(text: str) -> set[str]:
    try:
        compile_script(text)
        tree = ast.parse(text.strip())
    except (BadExpression, SyntaxError, ValueError):
        return set()
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _outputs(tables: Sequence[bytes]) -> Iterator[tuple[str, frozenset[str]]]:
    for content in tables:
        try:
            root = parse_xml(content)
        except DiagramRefused:
            continue
        for decision in root.iter("{*}decision"):
            named = {each.get("name", "") for each in decision.iterfind(".//{*}output")}
            yield decision.get("id", ""), frozenset(named - {""})
