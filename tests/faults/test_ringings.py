"""Killed in the middle of a sweep of alarms, the office rings each once; a seeded sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import postgres
from tests.campaign.ringings import kill_ringing


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_each_alarm_rings_once_whoever_dies_of_it(tmp_path: Path, database: str) -> None:
    url = postgres.fresh_database() if database == "postgres" else None

    outcome = kill_ringing(tmp_path, cases=150, kills=2, seed=20261125, url=url)

    assert outcome.wrong == []
    assert outcome.kills == 2
    assert outcome.rung == outcome.due > 0
