"""The procedures, as data.

One folder a procedure, one TOML a year of holidays. Nothing here knows how to
read its own files: rules and workflow do. ``README.md`` beside this file is
the analyst's guide.
"""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

FACTS_FILE = "procedure.toml"
LATE_CAUSES_FILE = "late_causes.toml"


def calendar_texts() -> list[str]:
    """The announced holidays, a text a year, oldest first."""
    folder = resources.files("bpmn") / "calendar"
    years = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return [(folder / year).read_text(encoding="utf-8") for year in years]


def relations_text() -> str:
    """What a submitter can be to an owner."""
    return (resources.files("bpmn") / "relations.toml").read_text(encoding="utf-8")


def late_entry_text() -> str:
    """How long what was received on paper during an outage may be entered afterwards."""
    return (resources.files("bpmn") / "late_entry.toml").read_text(encoding="utf-8")


def late_causes_content() -> bytes:
    """Why cases are late, as the office says it, and what is proposed for what was computed."""
    return (resources.files("bpmn") / LATE_CAUSES_FILE).read_bytes()


def reminders_text() -> str:
    """Who is told when a date comes near or has passed, where an agency decided nothing."""
    return (resources.files("bpmn") / "reminders.toml").read_text(encoding="utf-8")


def procedure_names() -> list[str]:
    """The folders that are procedures."""
    root = resources.files("bpmn")
    return sorted(
        folder.name
        for folder in root.iterdir()
        if folder.is_dir() and (folder / FACTS_FILE).is_file()
    )


def procedure_files(name: str) -> dict[str, bytes]:
    """The files of a shipped procedure: path in its folder to content.

    Raises ``KeyError`` when no procedure has this name.
    """
    if name not in procedure_names():
        raise KeyError(name)
    return _files(resources.files("bpmn") / name)


def folder_files(path: Path) -> dict[str, bytes]:
    """The same of a folder on disk."""
    return _files(path)


def _files(folder: Traversable, inside: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        # Editors and systems leave hidden files about; they are no part of a procedure.
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_dir():
            found |= _files(entry, f"{inside}{entry.name}/")
        else:
            found[inside + entry.name] = entry.read_bytes()
    return found
