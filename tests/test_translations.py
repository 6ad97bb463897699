"""Everything a person reads is there in Vietnamese."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from engine.i18n import words
from tests.repository import ROOT

SPEAKERS = {"Said", "mark", "_", "gettext"}
IN_TEMPLATES = re.compile(r'_\(\s*"((?:[^"\\]|\\.)*)"')
# They read the same in both languages.
SAME = {
    "%(amount)s đồng",
    "%(place)s: %(what)s",
    "%(weekday)s %(day)s",
    "%(weekday)s, %(moment)s",
    "%(refused)s\n%(lines)s",
    "%(days)s %(hours)s",
    "%(hours)s %(minutes)s",
    "%(part)s; %(rest)s",
    "%(title)s: %(figure)s",
}


def _texts() -> Iterator[tuple[str, str]]:
    for top in ("engine", "reports", "web"):
        for file in sorted((ROOT / top).rglob("*.py")):
            if "node_modules" not in file.parts:
                yield from ((text, file.name) for text in _in_code(file))
    for file in sorted((ROOT / "web" / "templates").rglob("*.html")):
        for found in IN_TEMPLATES.finditer(file.read_text("utf-8")):
            yield found.group(1).replace('\\"', '"'), file.name


def _in_code(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        if name in SPEAKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def test_every_text_has_its_vietnamese() -> None:
    vietnamese = words("vi")

    missing = {(file, text) for text, file in _texts() if text.strip() and text not in SAME
               and vietnamese(text) == text}  # fmt: skip

    assert missing == set()


def test_a_translation_keeps_the_places_of_its_values() -> None:
    vietnamese = words("vi")
    place = re.compile(r"%\((\w+)\)")

    changed = {text for text, _ in _texts()
               if set(place.findall(text)) != set(place.findall(vietnamese(text)))}  # fmt: skip

    assert changed == set()


def test_each_text_stands_in_one_catalog_once() -> None:
    """The catalogs are merged, so that of two translations one would be lost, by chance."""
    catalogs = sorted((ROOT / "engine" / "translations").rglob("*.po"))

    stands = Counter(
        (file.parent.name, text) for file in catalogs for text in _message_ids(file.read_text())
    )

    assert [text for (_, text), times in stands.items() if times > 1] == []


def _message_ids(catalog: str) -> Iterator[str]:
    """The source texts of a catalog; babel would tell only one of two that are the same."""
    for found in re.finditer(r'^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)^msgstr', catalog, re.MULTILINE):
        if text := "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', found.group(1))):
            yield text
