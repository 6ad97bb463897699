"""Between a page's fields and what the rules check.

The name of an input is the key of its problem and the id of its element, so an
error summary can point to it: ``owner.name``, ``papers.declaration``,
``answers.capital``; a cell of a table is ``members.0.name``.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.rules.field import Field, show
from engine.rules.form import Form
from engine.rules.stated_moment import StatedMoment

PERSON_PARTS = ("kind", "name", "id_number", "address", "phone", "email", "relation")


def new_key() -> str:
    """A key for one showing of a form, by which a second click is known."""
    return uuid.uuid4().hex


def read_answers(form: Form, source: MultiDict[str, str], prefix: str = "") -> dict[str, Any]:
    """What was typed into a form's fields; a field that was not sent is absent."""
    typed: dict[str, Any] = {}
    for field in form.fields:
        name = prefix + field.key
        if field.kind == "table":
            typed[field.key] = _rows(field, source, name)
        elif name in source:
            typed[field.key] = source[name]
    return typed


def read_person(source: MultiDict[str, str], prefix: str) -> dict[str, str]:
    """What was typed about a person, part by part."""
    return {part: source.get(f"{prefix}.{part}", "").strip() for part in PERSON_PARTS}


def stated_moment(source: Mapping[str, str], field: str) -> StatedMoment:
    """A day and an hour as they were typed into ``<field>.day`` and ``<field>.hour``."""
    return StatedMoment(source.get(f"{field}.day", ""), source.get(f"{field}.hour", ""))


def labels(form: Form, language: str, prefix: str = "") -> dict[str, str]:
    """The label of each field by the name of its input, for an error summary."""
    return {prefix + field.key: field.says(language) for field in form.fields}


def told(form: Form, typed: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """What was typed, label by label, for a page on which the form itself is gone."""
    return [
        (field.says(language), _chosen(field, typed[field.key], language))
        for field in form.fields
        if isinstance(typed.get(field.key), str) and field.kind != "file"
    ]


def _chosen(field: Field, typed: str, language: str) -> str:
    """A choice in its words; what is none of them, or no choice at all, as it was typed."""
    return show(field, typed, language) if field.kind in {"choice", "yes_no"} else typed


def _rows(field: Field, source: MultiDict[str, str], name: str) -> list[dict[str, str]]:
    """The rows of a table that hold anything, in their order on the page."""
    place = re.compile(re.escape(name) + r"\.(\d{1,3})\.([a-z0-9_]+)")
    columns = {column.key for column in field.columns}
    rows: dict[int, dict[str, str]] = {}
    for key, value in source.items():
        if (found := place.fullmatch(key)) and found[2] in columns:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[at] for at in sorted(rows) if any(cell.strip() for cell in rows[at].values())]
