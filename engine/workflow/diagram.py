"""Reading a diagram's XML, safely, into what the rest of this package asks.

An uploaded file may be anything. Entities are not resolved, nothing is fetched,
a DOCTYPE is refused outright, and size is bounded before the tree is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from engine.errors import DiagramRefused
from engine.i18n import Said, mark
from engine.workflow.extensions import BPMN, properties
from engine.workflow.finding import Finding

MOST_BYTES: Final = 5_000_000
MOST_ELEMENTS: Final = 50_000

TASKS: Final = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
    }
)
# What waits for a person; SpiffWorkflow leaves all three to whoever asks for them.
MANUAL: Final = frozenset({"task", "userTask", "manualTask"})
SUBPROCESSES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GATEWAYS: Final = frozenset(
    {
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    }
)
EVENTS: Final = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
    }
)
NODES: Final = TASKS | SUBPROCESSES | GATEWAYS | EVENTS


@dataclass(frozen=True)
class Element:
    """A task, event, gateway or subprocess as it is drawn."""

    id: str
    kind: str
    name: str
    line: int
    scope: str
    lane: str | None
    properties: Mapping[str, str]
    xml: etree._Element = field(repr=False, compare=False)

    @property
    def event_kinds(self) -> tuple[str, ...]:
        """What the event is about: ``timer``, ``message`` … in the order drawn."""
        suffix = "EventDefinition"
        names = (etree.QName(child).localname for child in self.xml)
        return tuple(name.removesuffix(suffix) for name in names if name.endswith(suffix))


@dataclass(frozen=True)
class Flow:
    """An arrow between two elements."""

    id: str
    source: str
    target: str
    condition: str | None
    line: int
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Lane:
    """A row of the drawing: a function of the office."""

    id: str
    name: str
    properties: Mapping[str, str]


@dataclass(frozen=True)
class Process:
    """One process of the file."""

    id: str
    name: str
    executable: bool
    line: int


@dataclass(frozen=True)
class Diagram:
    """Everything in a file that can run, by its id."""

    xml: etree._Element = field(repr=False, compare=False)
    processes: tuple[Process, ...]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane]

    def leaving(self, element: str) -> list[Flow]:
        return [flow for flow in self.flows.values() if flow.source == element]

    def entering(self, element: str) -> list[Flow]:
        return [flow for flow in self.flows.values() if flow.target == element]

    def within(self, scope: str) -> list[Element]:
        return [element for element in self.elements.values() if element.scope == scope]

    def main_process(self) -> Process | None:
        """The process that a case runs: executable, and not called by another one."""
        called = {element.xml.get("calledElement") for element in self.elements.values()}
        executable = [process for process in self.processes if process.executable]
        return next((p for p in executable if p.id not in called), next(iter(executable), None))


def parse_xml(content: bytes, file: str = "") -> etree._Element:
    """Read XML that may mean harm; ``DiagramRefused`` says why it was not read."""
    if len(content) > MOST_BYTES:
        raise _refused(file, "too-large", 1, Said(mark("The file is larger than 5 MB.")))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        line = getattr(wrong, "lineno", None) or 1
        raise _refused(file, "not-xml", line, Said(mark("This is not an XML file."))) from wrong
    if root.getroottree().docinfo.doctype:
        said = Said(mark("The file has a DOCTYPE; such files are not read."))
        raise _refused(file, "doctype", 1, said)
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        said = Said(mark("The file has more than %(most)s elements."), most=MOST_ELEMENTS)
        raise _refused(file, "too-large", 1, said)
    return root


def read(content: bytes, file: str = "") -> Diagram:
    """Read a BPMN file."""
    root = parse_xml(content, file)
    if root.tag != f"{BPMN}definitions":
        said = Said(mark("This is XML, but not a BPMN 2.0 diagram."))
        raise _refused(file, "not-bpmn", root.sourceline or 1, said)
    lanes, members = _lanes(root)
    elements: dict[str, Element] = {}
    flows: dict[str, Flow] = {}
    processes = []
    for process in root.iter(f"{BPMN}process"):
        processes.append(
            Process(
                process.get("id", ""),
                process.get("name", ""),
                process.get("isExecutable", "true").strip() in {"true", "1"},
                process.sourceline or 1,
            )
        )
        for element in _elements(process, None, members):
            elements.setdefault(element.id, element)
        for arrow in process.iter(f"{BPMN}sequenceFlow"):
            flows.setdefault(arrow.get("id", ""), _flow(arrow))
    return Diagram(root, tuple(processes), elements, flows, lanes)


def _lanes(root: etree._Element) -> tuple[dict[str, Lane], dict[str, str]]:
    lanes, members = {}, {}
    for lane in root.iter(f"{BPMN}lane"):
        key = lane.get("id", "")
        lanes[key] = Lane(key, lane.get("name", ""), properties(lane))
        # A lane inside a lane comes later and so has the last word.
        members.update(
            {ref.text.strip(): key for ref in lane.iterfind(f"{BPMN}flowNodeRef") if ref.text}
        )
    return lanes, members


def _elements(
    scope: etree._Element, lane: str | None, members: Mapping[str, str]
) -> Iterator[Element]:
    for child in scope:
        kind = etree.QName(child).localname
        if not str(child.tag).startswith(BPMN) or kind not in NODES:
            continue
        key = child.get("id", "")
        own_lane = members.get(key, lane)
        yield Element(
            id=key,
            kind=kind,
            name=child.get("name", ""),
            line=child.sourceline or 1,
            scope=scope.get("id", ""),
            lane=own_lane,
            properties=properties(child),
            xml=child,
        )
        if kind in SUBPROCESSES:
            yield from _elements(child, own_lane, members)


def _flow(arrow: etree._Element) -> Flow:
    condition = arrow.find(f"{BPMN}conditionExpression")
    return Flow(
        id=arrow.get("id", ""),
        source=arrow.get("sourceRef", ""),
        target=arrow.get("targetRef", ""),
        condition=None if condition is None else (condition.text or "").strip(),
        line=arrow.sourceline or 1,
        name=arrow.get("name", ""),
        name_en=properties(arrow).get("name_en", ""),
    )


def _refused(file: str, rule: str, line: int, said: Said) -> DiagramRefused:
    return DiagramRefused([Finding(file, "error", rule, None, line, said)], said)
