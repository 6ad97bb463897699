import json
import time
from typing import Any

from engine.workflow.trial import play
from tests.workflow import drawing
from tests.workflow.drawing import chain, diagram, node
from tests.workflow.moving import MONDAY, working_time


def tried(content: bytes, *moves: Any) -> tuple[dict[str, Any], list[Any]]:
    lines = [move if isinstance(move, str) else json.dumps(move) for move in moves]
    told, problems = play(content, lines, now=MONDAY, working_time=working_time)
    return told, [each.move for each in problems]


def test_an_untouched_diagram_stands_at_its_first_steps() -> None:
    told, problems = tried(drawing.supplement_loop())

    assert told == {
        "waiting": [{"step": "appraise", "name": "appraise", "lane": "economy"}],
        "events": [],
        "path": ["began", "to_appraisal"],
        "finished": False,
        "data": {},
    }
    assert problems == []


def test_the_clock_starts_at_the_first_now_and_due_timers_fire() -> None:
    told, problems = tried(
        drawing.late_reminder("1 working_days"),
        {"now": "2030-01-07T08:00"},
        {"now": "2030-01-08T08:00"},
    )

    assert told["path"] == ["began", "tax_late", "reminded"]
    assert told["waiting"][0]["step"] == "tax_code"
    assert problems == []


def test_events_tell_their_kind_and_time() -> None:
    told, _ = tried(
        drawing.answer_or_silence(), {"now": "2026-11-23T08:00+07:00"}, {"complete": "ask"}
    )

    assert {(each["element"], each["kind"], each["due"]) for each in told["events"]} == {
        ("answered", "message", None),
        ("silence", "timer", "2026-11-24T08:00:00+07:00"),
        ("long_silence", "timer", "2026-12-02T08:00:00+07:00"),
    }


def test_moves_that_cannot_be_made_are_told_and_the_others_run() -> None:
    bad = [
        {"complete": "nothing"},
        "{not json",
        {"fly": "away"},
        {"now": "yesterday"},
        {"now": "1999-01-01T00:00"},
        {"message": "nobody"},
        {"complete": "appraise", "answers": [1]},
        17,
    ]

    told, problems = tried(
        drawing.supplement_loop(),
        {"now": "2026-11-23T08:00"},
        *bad,
        {"complete": "appraise", "answers": {"appraisal": "qualified"}},
    )

    assert problems == bad
    assert told["finished"]
    assert told["data"] == {"appraisal": "qualified"}


def test_a_message_is_delivered_with_what_it_carries() -> None:
    told, problems = tried(
        drawing.answer_or_silence(),
        {"complete": "ask"},
        {"message": "Trả lời", "payload": {"code": "81"}, "key": None},
    )

    assert problems == []
    assert [each["step"] for each in told["waiting"]] == ["read"]
    assert told["data"] == {"code": "81"}


def test_steps_of_a_subprocess_are_named_by_their_own_ids() -> None:
    told, _ = tried(drawing.wrapped_loop(), {"complete": "appraise", "answers": {"choice": "no"}})

    assert [each["step"] for each in told["waiting"]] == ["appraise"]


def test_a_diagram_with_a_mistake_is_not_run() -> None:
    told, problems = tried(diagram(node("startEvent", "a"), node("userTask", "b"), chain("a", "b")))

    assert told["waiting"] == []
    assert set(problems) == {None}


def test_four_hundred_moves_take_less_than_ten_seconds() -> None:
    moves = [
        {"complete": "appraise", "answers": {"appraisal": "supplement"}},
        {"complete": "issue"},
        {"complete": "receive"},
    ] * 134
    began = time.monotonic()

    _, problems = tried(drawing.supplement_loop(), *moves[:400])

    assert problems == []
    assert time.monotonic() - began < 10
