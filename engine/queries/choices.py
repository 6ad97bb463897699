"""Why a case went the way it went: what each gateway asked, and what it was told.

A citizen may ask years later, so the answer is in the words of the forms, not
in those of the diagram's conditions; these stand beside, for the analyst.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.i18n import LANGUAGES, Said
from engine.queries.case_parts import named
from engine.queries.published import Version
from engine.rules.field import Field, show
from engine.rules.procedure_parts import Named
from engine.workflow import Choice


@dataclass(frozen=True)
class Told:
    """A value that a gateway asked for, by the words of the form it was answered in."""

    label: Named
    value: Named


@dataclass(frozen=True)
class ChoiceLine:
    """One gateway that a case passed: its question, the way taken, what it was told.

    ``said`` has the condition as it is drawn.
    """

    at: datetime
    question: Named
    ways: tuple[Named, ...]
    told: tuple[Told, ...]
    said: Said


def of_path(version: Version, path: Mapping[str, Any]) -> tuple[ChoiceLine, ...]:
    """The gateways that a case passed, in order, as kept with its path."""
    return tuple(_line(version, kept) for kept in path.get("choices", ()))


def _line(version: Version, kept: Mapping[str, Any]) -> ChoiceLine:
    choice = Choice.read(kept)
    values: dict[str, Any] = {}
    for tried in choice.tried:
        values |= tried.operands
    drawn = version.definition.drawn.flows
    return ChoiceLine(
        at=datetime.fromisoformat(kept["at"]),
        question=_element(version, choice.gateway),
        ways=tuple(
            named(drawn[flow].name, drawn[flow].name_en)
            if flow in drawn and drawn[flow].name
            else _element(version, drawn[flow].target if flow in drawn else flow)
            for flow in choice.taken
        ),
        told=tuple(_told(version, key, value) for key, value in values.items()),
        said=choice.said(version.definition),
    )


def _element(version: Version, element: str) -> Named:
    found = version.definition.elements.get(element)
    if found is None or not found.name:
        return Named(element, element)
    return named(found.name, found.properties.get("name_en", ""))


def _told(version: Version, key: str, value: Any) -> Told:
    field = next((field for field in _fields(version) if field.key == key), None)
    if field is None:
        return Told(Named(key, key), Named(str(value), str(value)))
    words = [show(field, value, language) for language in LANGUAGES]
    return Told(named(field.label, field.label_en), Named(*words))


def _fields(version: Version) -> Iterator[Field]:
    for form in version.forms.values():
        yield from form.fields
