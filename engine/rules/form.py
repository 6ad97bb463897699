"""The fields of a step, and the one check of what is typed into them.

A form is a list of fields beside the diagram (``forms/<step>.toml``). Screens,
the API, sheets of Excel, trials and scenarios all check answers here; none has
a check of its own, so none can be more lenient than another.

Some conditions ask about what the case says rather than the form: whether it
was handed in by proxy, through which channel. Those are ``CASE_FACTS``; the
caller gives them beside the answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.i18n import Said, mark
from engine.rules import expression
from engine.rules.answers import Unreadable
from engine.rules.field import CASE_FACTS, Field, read_value, show
from engine.rules.form_file import Form, read

__all__ = ["CASE_FACTS", "Checked", "Form", "as_json", "check", "read", "show", "shown"]

MOST_ROWS = 100


@dataclass(frozen=True)
class Checked:
    """Answers after the check: every field's value, and what is wrong by its key."""

    values: Mapping[str, Any]
    problems: Mapping[str, Said]


def check(
    form: Form, typed: Mapping[str, Any], *, facts: Mapping[str, Any] | None = None
) -> Checked:
    """Check what was typed; fields that were not sent take their default.

    A field that can't be read is in ``problems`` and absent from ``values``.
    """
    values, problems = _check_fields(form.fields, typed, facts or {})
    for key in typed:
        if key not in {field.key for field in form.fields}:
            problems[key] = Said(mark("This form has no such field."))
    return Checked(values, problems)


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as JSON keeps them: days and decimals as text."""
    return {key: _json(value) for key, value in values.items()}


def shown(form: Form, values: Mapping[str, Any], language: str) -> dict[str, str]:
    """Answers as a person reads them on a letter or in the case file."""
    return {
        field.key: show(field, values[field.key], language)
        for field in form.fields
        if field.kind != "table" and values.get(field.key) is not None
    }


def _check_fields(
    fields: Sequence[Field], typed: Mapping[str, Any], facts: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Said]]:
    values: dict[str, Any] = {}
    problems: dict[str, Said] = {}
    for field in fields:
        given = typed.get(field.key, field.default)
        if field.kind == "table":
            rows, wrong = _check_rows(field, given)
            problems |= wrong
            values[field.key] = rows
            continue
        try:
            values[field.key] = read_value(field, given)
        except Unreadable as unreadable:
            problems[field.key] = unreadable.said
    known = dict.fromkeys(CASE_FACTS) | dict(facts) | {field.key: None for field in fields} | values
    for field in fields:
        empty = values.get(field.key) in (None, (), "")
        if empty and field.key not in problems and _is_required(field, known):
            problems[field.key] = Said(mark("This must be filled in."))
    return values, problems


def _is_required(field: Field, known: Mapping[str, Any]) -> bool:
    if field.required_if is None:
        return field.required
    return bool(expression.compile_expression(field.required_if).value(known))


def _check_rows(field: Field, given: Any) -> tuple[tuple[dict[str, Any], ...], dict[str, Said]]:
    """Check a table row by row; a problem's key names field, row and column."""
    rows = [] if given is None else given
    if not isinstance(rows, Sequence) or isinstance(rows, str) or len(rows) > MOST_ROWS:
        said = Said(mark("This must be a table of at most %(n)s rows."), n=MOST_ROWS)
        return (), {field.key: said}
    checked: list[dict[str, Any]] = []
    problems: dict[str, Said] = {}
    for place, row in enumerate(rows):
        if not isinstance(row, Mapping):
            problems[f"{field.key}.{place}"] = Said(mark("This must be a row of the table."))
            continue
        values, wrong = _check_fields(field.columns, row, {})
        unknown = row.keys() - {column.key for column in field.columns}
        wrong |= {key: Said(mark("This form has no such field.")) for key in unknown}
        problems |= {f"{field.key}.{place}.{key}": said for key, said in wrong.items()}
        checked.append(values)
    return tuple(checked), problems


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return as_json(value)
    if isinstance(value, tuple):
        return [_json(part) for part in value]
    return value
