"""What other tools left in a file: kept, not used, and listed so that nobody relies on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml import etree

from engine.i18n import Said, mark
from engine.workflow import other_tools
from engine.workflow.checks.note import at, at_xml, in_file
from engine.workflow.diagram import NODES, Diagram
from engine.workflow.extensions import BPMN, SPIFF
from engine.workflow.finding import Finding

DRAWING: Final = frozenset(
    {
        "http://www.omg.org/spec/BPMN/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DC",
    }
)
_MODEL: Final = BPMN.strip("{}")
_SILENT: Final = DRAWING | {
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/XML/1998/namespace",
    SPIFF.strip("{}"),
    _MODEL,
    "",
}
# SpiffWorkflow's own, of which the office makes no use.
_UNUSED: Final = frozenset(
    SPIFF + name
    for name in ("instructionsForEndUser", "unitTests", "taskMetadataValues", "serviceTaskOperator")
)
_OWNERS: Final = frozenset(BPMN + kind for kind in NODES | {"process", "lane", "sequenceFlow"})
_MOST_NAMES: Final = 8


def foreign_extensions(drawn: Diagram) -> Iterator[Finding]:
    """List what other tools wrote, one finding an element of the diagram."""
    found: defaultdict[etree._Element, dict[str, None]] = defaultdict(dict)
    elsewhere: dict[str, int] = {}
    for each in drawn.source.iter():
        if not isinstance(each.tag, str):
            continue
        for name in _foreign_names(each):
            owner = _owner(each)
            if owner is None:
                elsewhere.setdefault(name.partition(":")[0], each.sourceline or 1)
            else:
                found[owner][name] = None
    for owner, names in found.items():
        listed = list(names)
        more = ", …" if len(listed) > _MOST_NAMES else ""
        said = Said(
            mark("Written by another tool, kept in the file and not used: %(names)s."),
            names=", ".join(listed[:_MOST_NAMES]) + more,
        )
        yield at_xml(owner, "foreign-extension", said, severity="info")
    for prefix, line in elsewhere.items():
        said = Said(
            mark("Written by another tool, kept in the file and not used: %(names)s."),
            names=f"{prefix}:…",
        )
        yield in_file("foreign-extension", said, line, severity="info")


def can_be_taken_over(drawn: Diagram) -> Iterator[Finding]:
    """Find what another tool wrote and the office has a word for: form, role, properties."""
    for element in drawn.elements.values():
        names = other_tools.to_take_over(element.xml)
        if names:
            said = Said(
                mark("Another tool says of this step: %(names)s. It can be taken over."),
                names=", ".join(names[:_MOST_NAMES]),
            )
            yield at(element, "to-take-over", said, severity="info", fix=True)


@lru_cache(maxsize=4096)
def is_foreign(tag: str) -> bool:
    """Whether the name of an element or attribute is another tool's."""
    return (etree.QName(tag).namespace or "") not in _SILENT


def _foreign_names(each: etree._Element) -> Iterator[str]:
    tag = str(each.tag)
    if is_foreign(tag):
        above = each.getparent()
        # What stands inside something foreign is told by that.
        if above is None or not is_foreign(str(above.tag)):
            yield _short(each, tag)
        return
    if tag in _UNUSED:
        yield _short(each, tag)
    for name in map(str, each.attrib):
        if is_foreign(name):
            yield _short(each, name)


def _short(each: etree._Element, tag: str) -> str:
    name = etree.QName(tag)
    prefix = next((p for p, uri in each.nsmap.items() if uri == name.namespace and p), "")
    return f"{prefix or name.namespace}:{name.localname}"[:120]


def _owner(each: etree._Element) -> etree._Element | None:
    above: etree._Element | None = each
    while above is not None and above.tag not in _OWNERS:
        above = above.getparent()
    return above
