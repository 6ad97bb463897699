"""A DMN file while it is being read: its names, its types, and what was found so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from engine.i18n import Said, mark
from engine.rules.decision.kinds import Kind, kind_named
from engine.rules.decision.language import Language, Text, named
from engine.workflow.finding import Finding, Severity

PLAIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
# The kind of an element's values, and where the file lists those that it allows.
Typed = tuple[Kind | None, etree._Element | None]


def id_of(place: etree._Element) -> str | None:
    """The id of an element, or of the nearest one around it that has one."""
    above: etree._Element | None = place
    while above is not None and not above.get("id"):
        above = above.getparent()
    return None if above is None else above.get("id")


@dataclass
class Reading:
    """A file that is being read: its names and types, and what was found so far."""

    known: tuple[str, ...]
    kinds: Mapping[str, etree._Element]
    language: str
    findings: list[Finding] = field(default_factory=list)
    tables: int = 1
    _typed: dict[etree._Element, Typed] = field(default_factory=dict)

    def note(
        self, place: etree._Element, rule: str, message: Said, severity: Severity = "error"
    ) -> None:
        """Note a finding at the nearest element that has an id."""
        self.findings.append(
            Finding("", severity, rule, id_of(place), place.sourceline or 1, message)
        )

    def text(self, place: etree._Element, *, is_test: bool = False) -> Text | None:
        """The text inside an element, with its language; None when there is none."""
        written = place.findtext("{*}text", "").strip()
        said = place.get("expressionLanguage") or self.language
        try:
            language = named(said)
        except ValueError:
            self.note(place, "expression-language",
                      Said(mark("The language “%(name)s” can't be read: write FEEL."),
                           name=said[:80]))  # fmt: skip
            language = Language.FEEL
        return Text(written, is_test, language) if written else None

    def kind(self, place: etree._Element) -> Typed:
        """The kind that an element's type names, and the values that the file allows for it."""
        if place not in self._typed:
            self._typed[place] = self._kind(place)
        return self._typed[place]

    def _kind(self, place: etree._Element) -> Typed:
        reference, allowed = place.get("typeRef", "").strip(), None
        for _ in range(len(self.kinds) + 1):
            try:
                return kind_named(reference), allowed
            except KeyError:
                defined = self.kinds.get(reference)
            if defined is None:
                said = mark("The type “%(name)s” is not known; any value is taken.")
                self.note(place, "unknown-type", Said(said, name=reference[:80]), "warning")
                return None, allowed
            if allowed is None:
                allowed = defined.find("{*}allowedValues")
            is_list = defined.get("isCollection") == "true"
            if is_list or defined.find("{*}itemComponent") is not None:
                return None, None
            reference = (defined.findtext("{*}typeRef") or defined.get("typeRef") or "").strip()
        said = mark("The type “%(name)s” is defined by itself.")
        self.note(place, "unknown-type", Said(said, name=reference[:80]))
        return None, None
