"""Where arrows part and meet, begin and end without an element that says so.

BPMN gives each of these a meaning; here it is drawn.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from engine.i18n import Said, mark
from engine.workflow.checks.routing import meets_by_itself, parting_gateway
from engine.workflow.checks.structure import is_dead_end, unentered
from engine.workflow.diagram import SUBPROCESSES, Diagram, Element, from_tree
from engine.workflow.extensions import BPMN
from engine.workflow.fixes.page import Page
from engine.workflow.fixes.picture import BETWEEN, EVENT, GATEWAY, Box

_CONDITION: Final = f"{BPMN}conditionExpression"
_CHOOSING: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})


def part_at_a_gateway(page: Page) -> None:
    """Put a gateway behind each step that several arrows leave."""
    drawn, steps = from_tree(page.root).running, page.by_id()
    for element in drawn.elements.values():
        ways = drawn.leaving(element.id)
        if len(ways) < 2 or not _is_a_step(element):
            continue
        kind, step = parting_gateway(element, ways), steps.get(element.id)
        if kind is None or step is None:
            continue
        arrows = page.leaving(element.id)
        gateway = page.add(kind, page.new_id(f"{element.id}_parts"), step)
        for arrow in arrows:
            page.move_start(arrow, gateway)
        if step.get("default"):
            gateway.set("default", step.attrib.pop("default"))
        between = page.connect(step, gateway)
        _draw_behind(page, element.id, gateway, GATEWAY)
        for arrow in arrows:
            page.picture.start_arrow_at(arrow.get("id", ""), gateway.get("id", ""))
        _draw_arrow(page, between)
        said = Said(mark("A gateway behind this step says what its several arrows mean."))
        page.mended(step, said)


def meet_at_a_gateway(page: Page) -> None:
    """Put an exclusive gateway before each step in which several arrows meet."""
    drawn, steps = from_tree(page.root).running, page.by_id()
    for element in drawn.elements.values():
        step = steps.get(element.id)
        if step is None or not meets_by_itself(drawn, element):
            continue
        arrows = page.entering(element.id)
        gateway = page.add("exclusiveGateway", page.new_id(f"{element.id}_meets"), step)
        for arrow in arrows:
            page.move_end(arrow, gateway)
        between = page.connect(gateway, step)
        box = page.picture.box(element.id)
        if box is not None:
            page.picture.make_room(box.x, GATEWAY[0] + BETWEEN)
            place = Box(box.x, box.middle[1] - GATEWAY[1] / 2, *GATEWAY)
            _draw(page, gateway, place, element.id)
        for arrow in arrows:
            page.picture.end_arrow_at(arrow.get("id", ""), gateway.get("id", ""))
        _draw_arrow(page, between)
        said = Said(mark("The arrows into this step now meet in a gateway before it."))
        page.mended(step, said)


def choose_defaults(page: Page) -> None:
    """Make the one arrow without a condition the default, and drop a default's condition."""
    drawn, steps = from_tree(page.root).running, page.by_id()
    for element in drawn.elements.values():
        gateway = steps.get(element.id)
        if element.kind not in _CHOOSING or gateway is None:
            continue
        ways = drawn.leaving(element.id)
        bare = [flow.id for flow in ways if flow.condition is None]
        if element.xml.get("default") is None and len(bare) == 1 < len(ways):
            gateway.set("default", bare[0])
            said = Said(mark("The arrow “%(id)s” is now the default one."), id=bare[0])
            page.mended(gateway, said)
        for arrow in page.leaving(element.id):
            condition = arrow.find(_CONDITION)
            if condition is not None and arrow.get("id") == element.xml.get("default"):
                arrow.remove(condition)
                said = Said(mark("The condition on the default arrow, never asked, was dropped."))
                page.mended(arrow, said)


