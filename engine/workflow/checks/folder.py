"""What a procedure's folder tells about its diagram: its forms, its term, what silence means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from engine.rules import form_file
from engine.rules.form_file import BadForm, Form
from engine.rules.procedure import BadProcedure, read
from engine.rules.term import Term


def forms(files: Mapping[str, bytes]) -> dict[str, Form]:
    """The forms of a folder by their names; one with mistakes is told of elsewhere."""
    found = {}
    for path, content in files.items():
        place = PurePosixPath(path)
        if place.parent.name == "forms" and place.suffix == ".toml":
            try:
                found[place.stem] = form_file.read(content.decode("utf-8"), path)
            except (BadForm, UnicodeDecodeError):
                continue
    return found


def values(files: Mapping[str, bytes]) -> dict[str, tuple[Any, ...]]:
    """What the fields that route may answer, by their keys."""
    found: dict[str, tuple[Any, ...]] = {}
    for form in forms(files).values():
        for field in form.fields:
            left_open = () if field.required else (None,)
            if field.routes and field.kind == "choice":
                found[field.key] = (*(each.value for each in field.choices), *left_open)
            elif field.routes and field.kind == "yes_no":
                found[field.key] = (True, False, *left_open)
    return found


def states_deemed_consent(files: Mapping[str, bytes]) -> bool:
    """Whether the procedure says that silence is consent; not while its facts have mistakes."""
    try:
        return read(files).deemed_consent is not None
    except BadProcedure:
        return False


def term(files: Mapping[str, bytes]) -> Term | None:
    """The term that rules; None while the procedure's facts have mistakes."""
    try:
        return read(files).ruling_term
    except BadProcedure:
        return None
