"""Ids that are missing, double, or not to be used; and messages and codes without a name."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from engine.i18n import Said, mark
from engine.workflow.checks.ids import is_good, is_reserved
from engine.workflow.checks.note import LONGEST_ID
from engine.workflow.diagram import NODES
from engine.workflow.extensions import BPMN
from engine.workflow.fixes.page import Page, local, nice

_ARROW: Final = f"{BPMN}sequenceFlow"
_NAMED: Final = tuple(BPMN + kind for kind in sorted(NODES | {"sequenceFlow", "lane", "process"}))
_STEPS: Final = frozenset(BPMN + kind for kind in NODES)


def give_missing_ids(page: Page) -> None:
    """Give an id to what has none."""
    for each in page.root.iter(*_NAMED):
        if not each.get("id") and each.tag != f"{BPMN}process":
            key = page.new_id(_kind(each))
            each.set("id", key)
            page.mended(each, Said(mark("The element was given the id “%(id)s”."), id=key))


def tell_double_ids_apart(page: Page) -> None:
    """Give the second of two elements with one id an id of its own, with all that means it."""
    first: dict[str, etree._Element] = {}
    for each in list(page.root.iter(f"{BPMN}*")):
        key = each.get("id")
        if not key:
            continue
        if key not in first:
            first[key] = each
            continue
        new = page.new_id(_shortened(nice(key)))
        each.set("id", new)
        if each.tag in _STEPS:
            _arrows_of_the_second(page, key, first[key], each)
        elif each.tag == _ARROW:
            _ends_of_the_second(page, key, first[key], each)
        nth = 1 if _is_drawn(first[key]) else 0
        if _is_drawn(each):
            page.picture.rename(key, new, nth)
        said = Said(mark("The second “%(id)s” is now called “%(new)s”."), id=key[:60], new=new)
        page.mended(each, said)


def rename_what_cannot_be_read(page: Page) -> None:
    """Give another id to what has one of the engine's own, or one that is no id."""
    for each in list(page.root.iter(*_NAMED)):
        key = each.get("id", "")
        reserved = each.tag in _STEPS and is_reserved(key)
        if not key or (is_good(key) and not reserved):
            continue
        wanted = _kind(each) if len(key) > LONGEST_ID or reserved else nice(key)
        new = page.new_id(_shortened(wanted))
        each.set("id", new)
        page.rename(key, new)
        said = Said(mark("“%(id)s” is now called “%(new)s”."), id=key[:60], new=new)
        page.mended(each, said)


def name_messages(page: Page) -> None:
    """Name a message without a name by its id: so it is told apart from the others."""
    for each in page.root.iterfind(f"{BPMN}message"):
        if each.get("id") and not each.get("name"):
            each.set("name", each.get("id", ""))
            said = Said(mark("The message is now named “%(name)s”."), name=each.get("id"))
            page.mended(each, said)


def give_codes(page: Page) -> None:
    """Give errors and escalations their id as code where they have none."""
    for kind, code in (("error", "errorCode"), ("escalation", "escalationCode")):
        used = {each.get(f"{kind}Ref") for each in page.root.iter(f"{BPMN}{kind}EventDefinition")}
        for each in page.root.iterfind(BPMN + kind):
            if each.get("id") in used and not each.get(code):
                each.set(code, each.get("id", ""))
                said = Said(mark("The code is now “%(code)s”."), code=each.get("id"))
                page.mended(each, said)


def _arrows_of_the_second(
    page: Page, key: str, first: etree._Element, second: etree._Element
) -> None:
    """Let those arrows go to the second element that it names and the first one doesn't."""
    for what, end in (("outgoing", "sourceRef"), ("incoming", "targetRef")):
        named = _texts(second, what) - _texts(first, what)
        for arrow in page.arrows():
            if arrow.get("id") in named and local(arrow.get(end, "")) == key:
                arrow.set(end, second.get("id", ""))


def _ends_of_the_second(
    page: Page, key: str, first: etree._Element, second: etree._Element
) -> None:
    """Say the new id at the ends of the second arrow, unless they are the first one's too."""
    steps = page.by_id()
    for what, end in (("outgoing", "sourceRef"), ("incoming", "targetRef")):
        mine, theirs = local(second.get(end, "")), local(first.get(end, ""))
        node = steps.get(mine)
        if node is None:
            continue
        named = [each for each in node.findall(BPMN + what) if local(each.text or "") == key]
        if named and (mine != theirs or len(named) > 1):
            named[-1].text = second.get("id")
        if mine != theirs and node.get("default") == key and what == "outgoing":
            node.set("default", second.get("id", ""))


def _texts(node: etree._Element, what: str) -> set[str]:
    return {local((each.text or "").strip()) for each in node.findall(BPMN + what)}


def _is_drawn(each: etree._Element) -> bool:
    return each.tag in _STEPS or each.tag in {_ARROW, f"{BPMN}lane"}


def _kind(each: etree._Element) -> str:
    """What an element is, as the beginning of an id: ``user_task``."""
    name = etree.QName(each).localname
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _shortened(key: str) -> str:
    return key[: LONGEST_ID - 20]
