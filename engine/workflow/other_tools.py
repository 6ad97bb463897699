"""What Camunda and its kin wrote about a step, in our words where it is certain.

Camunda 7, Activiti and Flowable share their keys under three names; Camunda 8
writes elements of its own. Here they are only read; ``fixes`` takes them over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from lxml import etree

from engine.workflow.extensions import BPMN, SPIFF
from engine.workflow.translating import our_script, our_value

SEVEN: Final = (
    "{http://camunda.org/schema/1.0/bpmn}",
    "{http://activiti.org/bpmn}",
    "{http://flowable.org/bpmn}",
)
EIGHT: Final = "{http://camunda.org/schema/zeebe/1.0}"
_EXTENSIONS: Final = f"{BPMN}extensionElements"
_SEVERAL: Final = f"{BPMN}multiInstanceLoopCharacteristics"
_PLAIN: Final = re.compile(r"[\w.\-]+")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
# What changes how a step runs, and is not taken over: a person decides what it becomes.
_DECIDE_SEVEN: Final = (
    "assignee", "candidateUsers", "candidateGroups", "formKey", "formRef", "class",
    "delegateExpression", "expression", "type", "topic", "connectorId", "dueDate",
    "followUpDate", "decisionRef", "resultVariable", "collection", "elementVariable",
    "skipExpression",
)  # fmt: skip
_DECIDE_SEVEN_PARTS: Final = (
    "formData", "formProperty", "inputOutput", "connector", "executionListener", "taskListener",
    "in", "out", "field",
)  # fmt: skip
_DECIDE_EIGHT: Final = (
    "assignmentDefinition", "formDefinition", "taskDefinition", "taskSchedule", "ioMapping",
    "subscription", "calledDecision", "calledElement", "loopCharacteristics", "script",
    "taskListeners", "executionListeners", "userTaskForm",
)  # fmt: skip


@dataclass(frozen=True)
class Several:
    """What a step that is done several times goes through, and what it gives."""

    items: str
    item: str | None
    results: str | None


def form(element: etree._Element) -> str | None:
    """The name of a step's form."""
    given = _attribute(element, "formKey") or _attribute(element, "formRef")
    part = _part(element, "formDefinition")
    if given is None and part is not None:
        given = part.get("formId") or part.get("formKey") or part.get("externalReference")
    if given is None or "${" in given or given.startswith("="):
        return None
    name = re.sub(r"[^a-z0-9_]+", "_", PurePosixPath(given.rpartition(":")[2]).stem.lower())
    return name.strip("_") or None


def role(element: etree._Element) -> str | None:
    """The one group whose people may do a step."""
    given = _attribute(element, "candidateGroups")
    part = _part(element, "assignmentDefinition")
    if given is None and part is not None:
        given = part.get("candidateGroups")
    written = (given or "").strip()
    return written if _PLAIN.fullmatch(written) else None


def properties(element: etree._Element) -> Mapping[str, str]:
    """Named values that somebody wrote at an element."""
    found: dict[str, str] = {}
    for tool in (*SEVEN, EIGHT):
        for each in element.iterfind(f"{_EXTENSIONS}/{tool}properties/{tool}property"):
            name = each.get("name") or each.get("id")
            if name and each.get("value") is not None:
                found.setdefault(name, each.get("value", ""))
    return found


def decision(element: etree._Element) -> str | None:
    """The id of the decision table that a step asks."""
    part = _part(element, "calledDecision")
    given = _attribute(element, "decisionRef") or (None if part is None else part.get("decisionId"))
    written = (given or "").strip()
    return written if _PLAIN.fullmatch(written) else None


def called_process(element: etree._Element) -> str | None:
    """The id of the process that a step calls."""
    part = _part(element, "calledElement")
    written = ("" if part is None else part.get("processId", "")).strip()
    return written if _PLAIN.fullmatch(written) else None


def script(element: etree._Element) -> str | None:
    """A step's script in our words."""
    part = _part(element, "script")
    if part is not None:
        result = part.get("resultVariable", "")
        expression = part.get("expression", "")
        return our_script(expression, result) if _NAME.fullmatch(result) else None
    return our_script(element.findtext(f"{BPMN}script", ""), _attribute(element, "resultVariable"))


def several(element: etree._Element) -> Several | None:
    """The list over which a step is repeated."""
    loop = element.find(_SEVERAL)
    if loop is None:
        return None
    part = loop.find(f"{_EXTENSIONS}/{EIGHT}loopCharacteristics")
    if part is not None:
        items, item = part.get("inputCollection"), part.get("inputElement")
        results = part.get("outputCollection")
    else:
        items, item = _attribute(loop, "collection"), _attribute(loop, "elementVariable")
        results = None
    listed = our_value(items or "") if items else None
    if listed is None or not _NAME.fullmatch(listed):
        return None
    return Several(listed, _named(item), _named(results))


def to_take_over(element: etree._Element) -> tuple[str, ...]:
    """The properties that an element would gain if it were taken over."""
    ours = {
        each.get("name")
        for each in element.iterfind(f"{_EXTENSIONS}/{SPIFF}properties/{SPIFF}property")
    }
    found: dict[str, None] = dict.fromkeys(properties(element))
    if element.tag == f"{BPMN}userTask":
        given = {"form": form(element), "role": role(element)}
        found |= {name: None for name, value in given.items() if value}
    return tuple(name for name in found if name not in ours)


def to_decide(element: etree._Element) -> Iterator[str]:
    """What changes how a step runs elsewhere and has no certain meaning here."""
    taken = {
        "formKey": form(element), "formRef": form(element), "formDefinition": form(element),
        "candidateGroups": role(element), "assignmentDefinition": role(element),
        "decisionRef": decision(element), "calledDecision": decision(element),
        "calledElement": called_process(element), "script": script(element),
        "resultVariable": script(element),
        "loopCharacteristics": several(element), "collection": several(element),
        "elementVariable": several(element),
    }  # fmt: skip
    if _gives_one_value(element):
        yield "resultVariable"
    places = [element, *element.iterfind(_SEVERAL), *element.iterfind("*")]
    for place in dict.fromkeys(places):
        for tool in SEVEN:
            for name in _DECIDE_SEVEN:
                if tool + name in place.attrib and not taken.get(name):
                    yield name
            for name in _DECIDE_SEVEN_PARTS:
                if place.find(f"{_EXTENSIONS}/{tool}{name}") is not None:
                    yield name
        for name in _DECIDE_EIGHT:
            if place.find(f"{_EXTENSIONS}/{EIGHT}{name}") is not None and not taken.get(name):
                yield name


def _gives_one_value(element: etree._Element) -> bool:
    """Whether a table's answer is put under one name; here each output has its own."""
    part = _part(element, "calledDecision")
    return part is not None and bool(part.get("resultVariable"))


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((found for tool in SEVEN if (found := element.get(tool + name))), None)


def _part(element: etree._Element, name: str) -> etree._Element | None:
    return element.find(f"{_EXTENSIONS}/{EIGHT}{name}")


def _named(name: str | None) -> str | None:
    return name if name and _NAME.fullmatch(name) else None