def end_what_leads_nowhere(page: Page) -> None:
    """Put an end event behind each step that no arrow leaves."""
    drawn, steps = from_tree(page.root).running, page.by_id()
    for element in drawn.elements.values():
        step = steps.get(element.id)
        if step is None or not is_dead_end(drawn, element) or _is_refused_whole(drawn, element):
            continue
        end = page.add("endEvent", page.new_id(f"{element.id}_ended"), step)
        arrow = page.connect(step, end)
        _draw_behind(page, element.id, end, EVENT)
        _draw_arrow(page, arrow)
        said = Said(mark("An end event now stands behind this step, where nothing led on."))
        page.mended(step, said)


def begin_where_nothing_leads(page: Page) -> None:
    """Put a start event before the one step of a process that nothing leads to."""
    drawn, steps = from_tree(page.root).running, page.by_id()
    scopes = [process.id for process in drawn.processes]
    scopes += [each.id for each in drawn.elements.values() if each.kind in SUBPROCESSES]
    for scope in scopes:
        inside = drawn.within(scope)
        first = unentered(drawn, scope)
        host = drawn.elements.get(scope)
        if host is not None and host.kind == "adHocSubProcess":
            continue
        if any(each.kind == "startEvent" for each in inside) or len(first) != 1:
            continue
        step = steps.get(first[0].id)
        if step is None:
            continue
        start = page.add("startEvent", page.new_id(f"{first[0].id}_began"), step)
        arrow = page.connect(start, step)
        box = page.picture.box(first[0].id)
        if box is not None:
            page.picture.make_room(box.x, EVENT[0] + BETWEEN)
            place = Box(box.x, box.middle[1] - EVENT[1] / 2, *EVENT)
            _draw(page, start, place, first[0].id)
        _draw_arrow(page, arrow)
        said = Said(mark("A start event now stands before this step, where a case begins."))
        page.mended(step, said)


def throw_before_the_end(page: Page) -> None:
    """Throw a signal before the end event that would not send it."""
    drawn, steps = from_tree(page.root).running, page.by_id()
    for element in drawn.elements.values():
        end = steps.get(element.id)
        if element.kind != "endEvent" or element.event_kinds != ("signal",) or end is None:
            continue
        definition = end.find(f"{BPMN}signalEventDefinition")
        arrows = page.entering(element.id)
        if definition is None:
            continue
        key = page.new_id(f"{element.id}_thrown")
        throw = page.add("intermediateThrowEvent", key, end)
        throw.append(definition)
        for arrow in arrows:
            page.move_end(arrow, throw)
        between = page.connect(throw, end)
        box = page.picture.box(element.id)
        if box is not None:
            page.picture.make_room(box.x, EVENT[0] + BETWEEN)
            _draw(page, throw, Box(box.x, box.y, *EVENT), element.id)
        for arrow in arrows:
            page.picture.end_arrow_at(arrow.get("id", ""), key)
        _draw_arrow(page, between)
        said = Said(mark("The signal is now thrown before the end, where it is really sent."))
        page.mended(end, said)


def _is_a_step(element: Element) -> bool:
    return not element.kind.endswith("Gateway") and element.kind not in {"startEvent", "endEvent"}


def _is_refused_whole(drawn: Diagram, element: Element) -> bool:
    host = drawn.elements.get(element.scope)
    return host is not None and host.kind == "adHocSubProcess"


def _draw_behind(page: Page, element: str, made: etree._Element, size: tuple[float, float]) -> None:
    box = page.picture.box(element)
    if box is None:
        return
    page.picture.make_room(box.right, BETWEEN + size[0])
    place = Box(box.right + BETWEEN, box.middle[1] - size[1] / 2, *size)
    _draw(page, made, place, element)


def _draw(page: Page, made: etree._Element, place: Box, like: str) -> None:
    key = made.get("id", "")
    page.picture.draw(key, page.new_id(f"{key}_shape"), place, like)


def _draw_arrow(page: Page, arrow: etree._Element) -> None:
    key = arrow.get("id", "")
    source, target = arrow.get("sourceRef", ""), arrow.get("targetRef", "")
    page.picture.draw_arrow(key, page.new_id(f"{key}_line"), source, target)
