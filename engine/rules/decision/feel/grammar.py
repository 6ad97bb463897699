"""The grammar of FEEL, from its words straight to closures.

Read by recursive descent: one method for each level, the loosest first. The depth
and the number of parts are bounded while reading.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from engine.i18n import mark
from engine.rules.decision.feel import literals, logic, loops
from engine.rules.decision.feel.calls import FUNCTIONS, takes
from engine.rules.decision.feel.fields import FIELDS
from engine.rules.decision.feel.reading import Part, Test, Words, any_of
from engine.rules.decision.feel.words import Kind
from engine.rules.expression import working
from engine.rules.expression.budget import DEEPEST
from engine.rules.expression.refusals import bad
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.source import too_long

_COMPARING: Final = frozenset(logic.COMPARISONS)
_PYTHONS: Final = frozenset({"True", "False", "None"})


class Reader(Words):
    """Reads one text."""

    def expression(self) -> Part:
        """The loosest level: choices, loops, and what they are made of."""
        with self.deeper():
            if self.take("if"):
                return self._choice()
            if self.take("for"):
                return self._loop("return", loops.collected)
            if self.next.text in {"some", "every"} and self.next.kind is Kind.KEYWORD:
                return self._quantified()
            return self._disjunction()

    def _choice(self) -> Part:
        test = self.expression()
        self.need("then")
        body = self.expression()
        self.need("else")
        other = self.expression()
        return self.part(
            lambda seen: body.ask(seen) if test.ask(seen) is True else other.ask(seen),
            test, body, other,
        )  # fmt: skip

    def _quantified(self) -> Part:
        wanted = self.next.text == "some"
        self.take("some", "every")
        return self._loop(
            "satisfies", lambda turns, ask: loops.quantified(turns, ask, wanted), condition=True
        )

    def _loop(
        self, word: str, made: Callable[[loops.Turns, Ask], Ask], *, condition: bool = False
    ) -> Part:
        iterations: list[tuple[str, Part]] = []
        while True:
            name = self._name()
            self.need("in")
            source = self._additive()
            if self.take(".."):
                source = self.part(loops.counted(source.ask, self._additive().ask), source)
            iterations.append((name, source))
            if not self.take(","):
                break
        self.need(word)
        body = self.expression()
        turns = loops.turns_of([(name, part.ask) for name, part in iterations], body.size)
        return self.part(made(turns, body.ask), body, *(part for _, part in iterations),
                          condition=condition)  # fmt: skip

    def _disjunction(self) -> Part:
        return self._joint("or", self._conjunction, logic.disjunction)

    def _conjunction(self) -> Part:
        return self._joint("and", self._comparison, logic.conjunction)

    def _joint(
        self, word: str, level: Callable[[], Part], made: Callable[[list[Ask]], Ask]
    ) -> Part:
        parts = [level()]
        while self.take(word):
            parts.append(level())
        if len(parts) == 1:
            return parts[0]
        return self.part(made([part.ask for part in parts]), *parts, condition=True)

    def _comparison(self) -> Part:
        left = self._additive()
        if self.is_comparing():
            return self._compared(left)
        if self.take("between"):
            low = self._additive()
            self.need("and")
            high = self._additive()
            return self.part(
                logic.conjunction([
                    lambda seen: logic.COMPARISONS[">="](seen, left.ask(seen), low.ask(seen)),
                    lambda seen: logic.COMPARISONS["<="](seen, left.ask(seen), high.ask(seen)),
                ]),
                left, low, high, condition=True,
            )  # fmt: skip
        if self.take("in"):
            return self._membership(left)
        if self.next.text == "instance" and self.next.kind is Kind.KEYWORD:
            raise self.unreadable()
        return left

    def _compared(self, left: Part) -> Part:
        holds = logic.COMPARISONS[self.next.text]
        self.go(1)
        right = self._additive()
        if self.is_comparing():
            raise self.unreadable("and")
        return self.part(
            lambda seen: holds(seen, left.ask(seen), right.ask(seen)), left, right, condition=True
        )

    def _membership(self, left: Part) -> Part:
        """``x in …``: one test, or several in brackets."""
        if self.next.text == "(" and self.next.kind is Kind.SIGN and not self._is_range_ahead():
            self.take("(")
            tests = [self.test()]
            while self.take(","):
                tests.append(self.test())
            self.need(")")
        else:
            tests = [self.test()]
            if tests[0].sign is None and not tests[0].part.constant:
                self.note(mark("“in” before a name looks into a text in Python, and compares "
                               "with it in FEEL."))  # fmt: skip

        def ask(seen: Seen) -> bool | None:
            return any_of(tests, seen, left.ask(seen))

        return self.part(ask, left, *(test.part for test in tests), condition=True)

    def _is_range_ahead(self) -> bool:
        """Whether the bracket that comes next opens a range: two points on its own level."""
        depth = 0
        for word in self.rest():
            if word.kind is not Kind.SIGN:
                continue
            depth += (word.text in "([{") - (word.text in ")]}")
            if word.text == ".." and depth == 1:
                return True
            if depth <= 0:
                return False
        return False

    def test(self) -> Test:
        """One of several tests: a comparison whose left side is left out, or a value."""
        if not self.is_comparing():
            part = self._additive()
            return Test(part, lambda seen, value: logic.among(seen, value, part.ask(seen)))
        sign = self.next.text
        self.go(1)
        right = self._additive()
        compare = logic.COMPARISONS[sign]
        return Test(right, lambda seen, value: compare(seen, value, right.ask(seen)), sign)

    def is_comparing(self) -> bool:
        """Whether the next word is the sign of a comparison."""
        return self.next.kind is Kind.SIGN and self.next.text in _COMPARING

    def _additive(self) -> Part:
        return self._row(("+", "-"), self._multiplicative)

    def _multiplicative(self) -> Part:
        return self._row(("*", "/"), self._exponent)

    def _exponent(self) -> Part:
        part = self._negation()
        count = 0
        while self.take("**"):
            count += 1
            other = self._negation()
            part = self.part(logic.calculation("**", part.ask, other.ask), part, other)
        if count > 1:
            self.note(mark("Powers of powers begin on the left in FEEL, and on the right in "
                           "Python."))  # fmt: skip
        return part

    def _row(self, signs: tuple[str, ...], level: Callable[[], Part]) -> Part:
        part = level()
        while self.next.kind is Kind.SIGN and self.next.text in signs:
            sign = self.next.text
            self.go(1)
            other = level()
            part = self.part(
                logic.calculation(sign, part.ask, other.ask),
                part,
                other,
                constant=part.constant and other.constant,
            )
        return part

    def _negation(self) -> Part:
        negative = 0
        while self.take("-"):
            negative += 1
        if negative > DEEPEST:
            raise too_long()
        part = self._postfix()
        if not negative:
            return part
        if self.next.text == "**":
            self.note(mark("A negative number to a power is another number in Python."))
        ask = literals.negated(part.ask) if negative % 2 else part.ask
        return self.part(ask, part, constant=part.constant)

    def _postfix(self) -> Part:
        part = self._primary()
        while True:
            if self.take("."):
                name = self._name()
                part = self.part(_fielded(part.ask, name), part)
            elif not self.in_range and self.take("["):
                part = self._filtered(part)
            else:
                return part

    def _filtered(self, whole: Part) -> Part:
        self.note(mark("Members are counted from 1 in FEEL, and from 0 in Python."))
        test = self.expression()
        self.need("]")
        return self.part(loops.filtered(whole.ask, test.ask, test.size), whole, test)

    def _primary(self) -> Part:
        word = self.next
        match word.kind:
            case Kind.NUMBER | Kind.TEXT | Kind.AT:
                self.go(1)
                value = literals.read(word)
                return self.part(lambda _seen: value, constant=True)
            case Kind.KEYWORD if word.text in literals.CONSTANTS:
                self.go(1)
                value = literals.CONSTANTS[word.text]
                return self.part(lambda _seen: value, constant=True)
            case Kind.NAME:
                return self._named()
            case Kind.SIGN if word.text in {"(", "[", "]"}:
                return self._bracketed()
            case Kind.SIGN if word.text == "{":
                return self._context()
            case Kind.SIGN if word.text == "?":
                self.go(1)
                self.asks_input = True
                return self.part(lambda seen: seen["?"])
            case _:
                raise self.unreadable()

    def _named(self) -> Part:
        name = self._name()
        if self.take("("):
            return self._call(name)
        if name == "not":
            raise self.unreadable("(")
        if name in _PYTHONS:
            raise bad(mark("“%(name)s” is written “%(feel)s” in FEEL."), name=name,
                      feel=literals.IN_FEEL[name])  # fmt: skip
        return self.part(lambda seen: _looked_up(seen, name))

    def _call(self, name: str) -> Part:
        given: list[Part] = []
        if not self.take(")"):
            given.append(self.expression())
            while self.take(","):
                given.append(self.expression())
            self.need(")")
        if name not in FUNCTIONS:
            raise bad(mark("There is no function “%(name)s” in FEEL here."), name=name[:40])
        if not takes(name, len(given)):
            raise bad(mark("The function “%(name)s” does not take these values."), name=name)
        literals.refuse_unreadable_time(name, [part.known() for part in given])
        act = FUNCTIONS[name]
        asks = [part.ask for part in given]
        constant = name not in working.FUNCTIONS and all(part.constant for part in given)
        return self.part(
            lambda seen: act(seen, *[ask(seen) for ask in asks]), *given, constant=constant
        )

    def _bracketed(self) -> Part:
        opening = self.next.text
        self.go(1)
        if opening == "[" and self.take("]"):
            return self.part(lambda _seen: [], constant=True)
        first = self.expression()
        if self.take(".."):
            return self._range(opening, first)
        if opening == "]":
            raise self.unreadable("..")
        if opening == "(":
            self.need(")")
            return first
        members = [first]
        while self.take(","):
            members.append(self.expression())
        self.need("]")
        asks = [part.ask for part in members]
        return self.part(
            loops.listed(asks), *members, constant=all(part.constant for part in members)
        )

    def _range(self, opening: str, low: Part) -> Part:
        # A bracket behind the upper end closes the range: ]1..9[
        self.in_range += 1
        high = self._additive()
        self.in_range -= 1
        closing = self.next.text
        if not self.take(")", "]", "["):
            raise self.unreadable("]")
        ask = literals.ranged(low.ask, high.ask, opening == "[", closing == "]")
        return self.part(ask, low, high, constant=low.constant and high.constant)

    def _context(self) -> Part:
        self.need("{")
        entries: list[tuple[str, Part]] = []
        while not self.take("}"):
            if entries:
                self.need(",")
            name = literals.key(self.next)
            self.go(1)
            self.need(":")
            entries.append((name, self.expression()))
        parts = [part for _, part in entries]
        return self.part(loops.recorded([(name, part.ask) for name, part in entries]), *parts)

    def _name(self) -> str:
        word = self.next
        if word.kind is not Kind.NAME:
            raise self.unreadable()
        self.go(1)
        return word.text


def _looked_up(seen: Seen, name: str) -> Any:
    return seen[name] if name in seen or name in seen.given else None


def _fielded(ask: Ask, name: str) -> Ask:
    return lambda seen: logic.field(ask(seen), name, FIELDS)
