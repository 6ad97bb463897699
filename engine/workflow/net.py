"""Where tokens can go in a diagram, and whether all ways on from somewhere end well.

When a token is moved by hand, or a running case is given a new diagram, it must
not come to stand where a join waits for ever for a branch that nobody is on, nor
double what another branch is still doing. So every way on is walked, on the
drawing alone: any arrow may be taken, whatever its condition. Steps without a
choice are passed in one stride, so that a diagram has few markings.

Events that interrupt a step are one more way to leave it; those that don't are
left out, because what they start ends by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from engine.workflow.diagram import Diagram, Element, Flow

MOST_MARKINGS: Final = 5_000

# A token stands on an arrow, or, written ``@step``, in the step itself.
Marking = tuple[str, ...]
_INSIDE: Final = "@"
_ENDS_ALL: Final = frozenset({"terminate", "error", "cancel"})


class Trouble(StrEnum):
    """What can go wrong from a marking."""

    STUCK = "stuck"
    DOUBLED = "doubled"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """A trouble, and the element at which it shows."""

    trouble: Trouble
    element: str


def inside(element: str) -> str:
    """The place of a token that is in a step or an event."""
    return _INSIDE + element


class Scope:
    """The elements and arrows of one process or subprocess, as a net for tokens."""

    def __init__(self, drawn: Diagram, scope: str) -> None:
        self.id = scope
        self.elements: Mapping[str, Element] = {each.id: each for each in drawn.within(scope)}
        self._arrows: dict[str, Flow] = {}
        self._leaving: dict[str, list[str]] = {key: [] for key in self.elements}
        self._entering: dict[str, list[str]] = {key: [] for key in self.elements}
        for flow in drawn.flows.values():
            if flow.source in self.elements and flow.target in self.elements:
                self._arrows[flow.id] = flow
                self._leaving[flow.source].append(flow.id)
                self._entering[flow.target].append(flow.id)
        self._breaking_off: dict[str, list[str]] = {key: [] for key in self.elements}
        self._onward = {
            key: [self._arrows[arrow].target for arrow in arrows]
            for key, arrows in self._leaving.items()
        }
        for each in self.elements.values():
            host = each.xml.get("attachedToRef", "")
            if each.kind == "boundaryEvent" and host in self.elements:
                self._onward[host].append(each.id)
                if each.xml.get("cancelActivity") != "false":
                    self._breaking_off[host].append(each.id)

    def arrows(self, source: str, target: str) -> list[str]:
        """The arrows from one element to another."""
        return [each for each in self._leaving.get(source, ()) if self._at(each) == target]

    def trouble(self, marking: Marking, most: int = MOST_MARKINGS) -> Found | None:
        """Walk every way on from a marking; the first trouble, None when all ends well."""
        begun = self._settled(Counter(marking))
        ahead, seen = [begun], {begun}
        while ahead:
            here = ahead.pop()
            doubled = next((place for place, count in Counter(here).items() if count > 1), None)
            if doubled is not None:
                return Found(Trouble.DOUBLED, self._at(doubled))
            following = list(self._following(here))
            if here and not following:
                return Found(Trouble.STUCK, self._at(here[0]))
            for each in following:
                if each not in seen:
                    if len(seen) >= most:
                        return Found(Trouble.UNKNOWN, self._at(each[0]))
                    seen.add(each)
                    ahead.append(each)
        return None

    def reached(self, element: str) -> set[str]:
        """Every element that a token in this one can come to, itself only by a loop."""
        seen: set[str] = set()
        ahead = list(self._onward[element])
        while ahead:
            key = ahead.pop()
            if key not in seen:
                seen.add(key)
                ahead.extend(self._onward[key])
        return seen

    def _at(self, place: str) -> str:
        return place[1:] if place.startswith(_INSIDE) else self._arrows[place].target

    def _settled(self, tokens: Counter[str]) -> Marking:
        """Let each token run to where it has a choice, waits for others, or is used up."""
        settled: list[str] = []
        for place in tokens.elements():
            rests, ends_all = self._stride(place)
            if ends_all:
                return ()
            settled.extend(rests)
        return tuple(sorted(settled))

    def _stride(self, place: str) -> tuple[list[str], bool]:
        seen: set[str] = set()
        while place not in seen:
            seen.add(place)
            element = self.elements[self._at(place)]
            if element.kind == "endEvent":
                return [], not _ENDS_ALL.isdisjoint(element.event_kinds)
            leaving = self._leaving[element.id]
            if self._rests(element):
                return [place], False
            if len(leaving) != 1:
                return leaving, False
            place = leaving[0]
        return [place], False

    def _rests(self, element: Element) -> bool:
        """Whether a token here has a choice, or waits for others."""
        return element.kind.endswith("Gateway") or bool(self._breaking_off[element.id])

    def _following(self, here: Marking) -> Iterator[Marking]:
        tokens = Counter(here)
        for place in self._worth_moving(tokens):
            element = self.elements[self._at(place)]
            taken, ways = self._ways(element, place, tokens)
            for way in ways:
                yield self._settled(tokens - Counter(taken) + Counter(way))

    def _worth_moving(self, tokens: Counter[str]) -> list[str]:
        """One token that waits for no other, where there is one: the others can go later.

        But where an inclusive join may go on, it matters who goes first.
        """
        free: list[str] = []
        for place in tokens:
            element = self.elements[self._at(place)]
            if element.kind == "inclusiveGateway":
                if not self._others_may_come(element, tokens):
                    return list(tokens)
            elif element.kind != "parallelGateway":
                free.append(place)
        return free[:1] or list(tokens)

    def _ways(
        self, element: Element, place: str, tokens: Counter[str]
    ) -> tuple[list[str], list[list[str]]]:
        """What a step from here uses up, and each choice of arrows it may take."""
        leaving = self._leaving[element.id]
        if element.kind == "parallelGateway":
            entering = self._entering[element.id]
            return entering, [leaving] if all(tokens[each] for each in entering) else []
        if element.kind == "inclusiveGateway":
            filled = [each for each in self._entering[element.id] if tokens[each]]
            may_go = filled and not self._others_may_come(element, tokens)
            return filled or [place], self._some(element, leaving) if may_go else []
        if element.kind.endswith("Gateway"):
            return [place], [[each] for each in leaving]
        off = [self._leaving[event] for event in self._breaking_off[element.id]]
        return [place], [leaving, *off]

    def _some(self, gateway: Element, leaving: list[str]) -> list[list[str]]:
        """Any choice of arrows, the default one only by itself."""
        default = gateway.xml.get("default")
        asked = [each for each in leaving if each != default]
        # The largest and the smallest choices will do where there are very many.
        sizes = range(1, len(asked) + 1) if len(asked) < 6 else (1, len(asked) - 1, len(asked))
        chosen = [list(each) for size in sizes for each in combinations(asked, size)]
        return chosen + ([[default]] if default in leaving else [])

    def _others_may_come(self, gateway: Element, tokens: Counter[str]) -> bool:
        """Tell whether a token under way could still fill an arrow that is empty."""
        entering = self._entering[gateway.id]
        empty = {self._arrows[each].source for each in entering if not tokens[each]}
        filled = {self._arrows[each].source for each in entering if tokens[each]}
        return any(
            self._comes_to(place, empty, gateway.id)
            and not self._comes_to(place, filled, gateway.id)
            for place in tokens
            if self._at(place) != gateway.id
        )

    def _comes_to(self, place: str, sources: set[str], gateway: str) -> bool:
        seen: set[str] = set()
        ahead = [self._at(place)]
        while ahead:
            key = ahead.pop()
            if key in sources:
                return True
            if key not in seen and key != gateway:
                seen.add(key)
                ahead.extend(self._onward[key])
        return False
