"""XML from anybody, read safely and brought into one way of writing.

An uploaded file may be anything. Entities are not resolved, nothing is fetched,
a DOCTYPE is refused outright, and size is bounded before the tree is looked at.
Tools write the same thing in several ways (``1`` for ``true``, a namespace before
a reference); SpiffWorkflow takes only one of them and the others for something
else, without a word, so there is only one left when it sees the file.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from lxml import etree

from engine.errors import DiagramRefused
from engine.i18n import Said, mark
from engine.workflow.extensions import BPMN, names
from engine.workflow.finding import Finding

MOST_BYTES: Final = 5_000_000
MOST_ELEMENTS: Final = 50_000
# A file with more parts than this is no diagram that somebody drew; it is not mended.
MOST_MENDED: Final = 3_000
# The encodings that drawing tools write. Others may read the same bytes as another text.
_ENCODINGS: Final = frozenset(
    {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ASCII", "US-ASCII", "ISO-8859-1"}
    | {"WINDOWS-1252", "WINDOWS-1258"}
)

_BOOLEANS: Final = names(
    "isExecutable isClosed cancelActivity isInterrupting isSequential triggeredByEvent "
    "parallelMultiple testBefore isForCompensation instantiate isImmediate isCollection "
    "cancelRemainingInstances waitForCompletion isUnlimited"
)
_REFERENCES: Final = names(
    "sourceRef targetRef default attachedToRef messageRef signalRef errorRef escalationRef "
    "calledElement processRef dataObjectRef dataStoreRef operationRef correlationKeyRef "
    "activityRef oneBehaviorEventRef noneBehaviorEventRef"
)
_WRITTEN_REFERENCES: Final = names(
    "flowNodeRef incoming outgoing sourceRef targetRef correlationPropertyRef loopDataInputRef "
    "loopDataOutputRef eventDefinitionRef"
)


def parse_xml(content: bytes, file: str = "", *, whole: bool = False) -> etree._Element:
    """Read XML that may mean harm; ``DiagramRefused`` says why it was not read.

    ``whole`` keeps comments and processing instructions, for a file that will be
    written again.
    """
    if len(content) > MOST_BYTES:
        raise refused(file, "too-large", 1, Said(mark("The file is larger than 5 MB.")))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=not whole,
        remove_comments=not whole,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as wrong:
        line = getattr(wrong, "lineno", None) or 1
        said = Said(mark("This is not an XML file: %(why)s"), why=str(wrong)[:160])
        raise refused(file, "not-xml", line, said) from wrong
    about = root.getroottree().docinfo
    if about.doctype or about.internalDTD is not None:
        said = Said(mark("The file has a DOCTYPE; such files are not read. Save it without one."))
        raise refused(file, "doctype", 1, said)
    if (about.encoding or "UTF-8").upper() not in _ENCODINGS:
        said = Said(
            mark("The file is written in the encoding %(encoding)s. Save it as UTF-8."),
            encoding=about.encoding[:40],
        )
        raise refused(file, "encoding", 1, said)
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        said = Said(mark("The file has more than %(most)s elements."), most=MOST_ELEMENTS)
        raise refused(file, "too-large", 1, said)
    return root


def in_one_writing(root: etree._Element) -> etree._Element:
    """A copy of the file in which truth values and references are written in one way."""
    copy = deepcopy(root)
    etree.strip_tags(copy, etree.Comment, etree.ProcessingInstruction)
    known = {each.get("id") for each in copy.iter(f"{BPMN}*")}
    for element in copy.iter(f"{BPMN}*"):
        for name, value in element.attrib.items():
            if name in _BOOLEANS:
                written = value.strip()
                element.set(name, {"1": "true", "0": "false"}.get(written, written))
            elif name in _REFERENCES:
                element.set(name, _plain(value, known))
        if element.text and str(element.tag).removeprefix(BPMN) in _WRITTEN_REFERENCES:
            element.text = _plain(element.text, known)
    for condition in list(copy.iter(f"{BPMN}conditionExpression")):
        arrow = condition.getparent()
        if arrow is not None and not (condition.text or "").strip() and len(condition) == 0:
            arrow.remove(condition)
    return copy


def can_be_mended(root: etree._Element) -> bool:
    """Whether a file is small enough to be mended while somebody waits."""
    return sum(1 for each in root.iter(f"{BPMN}*") if "id" in each.attrib) <= MOST_MENDED


def refused(file: str, rule: str, line: int, said: Said) -> DiagramRefused:
    """The refusal of a file that can't be read at all."""
    return DiagramRefused([Finding(file, "error", rule, None, line, said)], said)


def _plain(reference: str, known: set[str | None]) -> str:
    """A reference without spaces and, unless an id is really so written, without a prefix."""
    written = reference.strip()
    local = written.rpartition(":")[2]
    return local if written not in known and local in known else written
