"""The chance of missing a date: by value, by law, and against counting one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.forecast import (
    ENOUGH,
    ENOUGH_AS_LONG,
    Basis,
    Chance,
    Stay,
    Stays,
    worst,
)

lengths = st.integers(0, 5_000)
some_stays = st.lists(
    st.tuples(lengths, lengths).map(lambda drawn: Stay(drawn[0], drawn[0] + drawn[1])),
    min_size=ENOUGH,
    max_size=80,
)


def counted_one_by_one(some: Sequence[Stay], been: int, left: int) -> Chance:
    """Walk over every stay, twice if need be: slow, and too simple to be wrong."""
    as_long = late = 0
    for stay in some:
        if stay.took >= been:
            as_long += 1
            if stay.rest > been + left:
                late += 1
    if as_long >= ENOUGH_AS_LONG:
        return Chance(Basis.AS_LONG, late, as_long, been, left)
    late = 0
    for stay in some:
        still_needed = been + (stay.rest - stay.took)
        if still_needed > left:
            late += 1
    return Chance(Basis.AS_LONG_AGAIN, late, len(some), been, left)


@given(some=some_stays, been=lengths, left=lengths)
def test_the_chance_is_that_of_counting_one_by_one(some: list[Stay], been: int, left: int) -> None:
    assert Stays(some).chance(been, left) == counted_one_by_one(some, been, left)


@given(some=some_stays, been=lengths, left=lengths)
def test_nothing_is_ever_certain(some: list[Stay], been: int, left: int) -> None:
    chance = Stays(some).chance(been, left)

    assert chance is not None
    assert 0 < chance.share < 1
    assert 0 < chance.percent < 100


@given(some=some_stays, been=lengths, left=lengths, more=lengths)
def test_with_more_time_left_it_is_never_likelier(
    some: list[Stay], been: int, left: int, more: int
) -> None:
    stays = Stays(some)
    less, greater = stays.chance(been, left + more), stays.chance(been, left)

    assert less is not None
    assert greater is not None
    assert less.share <= greater.share


@given(some=some_stays, been=lengths, left=lengths)
def test_one_more_late_stay_never_makes_it_less_likely(
    some: list[Stay], been: int, left: int
) -> None:
    """A stay that lasted as long, and after which the rest took longer than what is left."""
    before = Stays(some)
    after = Stays([*some, Stay(took=been, rest=been + left + 1)])
    known, learnt = before.chance(been, left), after.chance(been, left)

    assert known is not None
    assert learnt is not None
    if known.basis is learnt.basis is Basis.AS_LONG:
        assert learnt.share >= known.share


@given(some=some_stays, been=lengths, left=lengths)
def test_what_was_kept_says_what_was_learnt(some: list[Stay], been: int, left: int) -> None:
    one_by_one = Stays()
    for stay in some:
        one_by_one.add(stay)

    kept = Stays.of_kept(Stays(some).kept())

    assert one_by_one.chance(been, left) == kept.chance(been, left)


def test_a_case_is_compared_with_the_stays_that_lasted_as_long() -> None:
    """Ten were quick and early; of ten that took four hours six needed another day."""
    quick = [Stay(took=60, rest=120)] * 10
    slow = [Stay(took=240, rest=300)] * 4 + [Stay(took=240, rest=900)] * 6

    fresh = Stays(quick + slow).chance(been=0, left=480)
    lingering = Stays(quick + slow).chance(been=180, left=480)

    assert fresh == Chance(Basis.AS_LONG, 6, 20, 0, 480)
    assert lingering == Chance(Basis.AS_LONG, 6, 10, 180, 480)
    assert (fresh.percent, lingering.percent) == (32, 58)
    assert (fresh.is_likely, lingering.is_likely) == (False, True)


def test_what_lasts_longer_than_all_before_is_taken_to_last_as_long_again() -> None:
    stays = Stays([Stay(took=60, rest=60 + 200)] * ENOUGH)

    in_trouble = stays.chance(been=500, left=600)
    in_time = stays.chance(been=500, left=701)

    assert in_trouble == Chance(Basis.AS_LONG_AGAIN, 20, 20, 500, 600)
    assert in_time == Chance(Basis.AS_LONG_AGAIN, 0, 20, 500, 701)


def test_of_too_few_stays_nothing_is_said() -> None:
    assert Stays([Stay(60, 120)] * (ENOUGH - 1)).chance(0, 10) is None


def test_of_steps_side_by_side_the_most_dangerous_counts() -> None:
    safe, dangerous = (Chance(Basis.AS_LONG, late, 20, 0, 60) for late in (1, 9))

    assert worst([safe, None, dangerous]) == dangerous
    assert worst([None]) is None


SAID = {
    "After 41 of 52 earlier stays at this step that lasted 1 day or more, the result took longer "
    "than the 1 day 2 hours that are left.": Chance(Basis.AS_LONG, 41, 52, 480, 600),
    "After 3 of 52 earlier stays at this step the result took longer than the 1 day 2 hours that "
    "are left.": Chance(Basis.AS_LONG, 3, 52, 0, 600),
    "At this step for 2 days, longer than nearly all before; if it stays as long again, 20 of 76 "
    "earlier cases would then need longer than the 1 day 2 hours that are left.": Chance(
        Basis.AS_LONG_AGAIN, 20, 76, 960, 600
    ),
}


@pytest.mark.parametrize(
    ("said", "chance"), SAID.items(), ids=["as long", "just there", "as long again"]
)
def test_every_chance_says_what_was_counted(said: str, chance: Chance) -> None:
    assert str(chance.why.to("en")) == said
