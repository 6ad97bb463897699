"""Which language a decision table is written in: FEEL or our own.

A file may say it (``expressionLanguage``), for a cell, a table or the whole. Where
nobody says it:

- a table of which every text can be read as FEEL is FEEL, as DMN has it;
- a table of which every text can be read only in our own language is in that;
- a table that could be either, and would mean two things, is refused until somebody
  says which it is; and so is one that is partly the one and partly the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.i18n import Said, mark
from engine.rules.decision import feel, python_style
from engine.rules.decision.cell import Cell
from engine.rules.decision.table import Formula
from engine.rules.expression.refusals import BadExpression, bad


class Language(StrEnum):
    """A language of decision tables."""

    FEEL = "FEEL"
    PYTHON = "Python"


@dataclass(frozen=True)
class Text:
    """A text of a table, whether it is a test, and its language where that is said."""

    text: str
    is_test: bool
    said: Language | None = None


# What became of a text: read, or refused.
Outcome = Cell | Formula | BadExpression


def named(name: str) -> Language | None:
    """The language that a file names, by its word or its address; ``ValueError`` if it is none."""
    written = name.strip().lower()
    if not written:
        return None
    if "feel" in written:
        return Language.FEEL
    if "python" in written:
        return Language.PYTHON
    raise ValueError(name)


def read(texts: Sequence[Text], known: tuple[str, ...] = ()) -> list[Outcome]:
    """Read the texts of one table, each in its language."""
    open_texts = [text for text in texts if text.said is None]
    agreed = _agreed(open_texts, known)
    refusals = _two_meanings(open_texts, known) if agreed is None else {}
    return [
        refusals.get(text) or _read(text, text.said or agreed or Language.FEEL, known)
        for text in texts
    ]


def _agreed(texts: Sequence[Text], known: tuple[str, ...]) -> Language | None:
    """The language that all these texts are in; None when it could be either."""
    if any(_is_refused(text, Language.FEEL, known) for text in texts):
        if any(_is_refused(text, Language.PYTHON, known) for text in texts):
            return Language.FEEL
        return Language.PYTHON
    if not any(_unclear(text, known) for text in texts):
        return Language.FEEL
    if any(_is_refused(text, Language.PYTHON, known) for text in texts):
        return Language.FEEL
    return None


def _two_meanings(texts: Sequence[Text], known: tuple[str, ...]) -> dict[Text, BadExpression]:
    return {
        text: bad(
            mark("%(why)s Say with expressionLanguage which one “%(text)s” is."),
            text=text.text[:80],
            why=unclear[0],
        )
        for text in texts
        if (unclear := _unclear(text, known))
    }


def _unclear(text: Text, known: tuple[str, ...]) -> list[Said]:
    unclear = feel.unclear_in_cell if text.is_test else feel.unclear_in_formula
    return unclear(text.text, known)


def _is_refused(text: Text, language: Language, known: tuple[str, ...]) -> bool:
    return isinstance(_read(text, language, known), BadExpression)


def _read(text: Text, language: Language, known: tuple[str, ...]) -> Outcome:
    try:
        if language is Language.FEEL:
            compiled = feel.compile_cell if text.is_test else feel.compile_formula
            return compiled(text.text, known)
        in_python = python_style.compile_cell if text.is_test else python_style.compile_formula
        return in_python(text.text)
    except BadExpression as refusal:
        return refusal
