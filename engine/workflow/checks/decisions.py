"""Decision tables (DMN): only what SpiffWorkflow evaluates right.

It takes the first matching row whatever the hit policy says, but for COLLECT.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from engine.errors import DiagramRefused
from engine.i18n import Said, mark
from engine.rules.expression import BadExpression, compile_expression
from engine.workflow.checks.note import in_file
from engine.workflow.finding import Finding
from engine.workflow.reading import parse_xml

_POLICIES: Final = frozenset({"UNIQUE", "COLLECT"})


def check_decisions(content: bytes) -> Iterator[Finding]:
    """Find what is wrong with a decision file."""
    try:
        root = parse_xml(content)
    except DiagramRefused as refusal:
        yield from (each for each in refusal.findings if isinstance(each, Finding))
        return
    if etree.QName(root).localname != "definitions" or "/DMN/" not in str(root.tag):
        said = Said(mark("This is XML, but not a DMN decision table."))
        yield in_file("not-dmn", said, root.sourceline or 1)
        return
    tables = list(root.iter("{*}decisionTable"))
    if not tables:
        yield in_file("no-decision-table", Said(mark("The file has no decision table.")))
    for table in tables:
        yield from _table(table)


def _table(table: etree._Element) -> Iterator[Finding]:
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in _POLICIES or table.get("aggregation") is not None:
        said = Said(mark("The hit policy “%(policy)s” would be evaluated wrong."), policy=policy)
        yield _at(table, "hit-policy", said)
    for written in table.iterfind("{*}input/{*}inputExpression/{*}text"):
        yield from _expression(written, written.text or "")
    for written in table.iterfind("{*}rule/{*}inputEntry/{*}text"):
        yield from _entry(written)
    for written in table.iterfind("{*}rule/{*}outputEntry/{*}text"):
        if (written.text or "").strip():
            yield from _expression(written, written.text or "")


def _entry(written: etree._Element) -> Iterator[Finding]:
    text = (written.text or "").strip().replace("?", "value")
    if text and _problem(text) is not None:
        yield from _expression(written, f"value {text}")


def _expression(written: etree._Element, text: str) -> Iterator[Finding]:
    message = _problem(text)
    if message is not None:
        yield _at(written, "bad-expression", message)


def _problem(text: str) -> Said | None:
    try:
        compile_expression(text)
    except BadExpression as refusal:
        return refusal.said
    return None


def _at(place: etree._Element, rule: str, message: Said) -> Finding:
    above: etree._Element | None = place
    while above is not None and above.get("id") is None:
        above = above.getparent()
    key = None if above is None else above.get("id")
    return Finding("", "error", rule, key, place.sourceline or 1, message)
