"""The locks pin everything, and nothing in the tree names a machine or a registry's address."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests import repository
from tests.repository import ROOT

PYTHON_LOCKS = [ROOT / "requirements.lock", ROOT / ".ci" / "node.lock"]
NPM = ROOT / "web" / "assets"
ADDRESS = re.compile(r"https?://|git\+|file:|--(index|extra-index|find-links)")
REGISTRY = re.compile(r"registry\.npmj[s]|files\.pythonhoste[d]|pypi\.or[g]/simple")
MACHINE = re.compile(r"(?<![\w./-])/(root|home/\w+|Users/\w+|opt/\w+)/")


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda lock: lock.name)
def test_each_python_package_is_pinned_with_its_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text())

    unpinned = [entry for entry in entries if not re.match(r"[a-z0-9._-]+==\S+", entry)]
    unhashed = [entry for entry in entries if "--hash=sha256:" not in entry]

    assert unpinned == []
    assert unhashed == []


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda lock: lock.name)
def test_a_python_lock_names_no_address(lock: Path) -> None:
    assert ADDRESS.findall(lock.read_text()) == []


def test_each_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = project["dependencies"] + project["optional-dependencies"]["dev"]
    locked = set(re.findall(r"^([a-z0-9._-]+)==", PYTHON_LOCKS[0].read_text(), re.MULTILINE))

    names = {re.split(r"[\[<>=!~ ]", requirement)[0].lower() for requirement in declared}

    assert names - locked == set()


def test_each_npm_package_is_pinned_by_its_content_and_not_by_an_address() -> None:
    packages: dict[str, Any] = _json("package-lock.json")["packages"]
    installed = {name: entry for name, entry in packages.items() if name}

    assert [name for name, entry in installed.items() if "integrity" not in entry] == []
    assert [name for name, entry in installed.items() if "resolved" in entry] == []


def test_each_npm_package_is_asked_for_in_one_version() -> None:
    package = _json("package.json")

    asked = package["dependencies"] | package["devDependencies"]

    assert {name: v for name, v in asked.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)} == {}


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in _texts()
        for pattern in (REGISTRY, MACHINE)
        if (match := pattern.search(text))
    ]

    assert found == []


def _json(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((NPM / name).read_text())
    return content


def _texts() -> list[tuple[str, str]]:
    return [(name, (ROOT / name).read_text(errors="replace")) for name in repository.files()]
