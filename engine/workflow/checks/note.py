"""How a rule notes what it found."""

from __future__ import annotations

from typing import Final

from lxml import etree

from engine.i18n import Said
from engine.workflow.diagram import Element, Flow, Lane, Process
from engine.workflow.finding import Finding, Severity

LONGEST_ID: Final = 255


def at(
    place: Element | Flow | Lane | Process,
    rule: str,
    message: Said,
    *,
    severity: Severity = "error",
    fix: bool = False,
) -> Finding:
    """Note a finding at something that is drawn; what has no id is named by its line."""
    return Finding("", severity, rule, _shown(place.id), place.line, message, fix)


def at_xml(
    place: etree._Element,
    rule: str,
    message: Said,
    *,
    severity: Severity = "error",
    fix: bool = False,
) -> Finding:
    """Note a finding at a part of the file, named by the nearest id around it."""
    return Finding("", severity, rule, owner(place), place.sourceline or 1, message, fix)


def in_file(rule: str, message: Said, line: int = 1, *, severity: Severity = "error") -> Finding:
    """Note a finding about the file as a whole."""
    return Finding("", severity, rule, None, line, message)


def owner(place: etree._Element) -> str | None:
    """The id of an element of the file, or of the nearest one around it that has one."""
    above: etree._Element | None = place
    while above is not None and not above.get("id"):
        above = above.getparent()
    return None if above is None else _shown(above.get("id", ""))


def _shown(key: str) -> str | None:
    """An id as it is told; one as long as a letter is named by its line."""
    return key if 0 < len(key) <= LONGEST_ID else None
