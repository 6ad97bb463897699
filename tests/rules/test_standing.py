from datetime import datetime

import pytest

from engine.rules.deadline import Standing, Verdict, left, standing
from engine.rules.standing import NearDue, StepsStanding, by_steps, step_standing, steps_left
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


@pytest.mark.parametrize(
    ("near", "verdict"),
    [
        pytest.param(NearDue(minutes=240), Verdict.RUNNING, id="half a day before"),
        pytest.param(NearDue(minutes=480), Verdict.NEAR_DUE, id="a day before"),
        pytest.param(NearDue(share=0.2), Verdict.RUNNING, id="a fifth of it"),
        pytest.param(NearDue(share=0.3), Verdict.NEAR_DUE, id="three tenths of it"),
        pytest.param(NearDue(minutes=60, share=0.3), Verdict.NEAR_DUE, id="either of both"),
    ],
)
def test_when_a_date_comes_near_is_a_rule(near: NearDue, verdict: Verdict) -> None:
    # Eight hours are left of thirty and a half.
    judged = standing(
        DUE, SHIPPED, now=moment("04/03/2026 17:00"), began=moment("02/03/2026 09:00"), near=near
    )

    assert judged.verdict is verdict


def test_an_extension_that_does_not_count_is_said_beside_the_delay() -> None:
    second = moment("12/03/2026 17:00")
    late = standing(DUE, SHIPPED, now=moment("06/03/2026 17:00"), second=second)
    running = standing(DUE, SHIPPED, now=moment("02/03/2026 09:00"), second=second)
    early = standing(DUE, SHIPPED, now=DUE, finished=moment("02/03/2026 09:00"), second=second)

    assert late.verdict is Verdict.OVERDUE
    assert left(late).to("vi") == "quá hạn 1 ngày, hẹn lại 17:00 12/03/2026"
    assert left(running).to("vi") == "còn 3 ngày, hẹn lại 17:00 12/03/2026"
    assert left(early).to("vi") == "trước hạn 3 ngày"


def a_step(
    began: str, due: str, *, now: str = "", finished: str = "", waits: bool = False
) -> Standing:
    return step_standing(
        moment(due),
        SHIPPED,
        began=moment(began),
        now=moment(now or finished),
        finished=moment(finished) if finished else None,
        waits_for_the_citizen=waits,
    )


DONE_EARLY = a_step("02/03/2026 09:00", "03/03/2026 09:00", finished="02/03/2026 15:00")
DONE_LATE = a_step("02/03/2026 09:00", "03/03/2026 09:00", finished="03/03/2026 09:01")
WAITING = a_step("02/03/2026 09:00", "03/03/2026 09:00", now="02/03/2026 15:00")
NEARLY_OVER = a_step("02/03/2026 09:00", "03/03/2026 09:00", now="02/03/2026 16:06")
OVERDUE = a_step("02/03/2026 09:00", "03/03/2026 09:00", now="03/03/2026 09:01")
ASKING = a_step("02/03/2026 09:00", "03/03/2026 09:00", now="20/03/2026 09:00", waits=True)
ANSWERED = a_step("02/03/2026 09:00", "03/03/2026 09:00", finished="20/03/2026 09:00", waits=True)


def test_a_step_is_near_its_end_when_seven_tenths_are_used() -> None:
    assert (WAITING.verdict, NEARLY_OVER.verdict) == (Verdict.RUNNING, Verdict.NEAR_DUE)


def test_a_step_that_waits_for_the_citizen_is_never_late() -> None:
    assert {ASKING.verdict, ANSWERED.verdict} == {Verdict.PAUSED}


@pytest.mark.parametrize(
    ("steps", "expected", "english"),
    [
        pytest.param(
            [DONE_EARLY, DONE_LATE, WAITING],
            StepsStanding(Verdict.LATE, late=1, judged=3),
            "1 of 3 steps late",
            id="a late step stays late",
        ),
        pytest.param(
            [DONE_LATE, OVERDUE],
            StepsStanding(Verdict.OVERDUE, late=2, judged=2),
            "2 of 2 steps late",
            id="one is overdue now",
        ),
        pytest.param(
            [DONE_EARLY, NEARLY_OVER, ASKING],
            StepsStanding(Verdict.NEAR_DUE, late=0, judged=2),
            "no step late, one near its end",
            id="near",
        ),
        pytest.param(
            [DONE_EARLY, ANSWERED],
            StepsStanding(Verdict.EARLY, late=0, judged=1),
            "no step late",
            id="done, the applicant's time left out",
        ),
    ],
)
def test_a_case_stands_as_its_steps_count(
    steps: list[Standing], expected: StepsStanding, english: str
) -> None:
    found = by_steps(steps)

    assert found == expected
    assert str(steps_left(expected)) == english


def test_a_case_without_steps_does_not_stand_by_them() -> None:
    assert by_steps([ASKING]) is None
