from datetime import datetime

import pytest

from engine.rules.deadline import Standing, Verdict, left, standing
from tests.rules.calendars import SHIPPED, moment

DUE = moment("05/03/2026 17:00")


def open_at(now: str, *, paused: bool = False) -> Standing:
    return standing(DUE, SHIPPED, now=moment(now), paused=paused)


def finished_at(finished: datetime) -> Standing:
    return standing(DUE, SHIPPED, now=moment("30/03/2026 09:00"), finished=finished)


@pytest.mark.parametrize(
    ("now", "verdict", "minutes", "english", "vietnamese"),
    [
        pytest.param(
            "02/03/2026 09:00", Verdict.RUNNING, 1830, "3 days left", "còn 3 ngày", id="running"
        ),
        pytest.param(
            "04/03/2026 17:00", Verdict.NEAR_DUE, 480, "1 day left", "còn 1 ngày", id="a day left"
        ),
        pytest.param(
            "05/03/2026 14:00", Verdict.NEAR_DUE, 180, "3 hours left", "còn 3 giờ", id="hours left"
        ),
        pytest.param(
            "05/03/2026 16:59", Verdict.NEAR_DUE, 1, "1 minute left", "còn 1 phút", id="a minute"
        ),
        pytest.param("05/03/2026 17:00", Verdict.NEAR_DUE, 0, "due now", "đến hạn", id="now"),
        pytest.param(
            "05/03/2026 20:00", Verdict.OVERDUE, 0, "overdue", "quá hạn", id="over, after closing"
        ),
        pytest.param(
            "10/03/2026 17:00",
            Verdict.OVERDUE,
            -1440,
            "3 days overdue",
            "quá hạn 3 ngày",
            id="over, and the weekend does not count",
        ),
    ],
)
def test_an_open_case_stands_by_the_working_time_left(
    now: str, verdict: Verdict, minutes: int, english: str, vietnamese: str
) -> None:
    now_standing = open_at(now)

    assert (now_standing.verdict, now_standing.minutes) == (verdict, minutes)
    assert str(left(now_standing)) == english
    assert left(now_standing).to("vi") == vietnamese


def test_whole_days_carry_the_sign_of_the_minutes() -> None:
    assert open_at("02/03/2026 09:00").days == 3
    assert open_at("09/03/2026 08:30").days == -1
    assert open_at("06/03/2026 08:30").days == 0


def test_a_paused_case_is_neither_near_nor_overdue() -> None:
    waiting = open_at("10/03/2026 17:00", paused=True)

    assert waiting.verdict is Verdict.PAUSED
    assert left(waiting).to("vi") == "tạm dừng"


@pytest.mark.parametrize(
    ("finished", "verdict", "vietnamese"),
    [
        pytest.param("03/03/2026 17:00", Verdict.EARLY, "trước hạn 2 ngày", id="two days before"),
        pytest.param("05/03/2026 07:30", Verdict.ON_TIME, "đúng hạn", id="on the day"),
        pytest.param("05/03/2026 17:00", Verdict.ON_TIME, "đúng hạn", id="on the minute"),
        pytest.param("05/03/2026 17:01", Verdict.LATE, "quá hạn", id="after closing"),
        pytest.param("06/03/2026 09:30", Verdict.LATE, "quá hạn 2 giờ", id="the next morning"),
    ],
)
def test_a_finished_case_is_judged_by_when_it_was_finished(
    finished: str, verdict: Verdict, vietnamese: str
) -> None:
    judged = finished_at(moment(finished))

    assert judged.verdict is verdict
    assert left(judged).to("vi") == vietnamese
