"""Wherever SpiffWorkflow evaluates a text, only our own language is heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from engine.errors import DiagramRefused
from engine.workflow import check, define, diagram
from engine.workflow.checks import engine_findings
from engine.workflow.definition import Definition, build
from engine.workflow.failure import EngineFailed
from engine.workflow.timers import DueTimer
from engine.workflow.timings import Asked
from tests.workflow import places
from tests.workflow.moving import Moving

ANSWERS: dict[str, Any] = {"number": 17, "items": ["a", "b"], "day": "2026-12-24T08:00"}


@dataclass(frozen=True)
class Place:
    """How a place is drawn, a good text for it, and what comes of that text."""

    draw: Callable[[str], bytes]
    good: str
    steps: tuple[str, ...] = ("after",)
    data: Mapping[str, Any] = field(default_factory=dict)
    # Who is named when the text is refused; the shared ones stand outside the process.
    element: str = "odd"
    waits: int = 0


PLACES: dict[str, Place] = {
    "condition": Place(places.condition, "number * 2 == 34"),
    "inclusive condition": Place(places.inclusive_condition, "len(items) == 2 and number > 1"),
    "script": Place(places.script, "total = number + 0.5", data={"total": 17.5}),
    "script of lines": Place(
        places.script,
        "found = []\nfor x in items:\n  found += [x + 'x']",
        data={"found": ["ax", "bx"]},
    ),
    "pre-script": Place(places.pre_script, "number += 1", ("odd",), {"number": 18}),
    "post-script": Place(places.post_script, "x = today() > date(2026, 1, 1)", ("odd",)),
    "timer date": Place(places.timer_date, "moment(day) - duration('P1D')", (), waits=30),
    "timer date that is asked by name": Place(places.timer_date, "day", (), waits=31),
    "timer date by working time": Place(
        places.timer_date, "working_days_after(today(), number)", (), waits=17
    ),
    "timer duration": Place(places.timer_duration, "timedelta(days=number)", (), waits=17),
    "timer duration in months": Place(places.timer_duration, "duration('P1M')", (), waits=30),
    "boundary timer": Place(places.boundary_timer, "'P' + str(number) + 'D'", ("draw",), waits=17),
    "loop count": Place(places.loop_count, "len(items)", ("odd", "odd")),
    "loop count in turn": Place(places.loop_count_in_turn, "number - 16", ("odd",)),
    "completion condition": Place(places.completion, "number > 3", ("odd",) * 3),
    "repetition": Place(places.repetition, "number in [17, 18]", ("odd",)),
    "condition of an event": Place(places.event_condition, "number == 17"),
    "payload of a message": Place(places.message_payload, "{'number': number, 'x': items}"),
    "payload of a send task": Place(places.send_task_payload, "[x for x in items]"),
    "key of a message": Place(places.correlation, "str(number) + '/x'", element="key"),
    "key of a case": Place(places.process_correlation, "str(number)", ()),
    "payload of a signal": Place(places.signal_payload, "number + 1", element="odd_signal"),
    "payload of an error": Place(places.error_payload, "{'n': number}", element="odd_error"),
    "data object": Place(places.data_object, "number == 17"),
    "collection": Place(places.collection, "items", ("odd", "odd")),
    "gathered answers": Place(places.gathered, "answers", ("odd", "odd")),
}
ESCAPES = (
    "().__class__.__base__.__subclasses__()",
    "__import__('pathlib').Path('{canary}').touch()",
    "open('{canary}', 'w')",
    "[x for x in ().__class__.__bases__]",
    "'%999999999d' % 1",
)


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file that is there when a text of a diagram was run as Python."""
    return tmp_path / "ran"


@pytest.mark.parametrize("name", PLACES)
def test_a_good_text_works_there(name: str) -> None:
    place = PLACES[name]
    content = place.draw(place.good)
    case = Moving.begin(define(content))

    case.complete("work", **ANSWERS)

    assert case.steps == list(place.steps)
    for key, value in place.data.items():
        assert case.stands.data[key] == value
    if place.waits:
        case.wait(days=place.waits - 1)
        assert case.steps == list(place.steps)
        case.wait(days=2)
        assert case.steps == ["after"]


@pytest.mark.parametrize("name", PLACES)
def test_a_diagram_with_a_good_text_has_nothing_wrong(name: str) -> None:
    place = PLACES[name]

    found = check("a.bpmn", place.draw(place.good))

    assert [each for each in found if each.severity == "error"] == []


@pytest.mark.parametrize("name", PLACES)
def test_an_escape_is_refused_at_check_with_its_place(name: str, canary: Path) -> None:
    place = PLACES[name]

    for text in ESCAPES[:4]:
        content = place.draw(text.format(canary=canary))
        errors = [each for each in engine_findings(diagram.read(content)) if
                  each.severity == "error"]  # fmt: skip

        assert place.element in {each.element for each in errors}, text
        with pytest.raises(DiagramRefused):
            define(content)
    assert not canary.exists()


@pytest.mark.parametrize("name", PLACES)
def test_an_escape_that_no_check_saw_is_refused_when_it_runs(name: str, canary: Path) -> None:
    place = PLACES[name]

    for text in ESCAPES:
        escape = text.format(canary=canary)
        case = Moving.begin(unchecked(place, escape))
        with suppress(EngineFailed):
            case.complete("work", **ANSWERS)
            for step in case.steps[:1]:
                case.complete(step)

        assert "after" not in case.steps
    assert not canary.exists()


def unchecked(place: Place, text: str) -> Definition:
    """A definition as the parser alone would make it; a timer's text it reads itself."""
    if "timer" not in place.draw.__name__:
        content = place.draw(text)
        return build(diagram.read(content), content)
    content = place.draw(place.good)
    made = build(diagram.read(content), content)
    timer = made.spec.task_specs["odd"].event_definition
    assert isinstance(timer, DueTimer)
    assert isinstance(timer.timing, Asked)
    timer.timing = replace(timer.timing, text=text)
    return made


@pytest.mark.parametrize(
    ("draw", "text"),
    [
        (places.timer_date, "duration('P1D')"),
        (places.timer_date, "number"),
        (places.timer_duration, "today()"),
        (places.timer_duration, "number"),
        (places.timer_duration, "'soon'[0]"),
        (places.timer_duration, "timedelta(days=99999)"),
        (places.timer_date, "date(9999, 12, 31)"),
        (places.loop_count, "number * 1000"),
        (places.loop_count, "-number"),
        (places.loop_count, "'many'"),
        (places.collection, "number"),
        (places.collection, "nothing_there"),
    ],
)
def test_an_answer_that_makes_no_sense_there_stops_the_case_in_words(
    draw: Callable[[str], bytes], text: str
) -> None:
    case = Moving.begin(define(draw(text)))
    before = case.stands

    with pytest.raises(EngineFailed) as failure:
        case.complete("work", **ANSWERS)

    assert failure.value.element == "odd"
    assert failure.value.said.to("vi") != failure.value.said.to("en")
    assert case.stands is before
