"""A file that is being mended: its tree, its picture, and a note of all that was done.

Comments, processing instructions and what other tools wrote stay where they are.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from engine.i18n import Said
from engine.workflow.checks.note import at_xml
from engine.workflow.diagram import NODES
from engine.workflow.extensions import BPMN, SPIFF, names
from engine.workflow.finding import Finding
from engine.workflow.fixes.picture import Picture
from engine.workflow.reading import parse_xml

_PREFIX: Final = "spiffworkflow"
_EXTENSIONS: Final = f"{BPMN}extensionElements"
# They come before everything else in an element.
_FIRST: Final = (f"{BPMN}documentation", _EXTENSIONS)
_WITH_ID: Final = tuple(BPMN + kind for kind in sorted(NODES))
# Where the file speaks of something by its id.
_ATTRIBUTES: Final = names(
    "sourceRef targetRef default attachedToRef messageRef signalRef errorRef escalationRef "
    "calledElement processRef dataObjectRef dataStoreRef operationRef bpmnElement "
    "correlationKeyRef activityRef itemSubjectRef categoryValueRef structureRef"
)
_TEXTS: Final = tuple(
    BPMN + name
    for name in sorted(
        names(
            "flowNodeRef incoming outgoing sourceRef targetRef correlationPropertyRef "
            "loopDataInputRef loopDataOutputRef eventDefinitionRef participantRef messageFlowRef "
            "innerParticipantRef outerParticipantRef dataInputRefs dataOutputRefs"
        )
    )
)


class Page:
    """One file, from its first mend to its last."""

    def __init__(self, content: bytes) -> None:
        self.root = parse_xml(content, whole=True)
        self.picture = Picture(self.root)
        self.notes: list[Finding] = []
        self.changed = False
        self._numbers: dict[str, int] = {}
        self._made: list[etree._Element] = []
        self._ids = {each.get("id", "") for each in self.root.iter(f"{BPMN}*")}
        self._ids |= self.picture.ids()

    def written(self) -> bytes:
        """The file as it is to be saved."""
        tree = self.root.getroottree()
        for each in self._made:
            etree.indent(each, space="  ", level=sum(1 for _ in each.iterancestors()))
        return etree.tostring(tree, encoding="UTF-8", xml_declaration=True) + b"\n"

    def note(self, rule: str, place: etree._Element, said: Said) -> None:
        """Note what was done, or is left to somebody."""
        self.notes.append(at_xml(place, rule, said, severity="info"))

    def mended(self, place: etree._Element, said: Said) -> None:
        """Note a change of the file."""
        self.changed = True
        self.note("mended", place, said)

    def nodes(self) -> list[etree._Element]:
        """The steps, events and gateways of all processes, in the order of the file."""
        return [
            each
            for each in self.root.iter(*_WITH_ID)
            if next(each.iterancestors(f"{BPMN}process"), None) is not None
        ]

    def by_id(self) -> dict[str, etree._Element]:
        """The steps, events and gateways by their ids; the first one where an id is double."""
        found: dict[str, etree._Element] = {}
        for each in self.nodes():
            found.setdefault(each.get("id", ""), each)
        return found

    def arrows(self) -> list[etree._Element]:
        return list(self.root.iter(f"{BPMN}sequenceFlow"))

    def leaving(self, key: str) -> list[etree._Element]:
        return [each for each in self.arrows() if local(each.get("sourceRef", "")) == key]

    def entering(self, key: str) -> list[etree._Element]:
        return [each for each in self.arrows() if local(each.get("targetRef", "")) == key]

    def new_id(self, wanted: str) -> str:
        """An id like the one wanted that nothing in the file has."""
        key = wanted
        while key in self._ids:
            self._numbers[wanted] = self._numbers.get(wanted, 1) + 1
            key = f"{wanted}_{self._numbers[wanted]}"
        self._ids.add(key)
        return key

    def add(self, kind: str, key: str, beside: etree._Element) -> etree._Element:
        """Put a new element of BPMN behind another one, in the same lane."""
        made = etree.Element(BPMN + kind, {"id": key}, nsmap=beside.nsmap)
        insert_behind(beside, made)
        self._made.append(made)
        for reference in self.root.iter(f"{BPMN}flowNodeRef"):
            if local((reference.text or "").strip()) == beside.get("id"):
                also = etree.Element(reference.tag, nsmap=reference.nsmap)
                also.text = key
                insert_behind(reference, also)
                break
        return made

    def connect(self, source: etree._Element, target: etree._Element) -> etree._Element:
        """Draw an arrow between two elements of one process."""
        key = self.new_id(f"{source.get('id')}_to_{target.get('id')}")
        made = etree.Element(f"{BPMN}sequenceFlow", {"id": key}, nsmap=source.nsmap)
        made.set("sourceRef", source.get("id", ""))
        made.set("targetRef", target.get("id", ""))
        insert_behind(source, made)
        self.tell(source, "outgoing", key)
        self.tell(target, "incoming", key)
        return made

    def tell(self, node: etree._Element, what: str, arrow: str) -> None:
        """Write at a node that an arrow comes in or goes out, as modelers do."""
        before = [each for each in node if each.tag in {f"{BPMN}incoming", f"{BPMN}outgoing"}]
        first = [each for each in node if each.tag in _FIRST]
        made = etree.Element(BPMN + what, nsmap=node.nsmap)
        made.text = arrow
        same = [each for each in before if each.tag == BPMN + what]
        if what == "incoming" and not same:
            insert(node, made, first[-1] if first else None)
        else:
            places = same or before or first
            insert(node, made, places[-1] if places else None)

    def forget(self, node: etree._Element, what: str, arrow: str) -> None:
        """Take away what a node says of an arrow."""
        for each in node.findall(BPMN + what):
            if local((each.text or "").strip()) == arrow:
                remove(each)

    def move_start(self, arrow: etree._Element, source: etree._Element) -> None:
        """Let an arrow begin elsewhere."""
        old = self.by_id().get(local(arrow.get("sourceRef", "")))
        if old is not None:
            self.forget(old, "outgoing", arrow.get("id", ""))
        arrow.set("sourceRef", source.get("id", ""))
        self.tell(source, "outgoing", arrow.get("id", ""))

    def move_end(self, arrow: etree._Element, target: etree._Element) -> None:
        """Let an arrow end elsewhere."""
        old = self.by_id().get(local(arrow.get("targetRef", "")))
        if old is not None:
            self.forget(old, "incoming", arrow.get("id", ""))
        arrow.set("targetRef", target.get("id", ""))
        self.tell(target, "incoming", arrow.get("id", ""))

    def rename(self, old: str, new: str) -> None:
        """Say the new id wherever the file speaks of the old one."""
        for each in self.root.iter(etree.Element):
            for name in each.attrib:
                if str(name) in _ATTRIBUTES and local(each.get(name, "").strip()) == old:
                    each.set(name, new)
        for each in self.root.iter(*_TEXTS):
            if local((each.text or "").strip()) == old:
                each.text = new

    def set_property(self, element: etree._Element, name: str, value: str) -> None:
        """Give an element one of the office's properties."""
        holder = self.extension(element, "properties")
        made = etree.SubElement(holder, f"{SPIFF}property", {"name": name, "value": value})
        etree.indent(holder, space="  ", level=sum(1 for _ in holder.iterancestors()))
        made.tail = made.tail or "\n"

    def extension(self, element: etree._Element, name: str) -> etree._Element:
        """The office's own extension of an element, made where there is none."""
        extensions = element.find(_EXTENSIONS)
        if extensions is None:
            extensions = etree.Element(_EXTENSIONS, nsmap=element.nsmap)
            documentation = element.findall(f"{BPMN}documentation")
            insert(element, extensions, documentation[-1] if documentation else None)
        found = extensions.find(SPIFF + name)
        if found is None:
            nsmap = {**{k: v for k, v in element.nsmap.items() if k}, _PREFIX: SPIFF.strip("{}")}
            found = etree.SubElement(extensions, SPIFF + name, nsmap=nsmap)
        return found


def local(reference: str) -> str:
    """A reference without the prefix that some tools write before it."""
    return reference.rpartition(":")[2]


def insert(parent: etree._Element, made: etree._Element, behind: etree._Element | None) -> None:
    """Put a new child first, or behind another one, on a line of its own."""
    if behind is not None:
        insert_behind(behind, made)
    else:
        made.tail = parent.text if len(parent) else None
        parent.insert(0, made)


def insert_behind(behind: etree._Element, made: etree._Element) -> None:
    """Put a new element behind another one, indented like it."""
    parent = behind.getparent()
    if parent is None:
        return
    made.tail = behind.tail
    if parent.text is not None and not parent.text.strip():
        behind.tail = parent.text
    parent.insert(parent.index(behind) + 1, made)


def remove(element: etree._Element) -> None:
    """Take an element away, and keep the line breaks around it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is None:
        parent.text = parent.text if element.getnext() is not None else element.tail
    elif element.getnext() is None:
        before.tail = element.tail
    parent.remove(element)


def nice(text: str) -> str:
    """A text as an id may be written."""
    written = re.sub(r"[^\w.\-]+", "_", text).strip("_.-")
    return written if written and not written[0].isdigit() else f"id_{written}"
