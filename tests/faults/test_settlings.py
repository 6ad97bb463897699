"""Killed in the middle of a calendar change, the office goes on with it; a seeded sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import postgres
from tests.campaign.settlings import kill_settling


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_a_calendar_change_moves_each_deadline_once_whoever_dies_of_it(
    tmp_path: Path, database: str
) -> None:
    url = postgres.fresh_database() if database == "postgres" else None

    outcome = kill_settling(tmp_path, cases=150, kills=2, seed=20261123, url=url)

    assert outcome.wrong == []
    assert outcome.kills == 2
    assert outcome.moved > outcome.cases // 2
