"""Whether every case can always come to an end, whichever way it goes.

A diagram is walked as a net: tokens on arrows, any arrow taken whatever its
condition. Four things are proved, or found wrong: no token is left behind at a
join, no case goes round for ever, no step is dead, and no round leaves a branch
open behind it. Where there are more markings than the budget, that is said.

Conditions are not read here. Two gateways that ask for the same value may never
go the ways that a walk takes; what is found on such a way is only a warning.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from engine.i18n import Said, mark
from engine.rules.expression import names_in
from engine.workflow import graph
from engine.workflow.checks.note import at, in_file
from engine.workflow.diagram import MANUAL, Diagram, Element
from engine.workflow.finding import Finding
from engine.workflow.net import Marking, Scope

# Moves from one marking to another, in all scopes together: a third of a second.
MOST_MOVES: Final = 6_000
# Only a machine that is very slow or busy comes to this first.
_SECONDS: Final = 1.0
_FORKS: Final = frozenset({"parallelGateway", "inclusiveGateway"})
_JOINS: Final = frozenset({"parallelGateway", "inclusiveGateway"})
_ASKS: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})
_WAITS: Final = MANUAL | {"receiveTask", "intermediateCatchEvent", "callActivity", "subProcess"}


def soundness(drawn: Diagram) -> list[Finding]:
    """Prove that a diagram always comes to an end, or find where it may not."""
    budget = _Budget(MOST_MOVES, time.monotonic() + _SECONDS)
    found: list[Finding] = []
    proved = True
    for scope in dict.fromkeys(each.scope for each in drawn.elements.values()):
        walked = _walk(_Net(drawn, scope), budget)
        proved = proved and walked.complete
        found.extend(_findings(walked))
    if not proved:
        said = Said(
            mark(
                "The diagram has too many ways to walk all of them, so it is not proved that "
                "every case comes to an end. Put parallel parts into subprocesses."
            )
        )
        found.append(in_file("not-proved", said, severity="info"))
    return found


@dataclass
class _Budget:
    """What is left to be walked."""

    moves: int
    until: float

    def is_spent(self) -> bool:
        return self.moves <= 0 or time.monotonic() > self.until


class _Net(Scope):
    """A scope whose tokens also rest where arrows meet, and at steps that a round may leave."""

    def __init__(self, drawn: Diagram, scope: str) -> None:
        super().__init__(drawn, scope)
        forks = self._forks_on_loops()
        self.may_grow = bool(forks)
        behind = graph.reached(forks, self._onward)
        self._left_by_rounds = {key for key in behind if self.elements[key].kind in _WAITS}
        self._strides: dict[str, tuple[list[str], bool]] = {}

    def beginnings(self) -> list[Marking]:
        """The markings in which a case may begin: one for each start event."""
        starts = [key for key, each in self.elements.items() if each.kind == "startEvent"]
        return [self._settled(Counter(self._leaving[start])) for start in starts]

    def moves(self, here: Marking) -> Iterator[tuple[str, list[str], Marking]]:
        """Each element that can move, the arrows it takes, and what follows."""
        tokens = Counter(here)
        for place in tokens:
            element = self.elements[self._at(place)]
            taken, ways = self._ways(element, place, tokens)
            for way in ways:
                yield element.id, way, self._settled(tokens - Counter(taken) + Counter(way))

    def element(self, place: str) -> Element:
        """The element that a token on an arrow comes to."""
        return self.elements[self._at(place)]

    def passed(self, arrows: Iterable[str]) -> Iterator[str]:
        """The elements that tokens on these arrows go through until they rest."""
        ahead, seen = list(arrows), set()
        while ahead:
            place = ahead.pop()
            if place in seen:
                continue
            seen.add(place)
            element = self.element(place)
            if not self._rests(element):
                yield element.id
                ahead.extend(self._leaving[element.id])

    def events_at(self, element: str) -> list[str]:
        """The events that can break a step off."""
        return self._breaking_off[element]

    def beside(self) -> set[str]:
        """What only an event that does not interrupt its step leads to."""
        events = [
            key
            for key, each in self.elements.items()
            if each.kind == "boundaryEvent" and each.xml.get("cancelActivity") == "false"
        ]
        return graph.reached(events, self._onward)

    def leaving(self, element: str) -> list[str]:
        """The arrows that leave an element."""
        return self._leaving[element]

    def comes_from(self, element: str) -> list[str]:
        """The elements from which arrows lead here, or the step it is attached to."""
        host = self.elements[element].xml.get("attachedToRef")
        arrows = [self._arrows[arrow].source for arrow in self._entering[element]]
        return [*arrows, host] if host else arrows

    def conditions(self, gateway: str) -> list[str]:
        """What a gateway asks."""
        asked = (self._arrows[arrow].condition for arrow in self._leaving[gateway])
        return [condition for condition in asked if condition]

    def _stride(self, place: str) -> tuple[list[str], bool]:
        if place not in self._strides:
            self._strides[place] = super()._stride(place)
        return self._strides[place]

    def _rests(self, element: Element) -> bool:
        several = len(self._entering[element.id]) > 1 and element.kind != "endEvent"
        return super()._rests(element) or several or element.id in self._left_by_rounds

    def _forks_on_loops(self) -> list[str]:
        """Forks that a loop leads back to: a round could begin before the last one is done."""
        return [
            key
            for circle in graph.circles(self._onward)
            for key in circle
            if self.elements[key].kind in _FORKS and len(self._leaving[key]) > 1
        ]


@dataclass(frozen=True)
class _Step:
    """How a marking was first come to."""

    before: Marking
    element: str


@dataclass
class _Walked:
    """All markings of a scope that were come to, and what was seen on the way."""

    net: _Net
    following: dict[Marking, set[Marking]]
    reached_by: dict[Marking, _Step]
    live: set[str]
    grown: dict[str, Marking]
    complete: bool = True

    def elements_to(self, marking: Marking) -> list[str]:
        """The elements that moved on the first way to a marking."""
        found = []
        while marking in self.reached_by:
            step = self.reached_by[marking]
            found.append(step.element)
            marking = step.before
        return found[::-1]

    def ends_from(self) -> set[Marking]:
        """The markings from which the empty one can be come to."""
        before: dict[Marking, list[Marking]] = {}
        for here, onward in self.following.items():
            for each in onward:
                before.setdefault(each, []).append(here)
        seen: set[Marking] = set()
        ahead: list[Marking] = [()]
        while ahead:
            here = ahead.pop()
            if here not in seen:
                seen.add(here)
                ahead.extend(before.get(here, ()))
        return seen


def _walk(net: _Net, budget: _Budget) -> _Walked:
    walked = _Walked(net, {}, {}, set(), {})
    starts = [key for key, each in net.elements.items() if each.kind == "startEvent"]
    walked.live.update(starts, net.beside())
    for start in starts:
        walked.live.update(net.passed(net.leaving(start)))
    ahead = deque(net.beginnings())
    while ahead:
        here = ahead.popleft()
        if here in walked.following:
            continue
        if budget.is_spent():
            walked.complete = False
            break
        onward = walked.following[here] = set()
        for element, way, there in net.moves(here):
            budget.moves -= 1
            walked.live.update((element, *net.events_at(element), *net.passed(way)))
            onward.add(there)
            if there in walked.following or there in walked.reached_by:
                continue
            walked.reached_by[there] = _Step(here, element)
            fork = _grown(walked, there) if net.may_grow else None
            if fork is not None:
                walked.grown.setdefault(fork, there)
                walked.following.setdefault(there, {()})  # Not walked on: it would never end.
            else:
                ahead.append(there)
    return walked


def _grown(walked: _Walked, there: Marking) -> str | None:
    """The fork that made a marking hold all that an earlier one on its way held, and more."""
    tokens = Counter(there)
    forks: list[str] = []
    marking = there
    while marking in walked.reached_by:
        step = walked.reached_by[marking]
        if walked.net.elements[step.element].kind in _FORKS:
            forks.append(step.element)
        marking = step.before
        if len(marking) < len(there) and not Counter(marking) - tokens:
            return forks[-1] if forks else None
    return None


def _findings(walked: _Walked) -> Iterator[Finding]:
    net = walked.net
    for fork in walked.grown:
        said = Said(
            mark(
                "Each round leaves a branch open behind it, so branches pile up without end: "
                "join them before going round again."
            )
        )
        yield at(net.elements[fork], "forks-without-end", said)
    yield from _stuck(walked)
    yield from _doubled(walked)
    if walked.complete and not walked.grown:
        yield from _endless(walked)
        yield from _dead(walked)


def _stuck(walked: _Walked) -> Iterator[Finding]:
    told: set[str] = set()
    for marking, onward in walked.following.items():
        if not marking or onward:
            continue
        joins = [each for place in marking if (each := walked.net.element(place)).kind in _JOINS]
        place = joins[0] if joins else walked.net.element(marking[0])
        if place.id in told:
            continue
        told.add(place.id)
        said = Said(
            mark(
                "A case can stop here for ever: the join waits for a branch that may not have "
                "been taken. Take the same kind of gateway where the branches part and meet."
            )
        )
        certain = not _asks_the_same(walked, marking)
        yield at(place, "can-stall", said, severity="error" if certain else "warning")


def _asks_the_same(walked: _Walked, marking: Marking) -> bool:
    """Whether two gateways on the way ask for the same value: not every way can then be gone."""
    asked: Counter[str] = Counter()
    for key in set(walked.elements_to(marking)):
        if walked.net.elements[key].kind in _ASKS and len(walked.net.leaving(key)) > 1:
            asked.update(set().union(*map(names_in, walked.net.conditions(key))))
    return any(count > 1 for count in asked.values())


def _doubled(walked: _Walked) -> Iterator[Finding]:
    told: set[str] = set()
    for marking in walked.following:
        counts = Counter(walked.net.element(place).id for place in marking)
        for key, count in counts.items():
            element = walked.net.elements[key]
            if count > 1 and key not in told and element.kind not in _JOINS:
                told.add(key)
                said = Said(
                    mark(
                        "Two branches come here one after the other, so what follows is done "
                        "twice: join them with a parallel gateway first."
                    )
                )
                yield at(element, "done-twice", said, severity="warning")


def _endless(walked: _Walked) -> Iterator[Finding]:
    ends = walked.ends_from()
    stuck = {here for here, onward in walked.following.items() if here and not onward}
    endless = [here for here in walked.following if here not in ends]
    if stuck or not endless:
        return
    said = Said(
        mark(
            "From here a case goes round for ever and never comes to an end: let a gateway "
            "lead out of the loop."
        )
    )
    yield at(walked.net.element(endless[0][0]), "never-ends", said)


def _dead(walked: _Walked) -> Iterator[Finding]:
    net = walked.net
    for key, element in net.elements.items():
        before = net.comes_from(key)
        if key in walked.live or not any(each in walked.live for each in before):
            continue
        if element.kind in _JOINS and len(before) > 1:
            continue  # The case that stops at it is told already.
        said = Said(mark("No case ever comes to this step: draw a way to it, or remove it."))
        yield at(element, "dead-step", said)
