"""Reads ``forms/<step>.toml``: the schema that an analyst's form is held against.

Apart from ``form`` because a form is read once a version and checked against
at every click; what a field may say is told here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules import expression
from engine.rules.answers import Unreadable
from engine.rules.field import CASE_FACTS, KINDS, Choice, Field, read_value
from engine.rules.toml_table import Mistake, TomlTable, parse

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Form:
    """The fields of one step, in the order in which they are asked."""

    title: str
    title_en: str
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field:
        """The field of this key; ``KeyError`` when there is none."""
        return next(field for field in self.fields if field.key == key)

    def routing(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that the diagram asks for, and nothing else of the case."""
        return {field.key: values.get(field.key) for field in self.fields if field.routes}


class BadForm(Refusal):
    """A form's file has mistakes; ``mistakes`` tells each and where."""

    code = "bad-form"
    default = mark("The form has mistakes.")

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__()


def read(text: str, file: str = "form.toml") -> Form:
    """Read a form, or raise ``BadForm`` with everything that is wrong in it."""
    mistakes: list[Mistake] = []
    table = parse(file, text.encode(), mistakes)
    found = take_form(table) if table else None
    if found is None or mistakes:
        raise BadForm(mistakes)
    return found


def take_form(table: TomlTable) -> Form:
    """Take a form from its table, noting mistakes there."""
    title, title_en = table.text("title"), table.text("title_en")
    entries = table.tables("fields")
    fields = _take_fields(entries, inside_table=False)
    table.close()
    return Form(title, title_en, fields)


def _take_fields(entries: list[TomlTable], *, inside_table: bool) -> tuple[Field, ...]:
    fields: list[Field] = []
    for entry in entries:
        field = _take_field(entry, inside_table=inside_table)
        if field.key in {other.key for other in fields}:
            entry.note("key", Said(mark("Another field has this key.")))
        fields.append(field)
    known = {field.key for field in fields} | CASE_FACTS
    for entry, field in zip(entries, fields, strict=True):
        if field.required_if is not None:
            note_condition(entry, "required_if", field.required_if, known)
    return tuple(fields)


def note_condition(table: TomlTable, key: str, text: str, known: set[str] | frozenset[str]) -> None:
    """Note when a condition can't be read, or asks for what nobody answers."""
    try:
        condition = expression.compile_expression(text)
    except expression.BadExpression as wrong:
        table.note(key, wrong.said)
        return
    if condition.asks_the_clock:
        table.note(key, Said(mark("A condition of a form can't ask what time it is.")))
    for name in sorted(condition.names - known):
        table.note(key, Said(mark("No field answers “%(name)s”."), name=name))


def _take_field(entry: TomlTable, *, inside_table: bool) -> Field:
    field = Field(
        key=entry.text("key"),
        kind=entry.text("kind"),
        label=entry.text("label"),
        label_en=entry.text("label_en"),
        required=entry.yes_no("required", False),
        required_if=entry.text("required_if", "") or None,
        routes=entry.yes_no("routes", False),
        pattern=entry.text("pattern", "") or None,
        hint=entry.text("hint", ""),
        hint_en=entry.text("hint_en", ""),
        default=entry.anything("default"),
        choices=tuple(_take_choice(choice) for choice in entry.tables("choices")),
        columns=_take_fields(entry.tables("columns"), inside_table=True),
        max_length=_optional_whole(entry, "max_length"),
        lowest=_optional_whole(entry, "lowest"),
        highest=_optional_whole(entry, "highest"),
    )
    entry.close()
    _note_contradictions(entry, field, inside_table=inside_table)
    return field


def _take_choice(entry: TomlTable) -> Choice:
    choice = Choice(entry.text("value"), entry.text("label"), entry.text("label_en"))
    entry.close()
    return choice


def _optional_whole(entry: TomlTable, key: str) -> int | None:
    return entry.whole(key) if key in entry else None


def _note_contradictions(entry: TomlTable, field: Field, *, inside_table: bool) -> None:
    if field.key and not _KEY.fullmatch(field.key):
        entry.note("key", Said(mark("A key is small letters, digits and underscores.")))
    if field.kind and field.kind not in KINDS:
        known = ", ".join(KINDS)
        entry.note("kind", Said(mark("Unknown kind; the kinds are: %(known)s."), known=known))
        return
    _note_parts(entry, field, inside_table=inside_table)
    if field.required and field.required_if:
        entry.note("required_if", Said(mark("Say either required or required_if.")))
    if field.routes and field.kind not in ("choice", "yes_no"):
        entry.note("routes", Said(mark("Only a choice or a yes-or-no can route a case.")))
    _note_pattern_and_default(entry, field)


def _note_parts(entry: TomlTable, field: Field, *, inside_table: bool) -> None:
    if (field.kind == "choice") != bool(field.choices):
        entry.note("choices", Said(mark("A field of kind choice offers choices, no other does.")))
    if len({choice.value for choice in field.choices}) < len(field.choices):
        entry.note("choices", Said(mark("Two choices have the same value.")))
    if (field.kind == "table") != bool(field.columns):
        entry.note("columns", Said(mark("A field of kind table has columns, no other does.")))
    if inside_table and field.kind == "table":
        entry.note("kind", Said(mark("A table can't stand inside a table.")))


def _note_pattern_and_default(entry: TomlTable, field: Field) -> None:
    try:
        re.compile(field.pattern or "")
    except re.error as wrong:
        said = Said(mark("This pattern can't be read: %(why)s"), why=str(wrong))
        entry.note("pattern", said)
    else:
        _note_default(entry, field)


def _note_default(entry: TomlTable, field: Field) -> None:
    if field.default is None or field.kind == "table":
        return
    try:
        read_value(field, field.default)
    except Unreadable as unreadable:
        entry.note("default", unreadable.said)
