"""The procedure's own words on a slip, a notice or a result.

The layout of a paper is the same for all procedures and is printed elsewhere;
what this procedure says on it stands in ``letters/<key>.toml``: a subject, a
body of paragraphs with places for answers, and its legal basis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.toml_table import TomlTable

# Letters are drawn by analysts, so they are filled in a sandbox. What comes out
# is plain text; whoever prints it escapes it.
_PAPER = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


class LetterNotFilled(Refusal):
    """A letter asks for something that the case doesn't have."""

    code = "letter-not-filled"
    default = mark("The letter can't be written.")


@dataclass(frozen=True)
class Letter:
    """A letter before it is filled; ``form`` is its number in the form set, if it has one."""

    key: str
    name: str
    name_en: str
    form: str
    subject: str
    body: str
    legal_basis: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A letter filled for one case: plain text, paragraph by paragraph."""

    subject: str
    paragraphs: tuple[str, ...]
    legal_basis: tuple[str, ...]


def fill(letter: Letter, *, answers: Mapping[str, str], owner: str, agency: str) -> Written:
    """Write the letter for one case; ``answers`` as ``form.shown`` gives them."""
    try:
        subject, body = (
            _PAPER.from_string(text).render(answers=answers, owner=owner, agency=agency).strip()
            for text in (letter.subject, letter.body)
        )
    except (TemplateError, TypeError, ArithmeticError) as wrong:
        said = Said(
            mark("The letter “%(letter)s” can't be written: %(why)s"),
            letter=letter.name,
            why=str(wrong),
        )
        raise LetterNotFilled(said) from wrong
    paragraphs = tuple(part.strip() for part in body.split("\n\n") if part.strip())
    return Written(subject, paragraphs, letter.legal_basis)


def take_letter(key: str, table: TomlTable) -> Letter:
    """Take a letter from its table, noting mistakes there."""
    letter = Letter(
        key=key,
        name=table.text("name"),
        name_en=table.text("name_en"),
        form=table.text("form", ""),
        subject=table.text("subject"),
        body=table.text("body"),
        legal_basis=table.texts("legal_basis", ()),
    )
    table.close()
    for name, text in (("subject", letter.subject), ("body", letter.body)):
        _note_syntax(table, name, text)
    return letter


def _note_syntax(table: TomlTable, key: str, text: str) -> None:
    try:
        _PAPER.parse(text)
    except TemplateSyntaxError as wrong:
        said = Said(mark("This text has a broken place to fill: %(why)s"), why=str(wrong))
        table.note(key, said)
