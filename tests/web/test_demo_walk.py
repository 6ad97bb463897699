"""The walk through the demo office types what its people would, wherever the machine stands."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from engine.rules.calendar import OFFICE_ZONE
from web import demo_walk


# At any hour it is another day than the office's in one of the two.
@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14"])
def test_the_day_is_the_offices(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()

    typed = demo_walk.day_on_the_wall()

    monkeypatch.undo()
    time.tzset()
    assert typed == f"{datetime.now(OFFICE_ZONE):%d/%m/%Y}"
