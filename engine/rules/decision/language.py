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
    feel_ = {text: _in_feel(text, known) for text in texts if text.said is not Language.PYTHON}
    python = {text: _in_python(text) for text in texts if text.said is Language.PYTHON}
    open_ = {text for text in texts if text.said is None}
    unread = {text for text in open_ if isinstance(feel_[text][0], BadExpression)}
    unclear = {text for text in open_ if feel_[text][1]}
    refused: dict[Text, BadExpression] = {}
    if unread or unclear:
        in_python = {text: _in_python(text) for text in open_}
        if not any(isinstance(each, BadExpression) for each in in_python.values()):
            if unread:
                python |= in_python
            else:
                refused = {text: _two_meanings(text, feel_[text][1]) for text in unclear}
    return [refused.get(text) or python.get(text) or feel_[text][0] for text in texts]


def _two_meanings(text: Text, unclear: Sequence[Said]) -> BadExpression:
    said = mark("%(why)s Say with expressionLanguage which one “%(text)s” is.")
    return bad(said, text=text.text[:80], why=unclear[0])


def _in_feel(text: Text, known: tuple[str, ...]) -> tuple[Outcome, Sequence[Said]]:
    try:
        return (
            feel.compile_cell(text.text, known)
            if text.is_test
            else feel.compile_formula(text.text, known)
        )
    except BadExpression as refusal:
        return refusal, ()


def _in_python(text: Text) -> Outcome:
    try:
        if text.is_test:
            return python_style.compile_cell(text.text)
        return python_style.compile_formula(text.text)
    except BadExpression as refusal:
        return refusal
