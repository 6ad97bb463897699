"""Every rule has a name that is written down, and nothing else is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from engine.workflow.rulebook import RULES, written_into
from tests.repository import ROOT

WORKFLOW = ROOT / "engine" / "workflow"
SPEAKERS = (
    *sorted((WORKFLOW / "checks").glob("*.py")),
    *sorted((WORKFLOW / "decisions").glob("*.py")),
    *sorted((WORKFLOW / "fixes").glob("*.py")),
    *(WORKFLOW / f"{name}.py" for name in ("checking", "diagram", "exploring", "guarded",
                                           "reading", "shelf", "soundness")),
    ROOT / "web" / "commands" / "diagrams.py",
)  # fmt: skip
# Where in a call the name of a rule stands.
PLACES = {"at": 1, "at_xml": 1, "_at": 1, "in_file": 0, "refused": 1, "note": 0, "Finding": 2}
HYPHENATED = re.compile(r"[a-z]+(?:-[a-z]+)+")
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Formats and names of other things that look like a rule's.
NO_RULES = {"utf-8", "text-plain"}


def told(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if HYPHENATED.fullmatch(node.value):
                yield node.value
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = PLACES.get(name, 99)
            argument = node.args[place] if place < len(node.args) else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def test_every_rule_is_in_the_rulebook_and_no_other() -> None:
    found = {name for file in SPEAKERS for name in told(file)} - NO_RULES
    # Rules that are named in tables of a module, without a hyphen.
    found |= {name for name in RULES if not HYPHENATED.fullmatch(name)}

    assert found == set(RULES)
    assert all(WORD.fullmatch(name) for name in RULES)


def test_the_guide_shows_the_rules_as_they_are() -> None:
    guide = (ROOT / "bpmn" / "README.md").read_text(encoding="utf-8")

    assert guide == written_into(guide)
