"""Offices for tests: ``office`` on SQLite, ``any_office`` on each database in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from engine.office import Office
from tests.lived_in import lived_in as an_office_lived_in
from tests.office import founded_database, make_office

# The same examples on every machine, so that a red test is red for everybody; the
# campaign looks for new ones (``pytest --hypothesis-profile=campaign``).
settings.register_profile("sample", derandomize=True, deadline=None)
settings.register_profile("campaign", max_examples=5_000, deadline=None)
settings.load_profile("sample")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with its people, on SQLite."""
    opened = make_office(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The same on both databases: everything that writes is tried on each."""
    url = None if request.param == "sqlite" else founded_database()
    opened = make_office(tmp_path, url)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def lived_in(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An office of its own, on each database in turn, after a week with three cases."""
    opened = an_office_lived_in(tmp_path, on_server=request.param == "postgres")
    yield opened
    opened.close()
