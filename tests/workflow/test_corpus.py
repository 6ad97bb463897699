"""Whatever version of the codec wrote a state, the case goes on from it."""

import json
from datetime import datetime

import pytest

from engine.workflow import define, fire_timers
from engine.workflow.state import VERSION
from tests.workflow.corpus import FOLDER, stands
from tests.workflow.moving import Moving, working_time
from tests.workflow.twins import ANSWERS

VERSIONS = sorted(file.stem for file in FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("version", VERSIONS)
def test_states_of_each_version_are_read_and_the_cases_end(version: str) -> None:
    for line in (FOLDER / f"{version}.jsonl").read_text("utf-8").splitlines():
        kept = json.loads(line)
        definition = define(kept["diagram"].encode())
        for before in kept["cases"]:
            now = datetime.fromisoformat(before["now"])
            state = before["state"].encode()
            at_once = fire_timers(definition, state, now=now, working_time=working_time)
            case = Moving(definition, at_once, now)

            assert stands(case) == {key: before[key] for key in stands(case)}
            _finish(case)


def _finish(case: Moving) -> None:
    answers = {key: of[0] for key, of in ANSWERS.items()}
    for _ in range(60):
        if case.stands.finished:
            return
        if case.stands.waiting:
            case.complete_nth(0, answers)
        else:
            case.wait(days=9)
    raise AssertionError(case.steps)


def test_the_present_version_has_its_states_kept() -> None:
    assert VERSION.decode().rstrip(":") in VERSIONS
