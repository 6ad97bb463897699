"""Killed, stopped and cut off, workers lose nothing that was acknowledged; a seeded sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.kills import kill_workers
from tests.office import founded_database
from tests.postgres import server_to_crash

SEED = 20261123


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_killed_workers_lose_nothing_that_was_acknowledged(tmp_path: Path, database: str) -> None:
    url = founded_database() if database == "postgres" else None

    outcome = kill_workers(tmp_path, 2, SEED, url=url)

    assert outcome.wrong == []
    assert outcome.kills == 6
    assert outcome.acknowledged > 0


@pytest.mark.postgres
def test_a_killed_server_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    server = server_to_crash()
    if server is None:
        pytest.skip("only a server of our own is killed, and none is installed")

    outcome = kill_workers(tmp_path, 2, SEED, server=server)

    assert outcome.wrong == []
    assert outcome.server_kills > 0
    assert outcome.acknowledged > 0
