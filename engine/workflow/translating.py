"""Expressions of other tools in our words, where they certainly mean the same.

Camunda 7 writes ``${approved == true && fee gt 0}``, Camunda 8 writes
``= approved = true and fee > 0``. Names, values, comparisons, ``and``, ``or`` and
``not`` are taken over; whatever else is written there is left to a person.

>>> ours("${answer == 'yes' && !late}")
"answer == 'yes' and not late"
>>> ours('= answer = "yes" and fee >= 100')
"answer == 'yes' and fee >= 100"
>>> ours("${service.ask(answer)}") is None
True
"""

from __future__ import annotations

import re
from typing import Final

from engine.rules.expression import BadExpression, compile_expression, compile_script
from engine.workflow.extensions import names

LONGEST: Final = 4_000
_DEEPEST: Final = 30
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>\"[^\"\\\n]*\"|'[^'\\\n]*')|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[=<>!()\[\],+\-*/]))"
)
_CAMUNDA_7: Final = re.compile(r"[$#]\{(?P<inside>[^{}]*)\}")
_WORDS: Final = {
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "&&": "and", "||": "or", "!": "not", "===": "==", "!==": "!=",
}  # fmt: skip
_VALUES: Final = {"true": "True", "false": "False", "null": "None"}
_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
# Words of those languages that are more than a name.
_NOT_TAKEN: Final = names(
    "empty div mod instanceof if then else for in return some every satisfies between and or not "
    "function external execution task authenticatedUserId new typeof var let const"
)
_DURATION: Final = re.compile(r"""=?\s*(?:duration\s*\(\s*)?["']([^"']+)["']\s*\)?""")
_TIMEDELTA: Final = re.compile(r"(?:datetime\.)?timedelta\((\w+)\s*=\s*(\d+)\)")
_LENGTHS: Final = {"weeks": "P{}W", "days": "P{}D", "hours": "PT{}H", "minutes": "PT{}M"}
_ASSIGNMENT: Final = re.compile(
    r"(?:(?:var|let|const)\s+)?(?P<name>[A-Za-z_]\w*)\s*=(?!=)\s*(?P<value>[^;]+);?"
)
_SET_VARIABLE: Final = re.compile(
    r"""execution\.setVariable\(\s*["'](?P<name>[A-Za-z_]\w*)["']\s*,\s*(?P<value>[^;]+)\);?"""
)


class _Unsure(Exception):
    """It may mean something else than what it looks like."""


def ours(text: str) -> str | None:
    """An expression of another tool in our words; None when it is not one, or not certain."""
    written = text.strip()
    if len(written) > LONGEST:
        return None
    if (whole := _CAMUNDA_7.fullmatch(written)) is not None:
        return _translated(whole["inside"], feel=False)
    if written.startswith("=") and not written.startswith("=="):
        return _translated(written[1:], feel=True)
    return None


def our_value(text: str) -> str | None:
    """Like ``ours``, but an expression that is already ours is given back as it is."""
    return ours(text) or (text.strip() if _is_ours(text) else None)


def our_script(text: str, result: str | None = None) -> str | None:
    """A script of another tool as lines ``name = value``; None when it is not certain."""
    written = text.strip()
    if not written or len(written) > LONGEST:
        return None
    if result is not None:
        value = ours(written) or _translated(written, feel=False)
        return _script([f"{result} = {value}"]) if value else None
    lines = []
    for line in written.splitlines():
        said = line.strip()
        if not said or said.startswith("//"):
            continue
        set_to = _SET_VARIABLE.fullmatch(said) or _ASSIGNMENT.fullmatch(said)
        value = _translated(set_to["value"], feel=False) if set_to else None
        if set_to is None or value is None:
            return None
        lines.append(f"{set_to['name']} = {value}")
    return _script(lines)


def our_time(text: str) -> str | None:
    """The ISO time inside another tool's expression; None when there is no certain one."""
    written = text.strip()
    if (whole := _CAMUNDA_7.fullmatch(written)) is not None:
        written = whole["inside"].strip()
    if (length := _TIMEDELTA.fullmatch(written)) is not None and length[1] in _LENGTHS:
        return _LENGTHS[length[1]].format(length[2])
    quoted = _DURATION.fullmatch(written)
    return quoted[1].strip() if quoted else None


def _script(lines: list[str]) -> str | None:
    text = "\n".join(lines)
    try:
        compile_script(text)
    except BadExpression:
        return None
    return text


def _translated(text: str, *, feel: bool) -> str | None:
    try:
        found = _Reader(_tokens(text), feel=feel).whole()
    except _Unsure:
        return None
    return found if _is_ours(found) else None


def _is_ours(text: str) -> bool:
    try:
        compile_expression(text)
    except BadExpression:
        return False
    return True


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    written = text.rstrip()
    while at < len(written):
        token = _TOKEN.match(written, at)
        if token is None:
            raise _Unsure
        found.append(token[0].strip())
        at = token.end()
    return found


class _Reader:
    """Reads one expression, from the loosest binding word to the tightest."""

    def __init__(self, words: list[str], *, feel: bool) -> None:
        self._words = words
        self._feel = feel
        self._at = 0
        self._depth = 0

    def whole(self) -> str:
        found = self._either()
        if self._at < len(self._words):
            raise _Unsure
        return found

    def _next(self) -> str:
        word = self._words[self._at] if self._at < len(self._words) else ""
        if self._feel and word == "=":
            return "=="
        if self._feel and word in {"==", "&&", "||", "!", "===", "!=="}:
            raise _Unsure
        return _WORDS.get(word, word)

    def _take(self, *expected: str) -> bool:
        if self._next() in expected:
            self._at += 1
            return True
        return False

    def _either(self) -> str:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Unsure
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        self._depth -= 1
        return " or ".join(parts)

    def _both(self) -> str:
        parts = [self._denied()]
        while self._take("and"):
            parts.append(self._denied())
        return " and ".join(parts)

    def _denied(self) -> str:
        if self._take("not"):
            # In those languages it binds more tightly than a comparison.
            inner = self._term()
            if self._next() in _COMPARISONS:
                raise _Unsure
            return f"not {inner}"
        return self._compared()

    def _compared(self) -> str:
        left = self._sum()
        how = self._next()
        if how not in _COMPARISONS:
            return left
        self._at += 1
        found = f"{left} {how} {self._sum()}"
        if self._next() in _COMPARISONS:
            raise _Unsure
        return found

    def _sum(self) -> str:
        found = self._product()
        while (sign := self._next()) in {"+", "-"}:
            self._at += 1
            found = f"{found} {sign} {self._product()}"
        return found

    def _product(self) -> str:
        found = self._term()
        while (sign := self._next()) in {"*", "/"}:
            self._at += 1
            found = f"{found} {sign} {self._term()}"
        return found

    def _term(self) -> str:
        word = self._next()
        self._at += 1
        if word == "(":
            inner = self._either()
            if not self._take(")"):
                raise _Unsure
            return f"({inner})"
        if word == "-":
            return f"-{self._term()}"
        if word[:1] in {'"', "'"}:
            return repr(word[1:-1])
        if word[:1].isdigit() or word in _VALUES:
            return _VALUES.get(word, word)
        if word.isidentifier() and word not in _NOT_TAKEN:
            if self._next() in {"(", "["}:
                raise _Unsure
            return word
        raise _Unsure
