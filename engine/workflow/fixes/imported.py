"""What other tools wrote, taken over in our words; the rest is named for somebody to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lxml import etree

from engine.i18n import Said, mark
from engine.rules.expression import BadExpression, compile_expression, compile_script
from engine.workflow import other_tools
from engine.workflow.extensions import BPMN, SPIFF
from engine.workflow.fixes.page import Page, insert
from engine.workflow.translating import ours

_SEVERAL: Final = f"{BPMN}multiInstanceLoopCharacteristics"
_EXTENSIONS: Final = f"{BPMN}extensionElements"
_EXPRESSIONS: Final = tuple(
    BPMN + name
    for name in ("conditionExpression", "condition", "loopCardinality", "completionCondition",
                 "loopCondition")
)  # fmt: skip


def translate_expressions(page: Page) -> None:
    """Write conditions of other tools in our words."""
    for each in page.root.iter(*_EXPRESSIONS):
        written = (each.text or "").strip()
        translated = ours(written)
        if not written or _reads(compile_expression, written) or translated is None:
            continue
        each.text = translated
        if "language" in each.attrib:
            del each.attrib["language"]
        said = Said(mark("“%(old)s” is now “%(new)s”."), old=written[:120], new=translated[:120])
        page.mended(each, said)


def take_over_scripts(page: Page) -> None:
    """Write scripts of other tools in our words."""
    for each in page.root.iter(f"{BPMN}scriptTask"):
        place = each.find(f"{BPMN}script")
        written = "" if place is None else (place.text or "").strip()
        if written and _reads(compile_script, written):
            continue
        script = other_tools.script(each)
        if script is None:
            continue
        if place is None:
            place = etree.SubElement(each, f"{BPMN}script")
        place.text = script
        each.attrib.pop("scriptFormat", None)
        page.mended(each, Said(mark("The script is now “%(new)s”."), new=script[:120]))


def take_over_properties(page: Page) -> None:
    """Give steps the form, the role and the properties that another tool gave them."""
    for each in page.nodes():
        values = dict(other_tools.properties(each))
        for name, value in (("form", other_tools.form(each)), ("role", other_tools.role(each))):
            if value is not None:
                values.setdefault(name, value)
        for name in other_tools.to_take_over(each):
            page.set_property(each, name, values[name])
            said = Said(
                mark("The property “%(name)s” is now “%(value)s”, as the other tool had it."),
                name=name,
                value=values[name][:120],
            )
            page.mended(each, said)


def take_over_calls(page: Page) -> None:
    """Name the decision table or the process that a step calls."""
    path = f"{_EXTENSIONS}/{SPIFF}calledDecisionId"
    for each in page.root.iter(f"{BPMN}businessRuleTask"):
        called = other_tools.decision(each)
        if called is not None and not each.findtext(path, "").strip():
            page.extension(each, "calledDecisionId").text = called
            page.mended(each, Said(mark("The step now asks the table “%(id)s”."), id=called))
    for each in page.root.iter(f"{BPMN}callActivity"):
        called = other_tools.called_process(each)
        if called is not None and not each.get("calledElement"):
            each.set("calledElement", called)
            page.mended(each, Said(mark("The step now calls the process “%(id)s”."), id=called))


def take_over_lists(page: Page) -> None:
    """Write over which list a step is repeated."""
    for each in page.nodes():
        loop, several = each.find(_SEVERAL), other_tools.several(each)
        if loop is None or several is None or not is_uncounted(loop):
            continue
        behind = loop.find(_EXTENSIONS)
        parts: list[tuple[str, str | None]] = [
            ("loopDataInputRef", several.items),
            ("loopDataOutputRef", several.results),
            ("inputDataItem", several.item),
        ]
        for name, value in parts:
            if value is None:
                continue
            made = etree.Element(BPMN + name, nsmap=loop.nsmap)
            if name == "inputDataItem":
                made.set("id", value)
            else:
                made.text = value
            insert(loop, made, behind)
            behind = made
        said = Said(mark("The step is now repeated over “%(items)s”."), items=several.items)
        page.mended(each, said)


def name_what_is_left(page: Page) -> None:
    """Name what another tool would do at a step and nobody does here."""
    for each in (*page.nodes(), *page.root.iter(f"{BPMN}message")):
        left = list(dict.fromkeys(other_tools.to_decide(each)))
        if left:
            said = Said(
                mark("Left for you to decide, because it has no certain meaning here: %(names)s."),
                names=", ".join(left),
            )
            page.note("left-to-decide", each, said)


def is_uncounted(loop: etree._Element) -> bool:
    """Whether a step that is done several times says neither how often nor over what."""
    return all(loop.find(BPMN + name) is None for name in ("loopCardinality", "loopDataInputRef"))


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except BadExpression:
        return False
    return True
