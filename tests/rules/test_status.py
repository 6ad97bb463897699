from itertools import pairwise

import pytest

from engine.rules.status import OPEN, PAUSED, RUNNING, TERMINAL, Status, may_follow


def test_the_list_is_the_national_one() -> None:
    assert [int(status) for status in Status] == list(range(1, 11))
    assert Status(5).said.to("vi") == "Yêu cầu bổ sung giấy tờ"
    assert str(Status.RETURNED.said) == "Result returned"


def test_every_state_is_named_in_both_languages() -> None:
    for status in Status:
        assert status.said.to("vi") != str(status.said)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param([None, 2, 4, 9, 10], id="a good day"),
        pytest.param([None, 1, 2, 4, 5, 4, 9, 10], id="online, with a supplement"),
        pytest.param([None, 2, 4, 6, 5, 4, 8], id="a duty and a supplement, then stopped"),
        pytest.param([None, 2, 9, 10], id="settled at the counter"),
        pytest.param([None, 2, 4, 7], id="withdrawn"),
        pytest.param([None, 3], id="not accepted"),
    ],
)
def test_a_case_may_take_these_paths(path: list[int | None]) -> None:
    for before, after in pairwise(path):
        assert after is not None
        assert may_follow(None if before is None else Status(before), Status(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(Status.SUBMITTED, Status.IN_PROGRESS, id="worked on before it is accepted"),
        pytest.param(Status.SUPPLEMENT_REQUESTED, Status.FINISHED, id="finished while paused"),
        pytest.param(Status.IN_PROGRESS, Status.RETURNED, id="returned before it is finished"),
        pytest.param(Status.FINISHED, Status.WITHDRAWN, id="withdrawn when finished"),
        pytest.param(Status.IN_PROGRESS, Status.IN_PROGRESS, id="into the state it is in"),
        pytest.param(None, Status.IN_PROGRESS, id="made in the middle"),
    ],
)
def test_a_case_may_not_go(before: Status | None, after: Status) -> None:
    assert not may_follow(before, after)


def test_nothing_follows_a_state_that_ends_a_case() -> None:
    for status in TERMINAL:
        assert not any(may_follow(status, after) for after in Status)


def test_every_other_state_leads_somewhere() -> None:
    for status in set(Status) - TERMINAL:
        assert any(may_follow(status, after) for after in Status)


def test_the_clock_runs_or_waits_while_a_case_is_open() -> None:
    assert OPEN == RUNNING | PAUSED
    assert not OPEN & TERMINAL
    assert not RUNNING & PAUSED
