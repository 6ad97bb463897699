"""By when four of five were ready: by value, and against counting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.honest_promise import ENOUGH, Usual, promise, usual
from engine.rules.running_time import RunningTime
from tests.rules.calendars import SHIPPED, moment

CLOCK = RunningTime(SHIPPED, moment("16/11/2026 08:00"))
took = st.lists(st.integers(0, 20_000), min_size=ENOUGH, max_size=200)


@pytest.mark.parametrize(
    ("cases", "rank"), [(20, 16), (21, 17), (24, 20), (25, 20), (26, 21)], ids=str
)
def test_it_is_the_case_at_four_fifths(cases: int, rank: int) -> None:
    assert usual(range(1, cases + 1)) == Usual(cases, rank)


@given(took)
def test_four_of_five_were_ready_by_then_and_fewer_before(some: list[int]) -> None:
    minutes = usual(some).minutes

    assert minutes in some
    assert 5 * sum(one <= minutes for one in some) >= 4 * len(some)
    assert 5 * sum(one < minutes for one in some) < 4 * len(some)


def test_of_too_few_cases_nothing_is_promised() -> None:
    few = promise(usual([480] * (ENOUGH - 1)), CLOCK)

    assert few.ready is None
    assert str(few.usual.said) == "too few cases (19 of 20)"


def test_the_date_is_counted_by_the_working_calendar_from_the_reception() -> None:
    found = promise(usual([2 * 480] * ENOUGH), CLOCK)

    assert found.ready == moment("18/11/2026 08:00")
    assert "20 cases" in str(found.usual.said)
