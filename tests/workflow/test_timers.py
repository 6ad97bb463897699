from datetime import datetime, timedelta

import pytest

from engine.workflow import define, start
from tests.workflow import drawing
from tests.workflow.drawing import chain, diagram, node, timer
from tests.workflow.moving import MONDAY, Moving, working_time


def waiting_for(what: str, text: str) -> bytes:
    return diagram(
        node("startEvent", "began"),
        node("intermediateCatchEvent", "time", timer(what, text)),
        node("userTask", "work"),
        node("endEvent", "ended"),
        chain("began", "time", "work", "ended"),
    )


def test_a_reminder_fires_once_when_due_and_interrupts_nothing() -> None:
    case = Moving.begin(define(drawing.late_reminder("1 working_days")))
    due = MONDAY + timedelta(days=1)

    promised = case.stands
    before = case.wait(hours=23, minutes=59)
    at_its_time = case.wait(minutes=1)
    after = case.wait(days=9)

    assert promised.next_timer == due
    assert promised.events[0].properties["remind"] == "tax,economy"
    assert before.path == ()
    assert at_its_time.path == ("tax_late", "reminded")
    assert at_its_time.flows == ("tax_late__reminded",)
    assert case.steps == ["tax_code"]
    assert after.path == ()
    assert after.next_timer is None


def test_a_deadline_that_interrupts_takes_the_step_away() -> None:
    case = Moving.begin(define(drawing.reminded_loop()))

    case.wait(days=3)

    assert "given_up" in case.stands.path
    assert "appraise" not in case.steps


def test_a_timer_starts_anew_with_each_round() -> None:
    case = Moving.begin(define(drawing.reminded_loop()))
    case.now += timedelta(hours=1)

    case.complete("appraise", choice="rework")

    assert case.stands.next_timer == MONDAY + timedelta(hours=3)


def test_several_timers_behind_one_gateway_keep_their_own_times() -> None:
    case = Moving.begin(define(drawing.answer_or_silence()))
    case.complete("ask")

    dues = {each.element: each.due for each in case.stands.events}
    case.wait(days=1)

    assert dues == {
        "answered": None,
        "silence": MONDAY + timedelta(days=1),
        "long_silence": MONDAY + timedelta(days=9),
    }
    assert case.steps == ["remind"]


@pytest.mark.parametrize(
    ("what", "text", "due"),
    [
        pytest.param("timeDuration", "PT1H", "2026-11-23T09:00+07:00", id="an hour"),
        pytest.param("timeDuration", '"PT1H"', "2026-11-23T09:00+07:00", id="quoted"),
        pytest.param("timeDuration", "P1M", "2026-12-23T08:00+07:00", id="a month"),
        pytest.param("timeDuration", "P1Y2W", None, id="weeks stand alone"),
        pytest.param("timeDate", "2026-12-01T07:30", "2026-12-01T07:30+07:00", id="office time"),
        pytest.param("timeDate", "2026-12-01T00:30Z", "2026-12-01T07:30+07:00", id="world time"),
        pytest.param("timeCycle", "R2/PT4H", "2026-11-23T12:00+07:00", id="a cycle"),
    ],
)
def test_iso_times_are_read_as_they_are_written(what: str, text: str, due: str | None) -> None:
    if due is None:
        with pytest.raises(Exception, match="ISO 8601"):
            define(waiting_for(what, text))
        return

    case = Moving.begin(define(waiting_for(what, text)))

    assert case.stands.next_timer == datetime.fromisoformat(due)


def test_a_bounded_cycle_makes_up_for_a_downtime_one_firing_a_move() -> None:
    every_hour = node(
        "boundaryEvent",
        "hourly",
        timer("timeCycle", "R3/PT1H"),
        attachedToRef="work",
        cancelActivity="false",
    )
    case = Moving.begin(
        define(
            diagram(
                node("startEvent", "began"),
                node("userTask", "work"),
                every_hour,
                node("endEvent", "reminded"),
                node("endEvent", "ended"),
                chain("began", "work", "ended"),
                chain("hourly", "reminded"),
            )
        )
    )

    paths = [case.wait(days=7).path, *(case.wait().path for _ in range(3))]

    assert paths == [("hourly", "reminded")] * 3 + [()]
    assert case.stands.next_timer is None
    assert case.complete("work").finished


def test_a_cycle_may_end_while_its_last_reminder_is_being_answered() -> None:
    case = Moving.begin(
        define(
            diagram(
                node("startEvent", "began"),
                node("userTask", "work"),
                node(
                    "boundaryEvent",
                    "hourly",
                    timer("timeCycle", "R2/PT1H"),
                    attachedToRef="work",
                    cancelActivity="false",
                ),
                node("userTask", "explain"),
                node("userTask", "check"),
                node("endEvent", "explained"),
                node("endEvent", "ended"),
                chain("began", "work", "ended"),
                chain("hourly", "explain", "check", "explained"),
            )
        )
    )
    case.wait(hours=1)
    case.wait(hours=1)

    case.complete("explain")
    case.complete("explain")

    assert case.steps == ["check", "check", "work"]
    assert case.stands.next_timer is None


def test_a_cycle_that_interrupts_does_so_the_first_time() -> None:
    every_hour = node(
        "boundaryEvent", "hourly", timer("timeCycle", "R3/PT1H"), attachedToRef="work"
    )
    case = Moving.begin(
        define(
            diagram(
                node("startEvent", "began"),
                node("userTask", "work"),
                every_hour,
                node("userTask", "explain"),
                node("endEvent", "ended"),
                chain("began", "work", "ended"),
                chain("hourly", "explain", "ended"),
            )
        )
    )

    case.wait(hours=1)
    taken_away = case.steps
    again = case.wait(hours=9).path

    assert taken_away == ["explain"]
    assert again == ()
    assert case.complete("explain").finished


def test_a_cycle_on_the_way_lets_the_case_go_on_once() -> None:
    case = Moving.begin(define(waiting_for("timeCycle", "R3/PT1H")))

    case.wait(hours=1)
    case.wait(hours=9)

    assert case.steps == ["work"]
    assert case.complete("work").finished


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = MONDAY.replace(tzinfo=None)

    with pytest.raises(ValueError, match="zone"):
        start(define(drawing.one_step()), {}, now=naive, working_time=working_time)
