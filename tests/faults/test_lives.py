"""Whatever the order in which people act, an office's rules hold; a seeded sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.lives import live
from tests.office import founded_database


@pytest.mark.parametrize("seed", [100, 2])
@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_cases_led_through_every_verb_in_any_order_keep_their_dates_and_alarms(
    tmp_path: Path, database: str, seed: int
) -> None:
    url = founded_database() if database == "postgres" else None

    lived = live(tmp_path, moves=45, seed=seed, url=url)

    assert lived.wrong == []
    assert lived.done.total() > lived.refused.total() > 0
