"""A diagram as it is drawn: what the rest of this package asks about it.

A file may hold several pools. One process of them runs; the others are kept as
drawing, and so is a file that has no process to run at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, TypeVar

from lxml import etree

from engine.i18n import Said, mark
from engine.workflow.extensions import BPMN, properties
from engine.workflow.reading import in_one_writing, parse_xml, refused

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

_Value = TypeVar("_Value")


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
    scope: str
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Lane:
    """A row of the drawing: a function of the office."""

    id: str
    name: str
    properties: Mapping[str, str]
    line: int
    process: str


@dataclass(frozen=True)
class Process:
    """One process of the file; ``executable`` is None where the file doesn't say."""

    id: str
    name: str
    executable: bool | None
    line: int


@dataclass(frozen=True)
class Diagram:
    """A file, or the part of it that runs; ``source`` is the XML as it was written."""

    source: etree._Element = field(repr=False, compare=False)
    xml: etree._Element = field(repr=False, compare=False)
    processes: tuple[Process, ...]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane]

    def leaving(self, element: str) -> list[Flow]:
        return self._leaving.get(element, [])

    def entering(self, element: str) -> list[Flow]:
        return self._entering.get(element, [])

    def within(self, scope: str) -> list[Element]:
        return self._within.get(scope, [])

    def attached(self, element: str) -> list[Element]:
        """The boundary events at a step."""
        return self._attached.get(element, [])

    def main_process(self) -> Process | None:
        """The process that a case runs; None when the file is a drawing only.

        It is marked as executable, or complete where no process is marked either
        way; and no other process calls it.
        """
        candidates = [process for process in self.processes if process.executable]
        if not candidates:
            unsaid = [process for process in self.processes if process.executable is None]
            candidates = [process for process in unsaid if self.is_complete(process)]
        called = {element.xml.get("calledElement") for element in self.elements.values()}
        free = [process for process in candidates if process.id not in called] or candidates
        return next(iter([each for each in free if self.is_complete(each)] or free), None)

    def is_complete(self, process: Process) -> bool:
        """Whether a process has a beginning and an end."""
        kinds = {element.kind for element in self.within(process.id)}
        return {"startEvent", "endEvent"} <= kinds

    @cached_property
    def running(self) -> Diagram:
        """The part of the file that runs: the main process and what it calls."""
        main = self.main_process()
        scopes = self.reached_from(main.id) if main else set()
        elements = {key: each for key, each in self.elements.items() if each.scope in scopes}
        flows = {key: each for key, each in self.flows.items() if each.scope in scopes}
        return replace(
            self,
            processes=tuple(each for each in self.processes if each.id in scopes),
            elements=elements,
            flows=flows,
            lanes={key: each for key, each in self.lanes.items() if each.process in scopes},
        )

    def reached_from(self, process: str) -> set[str]:
        """The scopes that run when ``process`` does: itself, its subprocesses, what they call."""
        known = {each.id for each in self.processes if each.executable is not False}
        seen: set[str] = set()
        ahead = [process]
        while ahead:
            scope = ahead.pop()
            if scope in seen:
                continue
            seen.add(scope)
            for element in self.within(scope):
                called = element.xml.get("calledElement", "")
                if element.kind in SUBPROCESSES:
                    ahead.append(element.id)
                elif element.kind == "callActivity" and called in known:
                    ahead.append(called)
        return seen

    @cached_property
    def _leaving(self) -> Mapping[str, list[Flow]]:
        return _grouped((flow.source, flow) for flow in self.flows.values())

    @cached_property
    def _entering(self) -> Mapping[str, list[Flow]]:
        return _grouped((flow.target, flow) for flow in self.flows.values())

    @cached_property
    def _within(self) -> Mapping[str, list[Element]]:
        return _grouped((each.scope, each) for each in self.elements.values())

    @cached_property
    def _attached(self) -> Mapping[str, list[Element]]:
        return _grouped(
            (each.xml.get("attachedToRef", ""), each)
            for each in self.elements.values()
            if each.kind == "boundaryEvent"
        )


def read(content: bytes, file: str = "") -> Diagram:
    """Read a BPMN file; ``DiagramRefused`` when it is none."""
    source = parse_xml(content, file)
    if source.tag != f"{BPMN}definitions":
        said = Said(mark("This is XML, but not a BPMN 2.0 diagram."))
        raise refused(file, "not-bpmn", source.sourceline or 1, said)
    return from_tree(source)


def from_tree(source: etree._Element) -> Diagram:
    """See a diagram in a tree that was read already."""
    root = in_one_writing(source)
    lanes, members = _lanes(root)
    elements: dict[str, Element] = {}
    flows: dict[str, Flow] = {}
    processes = []
    for process in root.iter(f"{BPMN}process"):
        processes.append(_process(process))
        for element in _elements(process, None, members):
            elements.setdefault(element.id, element)
        for arrow in process.iter(f"{BPMN}sequenceFlow"):
            flows.setdefault(arrow.get("id", ""), _flow(arrow))
    return Diagram(source, root, tuple(processes), elements, flows, lanes)


def _process(process: etree._Element) -> Process:
    said = process.get("isExecutable")
    return Process(
        id=process.get("id", ""),
        name=process.get("name", ""),
        executable=None if said is None else said == "true",
        line=process.sourceline or 1,
    )


def _lanes(root: etree._Element) -> tuple[dict[str, Lane], dict[str, str]]:
    lanes, members = {}, {}
    for lane in root.iter(f"{BPMN}lane"):
        key = lane.get("id", "")
        lanes[key] = Lane(
            id=key,
            name=lane.get("name", ""),
            properties=properties(lane),
            line=lane.sourceline or 1,
            process=next((each.get("id", "") for each in lane.iterancestors(f"{BPMN}process")), ""),
        )
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
        own = properties(child)
        yield Element(
            id=key,
            kind=kind,
            name=child.get("name", ""),
            line=child.sourceline or 1,
            scope=scope.get("id", ""),
            lane=own_lane or own.get("role") or None,
            properties=own,
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
        scope=parent.get("id", "") if (parent := arrow.getparent()) is not None else "",
        name=arrow.get("name", ""),
        name_en=properties(arrow).get("name_en", ""),
    )


def _grouped(pairs: Iterable[tuple[str, _Value]]) -> Mapping[str, list[_Value]]:
    found: defaultdict[str, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)
