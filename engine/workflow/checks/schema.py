"""The file against the schema of BPMN 2.0, without what other tools added to it.

The schema wants children in one order; tools write them in several, and nothing
depends on it, so they are put in order first. What then still does not fit is
either no BPMN at all, which would be passed over without a word, or a value that
can't be read. Damage to the drawing, and what nothing depends on, is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from threading import Lock
from typing import Any, Final

from lxml import etree
from SpiffWorkflow.spiff.parser.process import VALIDATOR

from engine.i18n import Said, mark
from engine.workflow.checks.foreign import DRAWING, is_foreign
from engine.workflow.checks.note import LONGEST_ID, owner
from engine.workflow.diagram import Diagram
from engine.workflow.extensions import BPMN, SPIFF, names
from engine.workflow.finding import Finding, Severity

_MOST: Final = 50
_MOST_ROUNDS: Final = 10
_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_FIRST: Final = "documentation extensionElements"
_LOOPS: Final = "standardLoopCharacteristics multiInstanceLoopCharacteristics loopCharacteristics"
_ROLES: Final = "resourceRole performer humanPerformer potentialOwner"
_ARTIFACTS: Final = "association group textAnnotation"
_MIDDLE: Final = "…"
_IN_A_STEP: Final = (
    f"{_FIRST} auditing monitoring categoryValueRef incoming outgoing ioSpecification property "
    f"dataInput dataOutput dataInputAssociation dataOutputAssociation inputSet outputSet {_ROLES} "
    f"{_LOOPS} laneSet {_MIDDLE} {_ARTIFACTS} completionCondition"
)
_IN_A_PROCESS: Final = (
    f"{_FIRST} supportedInterfaceRef ioSpecification ioBinding auditing monitoring property "
    f"laneSet {_MIDDLE} {_ARTIFACTS} {_ROLES} correlationSubscription supports"
)
_IN_THE_FILE: Final = f"{_FIRST} import extension {_MIDDLE} BPMNDiagram relationship"
# Attributes whose value decides how a case runs.
_DECIDING: Final = names(
    "isExecutable cancelActivity isInterrupting isSequential triggeredByEvent parallelMultiple "
    "testBefore loopMaximum isForCompensation instantiate startQuantity completionQuantity"
)
_ATTRIBUTE: Final = re.compile(r"attribute '(?:\{[^}]*\})?([^']*)'")
_NOT_EXPECTED: Final = 1871
_ATTRIBUTE_NOT_ALLOWED: Final = 1867
_VALUES: Final = frozenset({1824, 1839, 1840, 1831, 1832, 1833})

_validating: Final = Lock()


def valid(drawn: Diagram) -> Iterator[Finding]:
    """Find what is no BPMN, by the schema that SpiffWorkflow ships."""
    root = _without_foreign(drawn.source)
    running = {process.id for process in drawn.running.processes}
    seen: set[tuple[str, str | None, int | None]] = set()
    with _validating:
        VALIDATOR.preprocess(root)
        for _ in range(_MOST_ROUNDS):
            wrong = _validate(root)
            misplaced = []
            for each in wrong:
                place = _place(root, each)
                finding = _finding(each, place, running)
                if finding is not None and len(seen) < _MOST:
                    key = (finding.rule, finding.element, finding.line)
                    if key not in seen:
                        seen.add(key)
                        yield finding
                if each.type == _NOT_EXPECTED and place is not None:
                    misplaced.append(place)
            # The schema looks no further behind what it does not expect.
            if not misplaced:
                return
            for place in misplaced:
                _remove(place)


def _validate(root: etree._Element) -> list[Any]:
    fits = VALIDATOR.validator.validate(root)
    return [] if fits else list(VALIDATOR.validator.error_log)[: _MOST * 4]


def _finding(wrong: Any, place: etree._Element | None, running: set[str]) -> Finding | None:
    attribute = _ATTRIBUTE.search(wrong.message)
    name = attribute[1] if attribute else ""
    if name == "id" or name.endswith("Ref"):
        return None  # Ids and references have rules of their own, which say more.
    key = None if place is None else owner(place)
    line = wrong.line or 1
    kind = "" if place is None else etree.QName(place).localname[:60]
    inside = place is not None and _is_running(place, running)
    severity: Severity = "warning"
    if wrong.type == _NOT_EXPECTED and "Missing child" not in wrong.message:
        if "This element is not expected" not in wrong.message:
            return None
        severity = "error" if inside else "warning"
        said = Said(
            mark("“%(name)s” has no place here in BPMN, so it would be passed over: remove it."),
            name=kind,
        )
        return Finding("", severity, "no-place-here", key, line, said)
    if wrong.type == _ATTRIBUTE_NOT_ALLOWED:
        said = Said(
            mark("“%(kind)s” has no attribute “%(name)s” in BPMN; it is passed over."),
            kind=kind,
            name=name[:LONGEST_ID],
        )
        return Finding("", "warning", "unknown-attribute", key, line, said)
    if wrong.type in _VALUES and name in _DECIDING and inside:
        severity = "error"
    if wrong.type in _VALUES and name:
        said = Said(mark("“%(name)s” has a value that can't be read: correct it."), name=name)
        return Finding("", severity, "bad-value", key, line, said)
    said = Said(mark("This is not as the schema of BPMN 2.0 wants it: %(why)s"), why=_plain(wrong))
    return Finding("", "warning", "not-by-the-schema", key, line, said)


def _without_foreign(source: etree._Element) -> etree._Element:
    root = deepcopy(source)
    for each in list(root.iter()):
        if each is not root and (
            _is_ours(each) or is_foreign(str(each.tag)) or str(each.tag).startswith(SPIFF)
        ):
            _remove(each)
            continue
        for name in each.attrib:
            foreign = is_foreign(name) or name.startswith(SPIFF)
            if foreign or (name.startswith(_XSI) and name != f"{_XSI}type"):
                del each.attrib[name]
        _in_order(each)
    return root


def _is_ours(each: etree._Element) -> bool:
    """A message with its content at a step that sends or awaits it: SpiffWorkflow's addition."""
    above = each.getparent()
    return (
        each.tag == f"{BPMN}messageEventDefinition"
        and above is not None
        and above.tag in {f"{BPMN}sendTask", f"{BPMN}receiveTask"}
    )


