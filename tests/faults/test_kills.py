"""A killed worker loses nothing that was acknowledged."""

from __future__ import annotations

from pathlib import Path

from tests.campaign.kills import kill_workers


def test_a_killed_worker_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    outcome = kill_workers(tmp_path, rounds=2, seed=20261123)

    assert outcome.acknowledged >= outcome.kills
    assert (outcome.lost, outcome.broken) == ([], [])
