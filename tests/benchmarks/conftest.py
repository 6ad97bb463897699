"""A generated office for tests: made once a run on each database, and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from engine.office import Office
from tests import postgres
from tests.benchmarks.generator import Sample, generate, make_province
from tests.office import open_existing

SAMPLE = Sample(cases=400, backlog=100, agencies=2)
_DATABASE = "motcua.sqlite3"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def generated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An office with some hundred generated cases, on each database in turn."""
    if request.param == "sqlite":
        shutil.copytree(_generated_in(f"sqlite:///{{}}/{_DATABASE}"), tmp_path, dirs_exist_ok=True)
        url = f"sqlite:///{tmp_path / _DATABASE}"
    else:
        url = postgres.fresh_database(_generated_in)
        # The told files are the same wherever a sample is kept.
        shutil.copytree(_generated_in(f"sqlite:///{{}}/{_DATABASE}") / "files", tmp_path / "files")
    with closing(open_existing(tmp_path, url, SAMPLE.until)) as office:
        yield office


@cache
def _generated_in(url: str) -> Path:
    folder = Path(mkdtemp(prefix="motcua-generated-"))
    with closing(make_province(folder, url.format(folder), SAMPLE)) as office:
        generate(office, SAMPLE)
    return folder
