"""Every state that was ever kept loads, shows what it showed, and goes on to its end."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import bpmn
from engine.workflow import Definition, Progress, complete, define, fire_timers, state
from tests.corpus import HERE, Kept, Stand, kept
from tests.corpus.__main__ import CODEC, add, procedures_shipped
from tests.workflow.moving import working_time

LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
CORPUS = list(kept())


def name(one: Kept) -> str:
    return f"{one.folder.relative_to(HERE)}/{one.situation.name}"


def looked_at(definition: Definition, bytes_of_it: bytes) -> Progress:
    """Load a state and save it again, without moving anything."""
    return fire_timers(definition, bytes_of_it, now=LONG_AGO, working_time=working_time)


@pytest.mark.parametrize("one", CORPUS, ids=name)
def test_a_kept_state_shows_what_it_showed_when_it_was_saved(one: Kept) -> None:
    definition = define(one.diagram)

    loaded = looked_at(definition, one.state)
    saved_anew = looked_at(definition, loaded.state)

    assert Stand.of(loaded) == one.situation.stand
    assert Stand.of(saved_anew) == one.situation.stand
    assert loaded.state.startswith(state.VERSION)


@pytest.mark.parametrize("one", CORPUS, ids=name)
def test_a_kept_state_goes_on_to_its_end_as_it_would_have_then(one: Kept) -> None:
    definition = define(one.diagram)
    path: list[str] = []
    stands = looked_at(definition, one.state)
    kept_state = one.state

    for step, answers in one.situation.rest:
        task = next(each.task for each in stands.waiting if each.step.id == step)
        stands = complete(
            definition, kept_state, task, answers,
            now=datetime.fromisoformat(one.situation.at), working_time=working_time,
        )  # fmt: skip
        kept_state = stands.state
        path += stands.path

    assert stands.finished
    assert path == one.situation.path
    assert stands.data == one.situation.end


@pytest.mark.parametrize(
    "one", [each for each in CORPUS if each.situation.stand.next_timer], ids=name
)
def test_the_timer_of_a_kept_state_fires_as_it_would_have_then(one: Kept) -> None:
    due = datetime.fromisoformat(one.situation.stand.next_timer or "")

    late = fire_timers(define(one.diagram), one.state, now=due, working_time=working_time)

    assert list(late.path) == one.situation.fired
    assert one.situation.fired != []


def test_the_present_codec_has_its_states_of_every_procedure() -> None:
    missing = [each for each in procedures_shipped() if not (HERE / each / CODEC).is_dir()]

    assert missing == [], "add them with: python -m tests.corpus"


@pytest.mark.parametrize(
    "folder", sorted({one.folder for one in CORPUS}), ids=lambda each: str(each.relative_to(HERE))
)
def test_each_step_of_a_diagram_was_kept_waiting(folder: Path) -> None:
    ours = [one for one in CORPUS if one.folder == folder]

    waiting = {step for one in ours for step in one.situation.stand.waiting}

    assert waiting == set(define(ours[0].diagram).steps)


def test_what_is_kept_is_never_written_again(tmp_path: Path) -> None:
    files = bpmn.procedure_files("household_business")
    count = add(tmp_path / "once", files)

    with pytest.raises(FileExistsError):
        add(tmp_path / "once", files)

    assert count == len(list((tmp_path / "once").glob("*.state")))
