"""Diagrams drawn by chance: blocks in blocks, of everything that runs.

They are drawn in blocks, each with one way in and one way out, so that every
case can come to its end; which blocks, and how deep, is up to the seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from tests.workflow.drawing import arrow, diagram, node, timer
from tests.workflow.elements import boundary, several

DEEPEST: Final = 3
MOST_STEPS: Final = 14
_ASKED: Final = ("done", "rework", "economy", "tax", "both")
_AROUND: Final = (
    '<message id="answer" name="Trả lời"/><error id="lost" name="Mất" errorCode="lost"/>'
)

Block = tuple[str, str]


def drawn(seed: str) -> bytes:
    """Draw a diagram; the same one for the same seed."""
    sketch = _Sketch(random.Random(seed))
    return diagram(sketch.whole("", 0), around=_AROUND)


@dataclass
class _Sketch:
    """Draws one scope after another; every block gives its first and its last element."""

    chance: random.Random
    parts: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    steps: int = 0

    def whole(self, prefix: str, depth: int) -> str:
        """The inside of a process or subprocess, from its start to its end."""
        around, self.parts = self.parts, []
        began, ended = self._draw("startEvent", f"{prefix}began"), self._new("endEvent", "ended")
        first, last = self._row(depth)
        self._join(began, first)
        self._join(last, ended)
        inside, self.parts = "".join(self.parts), around
        return inside

    def _row(self, depth: int) -> Block:
        blocks = [self._block(depth) for _ in range(self.chance.randint(1, 3))]
        for (_, last), (first, _) in pairwise(blocks):
            self._join(last, first)
        return blocks[0][0], blocks[-1][1]

    def _block(self, depth: int) -> Block:
        deep: list[Callable[[int], Block]] = [
            self._choice, self._loop, self._parallel, self._inclusive, self._subprocess,
            self._broken_off,
        ]  # fmt: skip
        flat: list[Callable[[int], Block]] = [
            self._step, self._step, self._reminded, self._asked, self._wait, self._either,
            self._repeated, self._script,
        ]  # fmt: skip
        kinds = flat if depth >= DEEPEST or self.steps > MOST_STEPS else deep * 2 + flat
        return self.chance.choice(kinds)(depth)

    def _step(self, _depth: int) -> Block:
        return self._alone(self._new("userTask", "step"))

    def _script(self, _depth: int) -> Block:
        return self._alone(self._new("scriptTask", "script", "<script>noted = 'yes'</script>"))

    def _choice(self, depth: int) -> Block:
        split, met = self._new_gateway("exclusiveGateway"), self._new("exclusiveGateway", "met")
        for number in range(self.chance.randint(2, 3)):
            first, last = self._row(depth + 1)
            self._join(split, first, number, f"choice == '{self.chance.choice(_ASKED)}'")
            self._join(last, met)
        return split, met

    def _loop(self, depth: int) -> Block:
        again, either = (
            self._new("exclusiveGateway", "again"),
            self._new_gateway("exclusiveGateway"),
        )
        before, _ = self._step(depth)
        first, last = self._row(depth + 1)
        out = self._new("exclusiveGateway", "out")
        self._join(again, before)
        self._join(before, first)
        self._join(last, either)
        self._join(either, out, 0)
        self._join(either, again, 1, "choice == 'rework'")
        return again, out

    def _parallel(self, depth: int) -> Block:
        return self._branches(self._new("parallelGateway", "parted"), "parallelGateway", depth)

    def _inclusive(self, depth: int) -> Block:
        return self._branches(self._new_gateway("inclusiveGateway"), "inclusiveGateway", depth)

    def _branches(self, split: str, kind: str, depth: int) -> Block:
        joined = self._new(kind, "joined")
        for number in range(self.chance.randint(2, 3)):
            first, last = self._row(depth + 1)
            asked = self.chance.sample(_ASKED, 3)
            self._join(split, first, number, None if "parallel" in kind else f"choice in {asked}")
            self._join(last, joined)
        return split, joined

    def _subprocess(self, depth: int) -> Block:
        key = self._key("part")
        many = self.chance.random() < 0.3
        inside = self.whole(f"{key}_", depth + 1)
        self.parts.append(node("subProcess", key, (self._several() if many else "") + inside))
        return self._with_edges(key) if self.chance.random() < 0.6 else (key, key)

    def _broken_off(self, depth: int) -> Block:
        """A subprocess that may fail, or end at once whatever else is under way in it."""
        key, met = self._key("part"), self._new("exclusiveGateway", "met")
        fails = self.chance.random() < 0.5
        around, self.parts = self.parts, []
        began, ended = self._draw("startEvent", f"{key}_began"), self._new("endEvent", "ended")
        split, (first, last) = self._new("parallelGateway", "parted"), self._row(depth + 1)
        step, either = self._new("userTask", "step"), self._new_gateway("exclusiveGateway")
        about = (
            '<errorEventDefinition errorRef="lost"/>' if fails else "<terminateEventDefinition/>"
        )
        off, fine = self._new("endEvent", "off", about), self._new("endEvent", "ended")
        for source, target in ((began, split), (split, first), (last, ended), (split, step)):
            self._join(source, target)
        self._join(step, either)
        self._join(either, fine, 0)
        self._join(either, off, 1, "choice == 'rework'")
        inside, self.parts = "".join(self.parts), around
        self.parts.append(node("subProcess", key, inside))
        self._join(key, met)
        if fails:
            self.parts.append(
                boundary(f"{key}_failed", key, '<errorEventDefinition errorRef="lost"/>')
            )
            self._join(f"{key}_failed", met)
        return key, met

    def _reminded(self, _depth: int) -> Block:
        return self._with_edges(self._new("userTask", "step"))

    def _asked(self, _depth: int) -> Block:
        key = self._new("userTask", "ask", self._several())
        return self._with_edges(key) if self.chance.random() < 0.4 else (key, key)

    def _repeated(self, _depth: int) -> Block:
        again = (
            '<standardLoopCharacteristics loopMaximum="3">'
            "<loopCondition>choice == 'rework'</loopCondition></standardLoopCharacteristics>"
        )
        return self._alone(self._new("userTask", "repeat", again))

    def _wait(self, _depth: int) -> Block:
        hours = self.chance.choice([1, 2, 30])
        late = timer("timeDuration", f"PT{hours}H")
        return self._alone(self._new("intermediateCatchEvent", "wait", late))

    def _either(self, _depth: int) -> Block:
        either, met = self._new("eventBasedGateway", "either"), self._new("exclusiveGateway", "met")
        heard = self._new(
            "intermediateCatchEvent", "heard", '<messageEventDefinition messageRef="answer"/>'
        )
        for event in (heard, self._wait(0)[0]):
            self._join(either, event)
            self._join(event, met)
        return either, met

    def _with_edges(self, key: str) -> Block:
        """A reminder that ends by itself, and perhaps a last day that leads out."""
        met = self._new("exclusiveGateway", "met")
        self._join(key, met)
        aside = self._new("userTask", "aside") if self.chance.random() < 0.5 else None
        ended = self._new("endEvent", "reminded")
        cycle = self.chance.random() < 0.3
        late = timer("timeCycle", "R2/PT3H") if cycle else timer("timeDuration", "PT2H")
        self.parts.append(boundary(f"{key}_late", key, late, interrupts=False))
        self._join(f"{key}_late", aside or ended)
        if aside:
            self._join(aside, ended)
        if self.chance.random() < 0.5:
            self.parts.append(boundary(f"{key}_over", key, timer("timeDuration", "P3D")))
            self._join(f"{key}_over", met)
        return key, met

    def _several(self) -> str:
        until = "<completionCondition>choice == 'done'</completionCondition>"
        count = f"<loopCardinality>{self.chance.randint(1, 3)}</loopCardinality>"
        more = until if self.chance.random() < 0.5 else ""
        return several(count + more, sequential=self.chance.random() < 0.5)

    def _alone(self, key: str) -> Block:
        return key, key

    def _new_gateway(self, kind: str) -> str:
        """A gateway whose first arrow is the default."""
        key = self._key("either")
        return self._draw(kind, key, default=f"{key}_0")

    def _new(self, kind: str, name: str, inside: str = "") -> str:
        self.steps += kind == "userTask"
        return self._draw(kind, self._key(name), inside)

    def _draw(self, kind: str, key: str, inside: str = "", **attributes: str) -> str:
        self.parts.append(node(kind, key, inside, **attributes))
        return key

    def _key(self, name: str) -> str:
        self.counts[name] = self.counts.get(name, 0) + 1
        return f"{name}{self.counts[name]}"

    def _join(
        self, source: str, target: str, number: int | None = None, condition: str | None = None
    ) -> None:
        key = f"{source}__{target}" if number is None else f"{source}_{number}"
        self.parts.append(arrow(source, target, condition if number else None, key))
