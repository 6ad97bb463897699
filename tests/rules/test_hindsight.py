"""How good the forecast would have been, without a look into the future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.forecast import ENOUGH, LIKELY, Stay, Stays
from engine.rules.hindsight import HitRate, PastCase, Visit, learnt, tried

START = datetime(2026, 11, 16, tzinfo=UTC)
TERM = 1_000


def a_case(begun: int, *, total: int, desk: int = 100) -> PastCase:
    """A case of a term of 1,000 minutes, begun so many minutes after the start; no hour is closed.

    It is at the desk for ``desk`` minutes and with the leader for the rest.
    """
    received = START + timedelta(minutes=begun)
    return PastCase(
        finished=received + timedelta(minutes=total),
        halfway=received + timedelta(minutes=TERM // 2),
        term=TERM,
        total=total,
        late=total > TERM,
        visits=(Visit("desk", 0, min(desk, total)), Visit("leader", min(desk, total), total)),
    )


def test_a_finished_case_teaches_how_long_each_step_and_its_rest_took() -> None:
    case = a_case(0, total=900, desk=300)

    assert list(case.stays()) == [("desk", Stay(300, 900)), ("leader", Stay(600, 600))]
    assert {step: len(stays) for step, stays in learnt([case, case]).items()} == {
        "desk": 2,
        "leader": 2,
    }


def test_cases_stuck_at_a_desk_are_flagged_and_the_others_are_not() -> None:
    """Whoever is at the desk halfway became late before, whoever is with the leader did not."""
    stuck = [a_case(n * 10, total=1_400, desk=900) for n in range(ENOUGH)]
    quick = [a_case(n * 10, total=700) for n in range(ENOUGH)]
    next_ones = [
        a_case(5_000, total=1_300, desk=900),
        a_case(5_001, total=1_200, desk=800),
        a_case(5_002, total=700),
    ]

    rate = tried([*stuck, *quick, *next_ones])

    assert (rate.judged, rate.late, rate.flagged, rate.hits) == (3, 2, 2, 2)
    assert rate.untold == 2 * ENOUGH
    assert rate.score < rate.usual_score


def test_a_case_that_was_ready_by_half_of_its_term_is_not_tried() -> None:
    assert tried([a_case(n * 10, total=400) for n in range(3 * ENOUGH)]) == HitRate()


cases = st.lists(
    st.builds(
        a_case,
        st.integers(0, 20_000),
        total=st.integers(1, 3_000),
        desk=st.integers(1, 2_000),
    ),
    max_size=60,
)


def told_slowly(some: list[PastCase]) -> HitRate:
    """The same, learnt from nothing anew for each case."""
    result = HitRate()
    for case in some:
        if case.total <= TERM // 2:
            continue
        before = [one for one in some if one.finished < case.halfway]
        at = next(visit for visit in case.visits if visit.entered <= TERM // 2 < visit.left)
        stays = [
            Stay(visit.left - visit.entered, one.total - visit.entered)
            for one in before
            for visit in one.visits
            if visit.step == at.step
        ]
        said = Stays(stays).chance(TERM // 2 - at.entered, TERM - TERM // 2)
        if said is None:
            result += HitRate(untold=1)
            continue
        open_then = [one for one in before if one.total > TERM // 2]
        usual = (sum(one.late for one in open_then) + 1) / (len(open_then) + 2)
        flagged = said.percent >= 100 * LIKELY
        result += HitRate(
            1, int(case.late), int(flagged), int(flagged and case.late),
            (said.share - case.late) ** 2, (usual - case.late) ** 2,
        )  # fmt: skip
    return result


@given(cases)
def test_each_is_forecast_from_nothing_but_what_was_finished_before(some: list[PastCase]) -> None:
    quick, slow = tried(some), told_slowly(some)

    assert quick.kept() == pytest.approx(slow.kept())


def test_the_rate_is_told_in_plain_words() -> None:
    rate = HitRate(100, 38, 40, 31, 9.0, 24.0, 7)

    judged, flagged, scores = (said.to("en") for said in rate.told)

    assert judged.startswith("Tried on finished cases: 100 were still open when half")
    assert flagged == (
        "It flagged 40 of them (a chance of at least 50%), and 31 of those became late; so it "
        "found 31 of the 38 late ones."
    )
    assert "is 0.090; saying the usual share of every case would have made 0.240" in scores
    assert "0,090" in rate.told[2].to("vi")
