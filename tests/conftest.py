"""Offices for tests: ``office`` on SQLite, ``any_office`` on each database in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.office import Office
from tests import postgres
from tests.office import make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with its people, on SQLite."""
    opened = make_office(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The same on both databases: everything that writes is tried on each."""
    url = None if request.param == "sqlite" else postgres.fresh_database()
    opened = make_office(tmp_path, url)
    yield opened
    opened.close()
