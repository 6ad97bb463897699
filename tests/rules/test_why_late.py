"""Every working minute has one cause, and the causes add up to the whole."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.i18n import Name
from engine.rules.why_late import (
    Cause,
    Run,
    Share,
    Stretch,
    divide,
    stretches,
    told,
    worked,
)
from tests.moments import at
from tests.rules.calendars import SHIPPED

COUNTER, ECONOMY = "counter", "economy"
A_LIFE = (
    Run("hand_over", COUNTER, at(16, 8), at(16, 8, 30), at(16, 9)),
    Run("receive_case", ECONOMY, at(16, 9), at(16, 11), at(16, 11)),
    Run("appraise", ECONOMY, at(16, 11), at(16, 14), at(17, 9)),
    Run("approve", "leaders", at(17, 9), at(17, 10), at(17, 10)),
    Run("appraise", ECONOMY, at(17, 10), at(17, 10), at(17, 11)),
)
TRANSIT = ((at(16, 9), at(16, 11), ECONOMY),)


def test_a_life_is_divided_among_desks_transit_and_rework() -> None:
    spent = divide(at(16, 8), at(17, 11), stretches(A_LIFE, TRANSIT, ()), SHIPPED)

    assert spent.shares == (
        Share(Cause.HANDS, ECONOMY, 270),  # Monday 14:00-17:00, Tuesday 7:30-9:00
        Share(Cause.TRANSIT, ECONOMY, 120),
        Share(Cause.UNCLAIMED, ECONOMY, 90),  # 11:00-11:30 and 13:00-14:00
        Share(Cause.REWORK, ECONOMY, 60),
        Share(Cause.UNCLAIMED, "leaders", 60),
        Share(Cause.HANDS, COUNTER, 30),
        Share(Cause.UNCLAIMED, COUNTER, 30),
    )
    assert spent.total == 660
    assert spent.outside == 27 * 60 - 660


def test_a_step_done_again_for_a_supplement_is_no_rework() -> None:
    runs = (
        Run("appraise", ECONOMY, at(16, 8), at(16, 8), at(16, 9)),
        Run("appraise", ECONOMY, at(18, 8), at(18, 8), at(18, 10)),
    )
    pauses = ((at(16, 9), at(18, 8)),)

    spent = divide(at(16, 8), at(18, 10), stretches(runs, (), pauses), SHIPPED)

    assert spent.of(Cause.REWORK) == 0
    assert spent.of(Cause.HANDS) == 180
    assert spent.of(Cause.CITIZEN) == spent.total - 180


def test_what_still_lasts_counts_up_to_the_moment_of_asking() -> None:
    runs = (Run("appraise", ECONOMY, at(16, 8), None, None),)

    spent = divide(at(16, 8), at(16, 10), stretches(runs, (), ()), SHIPPED)

    assert spent.shares == (Share(Cause.UNCLAIMED, ECONOMY, 120),)


def test_time_without_a_step_is_said_to_have_no_cause() -> None:
    spent = divide(at(16, 8), at(16, 10), (), SHIPPED)

    assert spent.shares == (Share(Cause.UNKNOWN, "", 120),)


@pytest.mark.parametrize(
    ("minutes", "english", "vietnamese"),
    [
        (0, "0 minutes", "0 phút"),
        (61, "1 hour 1 minute", "1 giờ 1 phút"),
        (480, "1 day", "1 ngày"),
        (1_090, "2 days 2 hours", "2 ngày 2 giờ"),
    ],
)
def test_a_length_is_said_in_its_two_largest_units(
    minutes: int, english: str, vietnamese: str
) -> None:
    assert worked(minutes).to("en") == english
    assert worked(minutes).to("vi") == vietnamese


def test_the_paragraph_names_the_largest_part_first_in_both_languages() -> None:
    spent = divide(at(16, 8), at(16, 11), stretches(A_LIFE[:2], TRANSIT, ()), SHIPPED)
    units = {
        COUNTER: Name("Quầy tiếp nhận", "Counter"),
        ECONOMY: Name("Phòng Kinh tế", "Economy department"),
    }

    assert told(spent, units).to("vi") == (
        "Từ khi tiếp nhận đã qua 3 giờ làm việc: 2 giờ đang chuyển đến Phòng Kinh tế; "
        "30 phút trong tay Quầy tiếp nhận; 30 phút chờ người nhận việc ở Quầy tiếp nhận. "
        "Ngoài giờ làm việc: 0 phút, không tính."
    )
    assert (
        told(spent, units)
        .to("en")
        .startswith(
            "3 hours of working time since reception: 2 hours in transit to Economy department;"
        )
    )


MOMENTS = st.integers(0, 14 * 24 * 60).map(lambda minutes: at(9, 0) + timedelta(minutes=minutes))
STRETCHES = st.builds(
    Stretch,
    cause=st.sampled_from([cause for cause in Cause if cause is not Cause.UNKNOWN]),
    start=MOMENTS,
    end=st.one_of(st.none(), MOMENTS),
    unit=st.sampled_from([COUNTER, ECONOMY]),
)


@given(MOMENTS, MOMENTS, st.lists(STRETCHES, max_size=8))
def test_the_causes_add_up_whatever_overlaps(
    received: datetime, end: datetime, found: list[Stretch]
) -> None:
    spent = divide(received, end, found, SHIPPED)

    assert sum(share.minutes for share in spent.shares) == spent.total
    assert spent.total == max(0, SHIPPED.minutes_between(received, end))
    assert list(spent.shares) == sorted(spent.shares, key=lambda share: -share.minutes)
    assert spent.outside >= 0
