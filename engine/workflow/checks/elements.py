"""Steps that SpiffWorkflow can't run, or would silently run wrong.

Each was tried against 3.2.0: an event subprocess starts with the process, an
ad-hoc subprocess crashes, a receive task without a message does not wait, counts
of tokens are not read. None of them may be drawn for the office to run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from engine.i18n import Said, mark
from engine.workflow import other_tools
from engine.workflow.checks.note import at
from engine.workflow.checks.structure import is_event_subprocess
from engine.workflow.diagram import Diagram, Element
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding


def unsupported_elements(drawn: Diagram) -> Iterator[Finding]:
    """Find every step of a kind that does not run."""
    for element in drawn.elements.values():
        for rule, is_so, message in _ELEMENTS:
            if is_so(element):
                mendable = _MENDABLE.get(rule)
                certain = mendable is not None and mendable(element)
                yield at(element, rule, Said(message), fix=certain)


def _is_compensation(element: Element) -> bool:
    return element.xml.get("isForCompensation") == "true"


def _is_uncounted(element: Element) -> bool:
    several = element.xml.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if several is None:
        return False
    counts = ("loopCardinality", "loopDataInputRef")
    return sum(several.find(BPMN + name) is not None for name in counts) != 1


def _has_behaviour(element: Element) -> bool:
    several = element.xml.find(f"{BPMN}multiInstanceLoopCharacteristics")
    return several is not None and several.get("behavior", "All") != "All"


def _counts_tokens(element: Element) -> bool:
    counts = (element.xml.get("startQuantity", "1"), element.xml.get("completionQuantity", "1"))
    return counts != ("1", "1")


def _is_endless(element: Element) -> bool:
    loop = element.xml.find(f"{BPMN}standardLoopCharacteristics")
    if loop is None:
        return False
    most = loop.get("loopMaximum")
    if most is not None:
        return not (most.isdigit() and 0 < int(most) <= 1000)
    return loop.find(f"{BPMN}loopCondition") is None


def _is_unwritten_script(element: Element) -> bool:
    return (
        element.kind == "scriptTask" and not (element.xml.findtext(f"{BPMN}script") or "").strip()
    )


_ELEMENTS: Final[tuple[tuple[str, Callable[[Element], bool], str], ...]] = (
    (
        "complex-gateway",
        lambda element: element.kind == "complexGateway",
        mark("A complex gateway does not run: use exclusive, parallel or inclusive gateways."),
    ),
    (
        "ad-hoc-subprocess",
        lambda element: element.kind == "adHocSubProcess",
        mark("An ad-hoc subprocess does not run: draw its steps in order or side by side."),
    ),
    (
        "event-subprocess",
        is_event_subprocess,
        mark("An event subprocess would run at once: use a boundary event on a subprocess."),
    ),
    (
        "compensation",
        _is_compensation,
        mark("Compensation is not carried out: draw what must be undone as steps."),
    ),
    (
        "service-task",
        lambda element: element.kind == "serviceTask",
        mark("A service task does not run: the office has no services a diagram may call."),
    ),
    (
        "multi-instance-count",
        _is_uncounted,
        mark("A step done several times needs either a number or a list, and not both."),
    ),
    (
        "loop-without-end",
        _is_endless,
        mark("A repeated step needs a condition or a maximum of 1 to 1,000 rounds."),
    ),
    (
        "multi-instance-behaviour",
        _has_behaviour,
        mark("Events of single instances are not thrown: remove the behaviour, or draw the event."),
    ),
    (
        "token-quantity",
        _counts_tokens,
        mark("Tokens are not counted: a step begins with each one. Draw a gateway instead."),
    ),
    (
        "script-missing",
        _is_unwritten_script,
        mark("The script task has no script: write it, or take a plain task."),
    ),
)
# What another tool wrote may tell the same in its own words.
_MENDABLE: Final[dict[str, Callable[[Element], bool]]] = {
    "multi-instance-count": lambda element: (
        _says_nothing(element) and other_tools.several(element.xml) is not None
    ),
    "script-missing": lambda element: other_tools.script(element.xml) is not None,
}


def _says_nothing(element: Element) -> bool:
    several = element.xml.find(f"{BPMN}multiInstanceLoopCharacteristics")
    counts = ("loopCardinality", "loopDataInputRef")
    return several is not None and all(several.find(BPMN + name) is None for name in counts)
