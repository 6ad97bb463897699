"""Reading DMN files: their decisions, and what is wrong with them.

All versions of DMN and all modelers are read alike, by the names of the elements.
What the office can't answer is a finding with the id of its element; what is only
drawn (where things stand, what is documented) is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from engine.errors import DiagramRefused
from engine.i18n import Said, mark
from engine.rules.decision.deciding import DecisionRefused, in_order
from engine.rules.decision.language import read as read_texts
from engine.rules.decision.table import Decision, Formula, Table
from engine.rules.expression import BadExpression
from engine.workflow.decisions.reading import PLAIN_NAME, Reading
from engine.workflow.decisions.tables import read_table
from engine.workflow.finding import Finding
from engine.workflow.reading import parse_xml

# What may be drawn inside a decision beside its logic.
_BESIDE: Final = frozenset(
    {"description", "extensionElements", "question", "allowedAnswers", "variable",
     "informationRequirement", "knowledgeRequirement", "authorityRequirement",
     "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner",
     "usingProcess", "usingTask"}
)  # fmt: skip


@dataclass(frozen=True)
class DmnFile:
    """The decisions of one or several files, and what is wrong with them."""

    decisions: Mapping[str, Decision]
    findings: tuple[Finding, ...]


def read_files(contents: Sequence[bytes]) -> DmnFile:
    """Read decision files that may call each other."""
    decisions: dict[str, Decision] = {}
    places: dict[str, etree._Element] = {}
    findings: list[Finding] = []
    for content in contents:
        try:
            root = _root(content)
        except DiagramRefused as refusal:
            findings.extend(each for each in refusal.findings if isinstance(each, Finding))
            continue
        reading = _reading(root)
        for place in root.iter("{*}decision"):
            _take(place, reading, decisions, places)
        findings.extend(reading.findings)
    findings.extend(_needs(decisions, places))
    return DmnFile(decisions, tuple(findings))


def _root(content: bytes) -> etree._Element:
    root = parse_xml(content)
    line = root.sourceline or 1
    if etree.QName(root).localname != "definitions" or "/DMN/" not in str(root.tag):
        raise _refused("not-dmn", Said(mark("This is XML, but not a DMN decision table.")), line)
    if next(root.iter("{*}decision"), None) is None:
        raise _refused("no-decision-table", Said(mark("The file has no decision table.")), line)
    return root


def _refused(rule: str, said: Said, line: int) -> DiagramRefused:
    return DiagramRefused([Finding("", "error", rule, None, line, said)], said)


def _reading(root: etree._Element) -> Reading:
    spoken = ("inputData", "decision", "variable", "parameter", "itemComponent")
    names = {each.get("name", "").strip() for tag in spoken for each in root.iter("{*}" + tag)}
    kinds = {each.get("name", "").strip(): each for each in root.iterfind("{*}itemDefinition")}
    unusual = sorted(name for name in names if name and not PLAIN_NAME.fullmatch(name))
    tables = sum(1 for _ in root.iter("{*}decisionTable"))
    return Reading(tuple(unusual), kinds, root.get("expressionLanguage", ""), tables=tables)


def _take(
    place: etree._Element,
    reading: Reading,
    decisions: dict[str, Decision],
    places: dict[str, etree._Element],
) -> None:
    key = place.get("id", "")
    if not key:
        reading.note(place, "missing-id", Said(mark("An element has no id.")))
    elif key in decisions:
        said = Said(mark("The id “%(id)s” is used %(count)s times."), id=key, count=2)
        reading.note(place, "duplicate-id", said)
    logic = _logic(place, reading)
    if key and key not in decisions and logic is not None:
        name = place.get("name", "")
        needs = dict.fromkeys(_needed(place))
        decisions[key] = Decision(key, name, _variable(place, key), tuple(needs), logic)
        places[key] = place


def _logic(place: etree._Element, reading: Reading) -> Table | Formula | None:
    parts = [each for each in place if etree.QName(each).localname not in _BESIDE
             and etree.QName(each).namespace == etree.QName(place).namespace]  # fmt: skip
    match [etree.QName(each).localname for each in parts]:
        case ["decisionTable"]:
            return read_table(parts[0], reading, _variable(place, place.get("id", "")))
        case ["literalExpression"]:
            return _formula(parts[0], reading)
        case []:
            reading.note(place, "no-decision-table", Said(mark("The decision has no table.")))
        case [*kinds]:
            said = mark("“%(kind)s” can't be answered: use a table or an expression.")
            reading.note(place, "decision-logic", Said(said, kind=kinds[0]))
    return None


def _formula(place: etree._Element, reading: Reading) -> Formula | None:
    text = reading.text(place)
    if text is None:
        reading.note(place, "no-decision-table", Said(mark("The decision has no table.")))
        return None
    (read,) = read_texts([text], reading.known)
    if isinstance(read, BadExpression):
        reading.note(place, "bad-expression", read.said)
    return read if isinstance(read, Formula) else None


def _variable(place: etree._Element, key: str) -> str:
    """The name under which a decision's answer is found: a plain one, else the id."""
    variable = place.find("{*}variable")
    names = ["" if variable is None else variable.get("name", ""), place.get("name", ""), key]
    return next((name.strip() for name in names if PLAIN_NAME.fullmatch(name.strip())), key)


def _needed(place: etree._Element) -> Iterator[str]:
    for needed in place.iterfind("{*}informationRequirement/{*}requiredDecision"):
        yield needed.get("href", "").rpartition("#")[2]


def _needs(
    decisions: Mapping[str, Decision], places: Mapping[str, etree._Element]
) -> Iterator[Finding]:
    try:
        in_order(decisions, decisions)
    except DecisionRefused as refusal:
        line = places[refusal.decision].sourceline or 1
        yield Finding("", "error", "decision-needs", refusal.decision, line, refusal.said)
        return
    for key, decision in decisions.items():
        told: set[str] = set()
        for need in decision.needs:
            own = _names(decisions[need])
            for name in sorted(told & own):
                said = Said(mark("Two needed decisions both answer “%(name)s”."), name=name)
                line = places[key].sourceline or 1
                yield Finding("", "error", "decision-needs", key, line, said)
            told |= own


def _names(decision: Decision) -> set[str]:
    outputs = decision.logic.outputs if isinstance(decision.logic, Table) else ()
    return {decision.variable, *(output.path[0] for output in outputs)}
