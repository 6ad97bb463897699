"""The picture of a diagram: where its shapes stand and its arrows run.

What a mend adds must be seen too. Room is made for it by moving everything that
stands further right, so that nothing comes to lie on anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree

_DI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC: Final = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD: Final = "{http://www.omg.org/spec/DD/20100524/DI}"
GATEWAY: Final = (50.0, 50.0)
EVENT: Final = (36.0, 36.0)
BETWEEN: Final = 40.0


@dataclass(frozen=True)
class Box:
    """The rectangle in which a shape stands."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


class Picture:
    """The plane of a file; a file without one is mended without a picture."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root

    def ids(self) -> set[str]:
        """The ids of all shapes, so that none is given twice."""
        return {each.get("id", "") for each in self._root.iter(f"{_DI}*")}

    def box(self, element: str) -> Box | None:
        """Where an element stands; None when it is not drawn."""
        shape = self._shape(element)
        bounds = None if shape is None else shape.find(f"{_DC}Bounds")
        return None if bounds is None else _box(bounds)

    def make_room(self, x: float, width: float) -> None:
        """Move all that stands right of ``x``, and widen what reaches across it."""
        for bounds in self._root.iter(f"{_DC}Bounds"):
            box = _box(bounds)
            if box is None:
                continue
            if box.x >= x:
                _write(bounds, x=box.x + width)
            elif box.right > x and _is_shape(bounds):
                _write(bounds, width=box.width + width)
        for point in self._root.iter(f"{_DD}waypoint"):
            at = _number(point.get("x"))
            if at is not None and at > x:
                _write(point, x=at + width)

    def draw(self, element: str, key: str, box: Box, like: str) -> None:
        """Draw a shape beside the one of another element."""
        beside = self._shape(like)
        if beside is None:
            return
        shape = etree.Element(f"{_DI}BPMNShape", {"id": key, "bpmnElement": element})
        bounds = etree.SubElement(shape, f"{_DC}Bounds")
        _write(bounds, x=box.x, y=box.y, width=box.width, height=box.height)
        _behind(beside, shape)

    def draw_arrow(self, arrow: str, key: str, source: str, target: str) -> None:
        """Draw an arrow from the right side of one element to the left side of another."""
        one, other = self.box(source), self.box(target)
        beside = self._shape(source)
        if one is None or other is None or beside is None:
            return
        edge = etree.Element(f"{_DI}BPMNEdge", {"id": key, "bpmnElement": arrow})
        start, end = (one.right, one.middle[1]), (other.x, other.middle[1])
        between = (start[0] + end[0]) / 2
        bend = [(between, start[1]), (between, end[1])] if start[1] != end[1] else []
        for x, y in (start, *bend, end):
            _write(etree.SubElement(edge, f"{_DD}waypoint"), x=x, y=y)
        _behind(beside, edge)

    def start_arrow_at(self, arrow: str, element: str) -> None:
        """Let the line of an arrow begin at an element."""
        self._dock(self._points(arrow), element)

    def end_arrow_at(self, arrow: str, element: str) -> None:
        """Let the line of an arrow end at an element."""
        self._dock(self._points(arrow)[::-1], element)

    def rename(self, old: str, new: str, nth: int) -> None:
        """Give the nth shape or line of an id another element to stand for."""
        drawn = [
            each
            for each in self._root.iter(f"{_DI}BPMNShape", f"{_DI}BPMNEdge")
            if each.get("bpmnElement", "").rpartition(":")[2] == old
        ]
        if nth < len(drawn):
            drawn[nth].set("bpmnElement", new)

    def _shape(self, element: str) -> etree._Element | None:
        return next(
            (
                each
                for each in self._root.iter(f"{_DI}BPMNShape")
                if each.get("bpmnElement", "").rpartition(":")[2] == element
            ),
            None,
        )

    def _dock(self, points: list[etree._Element], element: str) -> None:
        """Move the first point of a line to an element, and keep right angles right."""
        box = self.box(element)
        if box is None or len(points) < 2:
            return
        x, y = _side(box, points[1])
        for name, new in (("x", x), ("y", y)):
            if len(points) > 2 and points[0].get(name) == points[1].get(name):
                _write(points[1], **{name: new})
        _write(points[0], x=x, y=y)

    def _points(self, arrow: str) -> list[etree._Element]:
        for each in self._root.iter(f"{_DI}BPMNEdge"):
            if each.get("bpmnElement", "").rpartition(":")[2] == arrow:
                return each.findall(f"{_DD}waypoint")
        return []


def _side(box: Box, towards: etree._Element) -> tuple[float, float]:
    """The point of a box that looks to where an arrow comes from or goes."""
    x, y = _number(towards.get("x")) or 0.0, _number(towards.get("y")) or 0.0
    across, down = box.middle
    if y >= box.bottom:
        return across, box.bottom
    if y <= box.y:
        return across, box.y
    return (box.right if x > across else box.x), down


def _behind(beside: etree._Element, made: etree._Element) -> None:
    parent = beside.getparent()
    if parent is None:
        return
    etree.indent(made, space="  ", level=sum(1 for _ in beside.iterancestors()))
    made.tail = beside.tail
    if parent.text is not None and not parent.text.strip():
        beside.tail = parent.text
    parent.insert(parent.index(beside) + 1, made)


def _is_shape(bounds: etree._Element) -> bool:
    parent = bounds.getparent()
    return parent is not None and parent.tag == f"{_DI}BPMNShape"


def _box(bounds: etree._Element) -> Box | None:
    numbers = [_number(bounds.get(name)) for name in ("x", "y", "width", "height")]
    known = [each for each in numbers if each is not None]
    return Box(*known) if len(known) == len(numbers) else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if abs(number) < 1e7 else None


def _write(element: etree._Element, **numbers: float) -> None:
    for name, number in numbers.items():
        element.set(name, f"{number:g}" if number == int(number) else f"{number:.2f}")
