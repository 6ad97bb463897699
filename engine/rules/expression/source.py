"""From a text to a tree: Python's grammar, held to what a person sees and can afford.

Size and depth are bounded before Python's own parser sees the text, which
recurses for each bracket. What is read must be what is seen: outside of quotes
and remarks only plain ASCII stands, so that no look-alike letter passes for
another, and nothing invisible stands anywhere.
"""

from __future__ import annotations

import ast
import io
import tokenize
import unicodedata
import warnings
from decimal import Decimal
from typing import Any, Final, Literal

from engine.i18n import mark
from engine.rules.expression.budget import DEEPEST, LONGEST_SOURCE, MOST_DIGITS, MOST_NODES
from engine.rules.expression.refusals import BadExpression, bad

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_QUOTED: Final = frozenset({tokenize.STRING, tokenize.COMMENT})
_COUNTED: Final = (ast.expr, ast.stmt, ast.comprehension, ast.keyword)


class Source:
    """A written text and its tree."""

    def __init__(self, text: str, mode: Literal["eval", "exec"]) -> None:
        self.text = readable(text)
        self.tree: Any = self._parse(mode)
        if not self.text.isascii():
            self._refuse_look_alikes()
        if size(self.tree) > MOST_NODES:
            raise too_long()

    def decimal(self, node: ast.expr) -> Decimal:
        """A number with decimals exactly as it is written; Python would round it."""
        written = (ast.get_source_segment(self.text, node) or "").replace("_", "")
        number = Decimal(written)
        if not number:
            return Decimal(0)
        if max(len(number.as_tuple().digits), abs(number.adjusted())) > MOST_DIGITS:
            raise bad(mark("The number “%(text)s” has too many digits."), text=written[:40])
        return number

    def _parse(self, mode: Literal["eval", "exec"]) -> Any:
        try:
            with warnings.catch_warnings(action="ignore"):
                return ast.parse(self.text, mode=mode)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as wrong:
            said = mark("“%(text)s” is not an expression that can be read.")
            raise bad(said, text=self.text[:120]) from wrong

    def _refuse_look_alikes(self) -> None:
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(self.text).readline))
        except (tokenize.TokenError, SyntaxError):
            raise bad(
                mark("“%(text)s” is not an expression that can be read."), text=self.text[:120]
            ) from None
        for token in tokens:
            if token.type not in _QUOTED and not token.string.isascii():
                raise bad(mark("“%(name)s” can't be used as a name."), name=token.string[:40])


def readable(text: str) -> str:
    """A text without what surrounds it; ``BadExpression`` when it is empty, huge or hides signs."""
    written = text.strip(" \t\r\n")
    if not written:
        raise bad(mark("The expression is empty."))
    if len(written) > LONGEST_SOURCE or len(written.encode(errors="replace")) > LONGEST_SOURCE:
        raise too_long()
    if _nesting(written) > DEEPEST:
        raise too_long()
    for sign in written:
        if sign not in "\n\r\t" and unicodedata.category(sign) in _INVISIBLE:
            raise bad(mark("The expression holds a sign that can't be seen (%(sign)s)."),
                      sign=f"U+{ord(sign):04X}")  # fmt: skip
    return written


def size(tree: ast.AST) -> int:
    """How many parts a tree has."""
    return sum(isinstance(node, _COUNTED) for node in ast.walk(tree))


def too_long() -> BadExpression:
    """Refuse what is too large to be read."""
    return bad(mark("The expression is too long or nested too deeply."))


def _nesting(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest
