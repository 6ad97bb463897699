"""Going through the words of a text, and noting what its parts are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from engine.i18n import Said, mark
from engine.rules.decision.feel.words import Kind, Word, words
from engine.rules.expression.budget import DEEPEST, MOST_NODES
from engine.rules.expression.refusals import BadExpression, Overspent, Senseless, bad
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.source import too_long


@dataclass(frozen=True)
class Part:
    """A part that was read: its closure, and what is known of it without asking.

    ``size`` is what a turn of a loop pays for it; ``condition`` says that its answer is
    yes or no; ``constant`` that it is written out.
    """

    ask: Ask
    size: int = 1
    constant: bool = False
    condition: bool = False

    def known(self) -> tuple[Any] | None:
        """What the part says for every case, in a tuple of one; None when that depends."""
        try:
            return (self.ask(Seen({})),) if self.constant else None
        except (Senseless, Overspent):
            return None


@dataclass(frozen=True)
class Test:
    """A test of a value: by what it is read from, and the sign when that stands first."""

    part: Part
    holds: Callable[[Seen, Any], bool | None]
    sign: str | None = None


def any_of(tests: Sequence[Test], seen: Seen, value: Any) -> bool | None:
    """Whether a value passes one of several tests; null when none of them can be told."""
    answers = [test.holds(seen, value) for test in tests]
    return True if True in answers else None if None in answers else False


class Words:
    """The words of one text, and where in them the reader is.

    What means something else in the language of scripts is noted in ``unclear``: where
    nobody says which language a table is written in, such a place must not be guessed.
    """

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        self.text = text
        self.asks_input = False
        self.in_range = 0
        self.unclear: list[Said] = []
        self._words = words(text, tuple(known))
        self._at = 0
        self.next = self._words[0]
        self._depth = 0
        self._parts = 0

    def rest(self) -> list[Word]:
        """The words that were not read yet, without the end."""
        return self._words[self._at : -1]

    def go(self, count: int) -> None:
        """Go past so many words, never past the end."""
        self._at = min(self._at + count, len(self._words) - 1)
        self.next = self._words[self._at]

    def take(self, *texts: str) -> bool:
        """Go past the next word when it is one of these signs or keywords."""
        if self.next.is_fixed and self.next.text in texts:
            self.go(1)
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.unreadable(text)

    def unreadable(self, needed: str = "") -> BadExpression:
        found = self.next.text[:40] or "…"
        if needed:
            return bad(mark("FEEL needs “%(needed)s” where “%(text)s” stands."),
                       needed=needed, text=found)  # fmt: skip
        return bad(mark("“%(text)s” can't stand here in FEEL."), text=found)

    def end(self) -> None:
        if self.next.kind is not Kind.END:
            raise self.unreadable()

    def note(self, text: str) -> None:
        """Note that a place means something else in Python."""
        self.unclear.append(Said(text))

    def part(
        self, ask: Ask, *inside: Part, constant: bool = False, condition: bool = False
    ) -> Part:
        self._parts += 1
        if self._parts > MOST_NODES:
            raise too_long()
        return Part(ask, 1 + sum(part.size for part in inside), constant, condition)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Go one level in; the levels are counted."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise too_long()
        outside, self.in_range = self.in_range, 0
        yield
        self.in_range = outside
        self._depth -= 1
