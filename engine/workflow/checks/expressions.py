"""Every text that SpiffWorkflow would evaluate, read before it ever can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from lxml import etree

from engine.i18n import Said, mark
from engine.rules.expression import BadExpression, compile_expression, compile_script
from engine.workflow import other_tools
from engine.workflow.checks.note import at
from engine.workflow.diagram import EVENTS, Diagram, Element
from engine.workflow.extensions import BPMN, SPIFF
from engine.workflow.finding import Finding
from engine.workflow.instances import MOST_INSTANCES
from engine.workflow.parser import timing_of
from engine.workflow.timings import TIMES
from engine.workflow.translating import our_time, ours

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Where conditions stand, and where scripts do.
_CONDITIONS: Final = (
    f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}loopCardinality",
    f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}completionCondition",
    f"{BPMN}standardLoopCharacteristics/{BPMN}loopCondition",
    f"{BPMN}conditionalEventDefinition/{BPMN}condition",
    f"{BPMN}extensionElements/{SPIFF}messagePayload",
    f"{BPMN}messageEventDefinition//{SPIFF}messagePayload",
    f"{BPMN}messageEventDefinition//{SPIFF}processVariableCorrelation/{SPIFF}expression",
    f"{BPMN}extensionElements//{SPIFF}processVariableCorrelation/{SPIFF}expression",
)
_SCRIPTS: Final = (
    f"{BPMN}script",
    f"{BPMN}extensionElements/{SPIFF}preScript",
    f"{BPMN}extensionElements/{SPIFF}postScript",
)
# Names, which are looked up and never evaluated.
_SEVERAL: Final = f"{BPMN}multiInstanceLoopCharacteristics"
_NAMES: Final = (
    (f"{_SEVERAL}/{BPMN}loopDataInputRef", None),
    (f"{_SEVERAL}/{BPMN}loopDataOutputRef", None),
    (f"{_SEVERAL}/{BPMN}inputDataItem", "id"),
    (f"{_SEVERAL}/{BPMN}outputDataItem", "id"),
)
# Outside the processes: what messages, signals and errors carry, and how they are matched.
_SHARED: Final = (
    f".//{BPMN}correlationPropertyRetrievalExpression/*",
    f".//{BPMN}message//{SPIFF}messagePayload",
    f"./*/{BPMN}extensionElements/{SPIFF}payloadExpression",
)


def flow_conditions(drawn: Diagram) -> Iterator[Finding]:
    """Find conditions on arrows that can't be read."""
    for flow in drawn.flows.values():
        if flow.condition is not None:
            message = _problem(compile_expression, flow.condition)
            if message is not None:
                yield at(flow, "bad-condition", message, fix=ours(flow.condition) is not None)


def element_expressions(drawn: Diagram) -> Iterator[Finding]:
    """Find scripts, loop counts and event conditions that can't be read."""
    for element in drawn.elements.values():
        for path in _CONDITIONS:
            yield from _each(element, path, compile_expression, "bad-expression")
        for path in _SCRIPTS:
            yield from _each(element, path, compile_script, "bad-script")
        count = element.xml.findtext(_CONDITIONS[0], "").strip()
        if count.isdigit() and int(count[:9]) > MOST_INSTANCES:
            said = Said(mark("A step may be done at most %(most)s times."), most=MOST_INSTANCES)
            yield at(element, "too-many-instances", said)


def names_of_lists(drawn: Diagram) -> Iterator[Finding]:
    """Find repeated steps whose list, or what is gathered from it, has no plain name."""
    for element in drawn.elements.values():
        for path, attribute in _NAMES:
            for written in element.xml.iterfind(path):
                name = (written.get(attribute) if attribute else written.text) or ""
                if not _NAME.fullmatch(name.strip()):
                    said = Said(mark("“%(name)s” can't be used as a name."), name=name.strip()[:40])
                    yield at(element, "bad-name", said)


def shared_expressions(drawn: Diagram) -> Iterator[Finding]:
    """Find payloads and correlations that can't be read."""
    for path in _SHARED:
        for written in drawn.xml.iterfind(path):
            message = _problem(compile_expression, written.text or "")
            if message is not None:
                owner = _owner(written)
                yield Finding("", "error", "bad-expression", owner, written.sourceline, message)


def timers(drawn: Diagram) -> Iterator[Finding]:
    """Find timers whose time can't be known, or is further off than a hundred years."""
    for element in drawn.elements.values():
        if element.kind in EVENTS and "timer" in element.event_kinds:
            message = _problem(timing_of, element.xml)
            if message is not None:
                yield at(element, "bad-timer", message, fix=_has_a_time(element))


def _each(element: Element, path: str, read: Callable[[str], Any], rule: str) -> Iterator[Finding]:
    for written in element.xml.iterfind(path):
        if rule == "bad-script" and not (written.text or "").strip():
            continue
        text = written.text or ""
        message = _problem(read, text)
        if message is not None:
            certain = _is_script(written) and other_tools.script(element.xml) is not None
            translated = rule == "bad-expression" and _is_drawn(written) and ours(text) is not None
            yield at(element, rule, message, fix=certain or translated)


def _is_script(written: etree._Element) -> bool:
    return written.tag == f"{BPMN}script"


def _is_drawn(written: etree._Element) -> bool:
    return str(written.tag).startswith(BPMN)


def _has_a_time(element: Element) -> bool:
    """Whether the time stands in another tool's expression, and would be read without it."""
    if "allowance" in element.properties:
        return False
    for name, read in TIMES.items():
        for written in element.xml.iterfind(f"{BPMN}timerEventDefinition/{BPMN}{name}"):
            plain = our_time(written.text or "")
            return plain is not None and _problem(read, plain) is None
    return False


def _problem(read: Callable[[Any], Any], written: Any) -> Said | None:
    try:
        read(written)
    except BadExpression as refusal:
        return refusal.said
    return None


def _owner(written: etree._Element) -> str | None:
    above: etree._Element | None = written
    while above is not None and above.get("id") is None:
        above = above.getparent()
    return None if above is None else above.get("id")