def _in_order(each: etree._Element) -> None:
    """Put the children in the order of the schema; arrows and steps keep theirs."""
    kind = str(each.tag).removeprefix(BPMN)
    if len(each) < 2 or kind == each.tag:
        return
    if kind.endswith(("Association", "Specification", "Set", "Characteristics")):
        return
    order = {"process": _IN_A_PROCESS, "definitions": _IN_THE_FILE}.get(kind, _IN_A_STEP)
    rank = {name: number for number, name in enumerate(order.split())}
    middle = rank[_MIDDLE]
    children = sorted(each, key=lambda child: rank.get(etree.QName(child).localname, middle))
    if children != list(each):
        each[:] = children


def _place(root: etree._Element, wrong: Any) -> etree._Element | None:
    known = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found: Any = root.getroottree().xpath(wrong.path or "", namespaces=known)
    except (etree.XPathError, TypeError):
        found = []
    if isinstance(found, list) and found and isinstance(found[0], etree._Element):
        return found[0]
    return next((each for each in root.iter() if each.sourceline == wrong.line), None)


def _remove(place: etree._Element) -> None:
    above = place.getparent()
    if above is not None:
        above.remove(place)


def _is_running(place: etree._Element, running: set[str]) -> bool:
    if (etree.QName(place).namespace or "") in DRAWING:
        return False
    around = (place, *place.iterancestors())
    return any(each.tag == f"{BPMN}process" and each.get("id") in running for each in around)


def _plain(wrong: Any) -> str:
    return re.sub(r"\{[^}]*\}", "", wrong.message)[:200]
