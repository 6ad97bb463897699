"""``python -m tests.corpus``: keep states of the present codec, for procedures that lack them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import bpmn
from engine.rules import calendar, form
from engine.rules import procedure as procedures
from engine.rules.procedure import DIAGRAM_FILE, SCENARIOS_FILE
from engine.workflow import (
    Progress,
    Waiting,
    complete,
    define,
    fire_timers,
    scenario_file,
    scenario_play,
    state,
)
from engine.workflow.scenario_file import Scenario, Scenarios
from engine.workflow.scenario_play import Play
from tests.corpus import HERE, Situation, Stand, keep
from tests.workflow.moving import working_time

CODEC = state.VERSION.decode().strip(":")
MOST_MOVES = 100


def main() -> int:
    """Add what is missing, and say what was added."""
    for name in procedures_shipped():
        folder = HERE / name / CODEC
        if not folder.exists():
            count = add(folder, bpmn.procedure_files(name))
            sys.stdout.write(f"{folder.relative_to(HERE)}: {count} situations\n")
    return 0


def procedures_shipped() -> list[str]:
    """The procedures that the project ships, by their folders."""
    return sorted(each.name for each in HERE.parents[1].glob("bpmn/*") if _is_procedure(each))


def add(folder: Path, files: Mapping[str, bytes]) -> int:
    """Keep every situation that the scenarios of a procedure come through, each once."""
    player = Player(files)
    states: dict[str, bytes] = {}
    told: list[Situation] = []
    seen: list[Stand] = []
    for progress, at in player.situations():
        stand = Stand.of(progress)
        if progress.finished or any(stand.is_like(other) for other in seen):
            continue
        seen.append(stand)
        alike = sum(each.waiting == stand.waiting for each in seen)
        name = "-".join([*stand.waiting, str(alike)])
        states[name] = progress.state
        told.append(player.played_on(name, progress, at))
    keep(folder, files[DIAGRAM_FILE], states, told)
    return len(told)


class Player:
    """Plays a procedure's scenarios, and from any situation on to the end."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.procedure = procedures.read(files)
        self.definition = define(files[DIAGRAM_FILE])
        self.told: Scenarios = scenario_file.read(files[SCENARIOS_FILE])
        self.calendar = calendar.from_toml(*bpmn.calendar_texts())

    def situations(self) -> Iterator[tuple[Progress, datetime]]:
        """Each state that a scenario leaves behind it, and when."""
        for scenario in self.told.scenarios:
            play = self._begin(scenario)
            yield play.progress, scenario.moves[0].at
            for move in scenario.moves:
                if move.refused or move.withdraw is not None:
                    continue
                play.pass_time(move.at)
                if move.complete is not None:
                    usual = self.told.answers.get(move.complete, {})
                    play.complete(move.complete, {**usual, **move.answers}, move.at)
                yield play.progress, move.at

    def played_on(self, name: str, progress: Progress, at: datetime) -> Situation:
        """Go on to the end with the usual answers, and tell how it went."""
        stand, timer = Stand.of(progress), progress.next_timer
        fired: list[str] = []
        if timer is not None:
            late = fire_timers(
                self.definition, progress.state, now=timer, working_time=working_time
            )
            fired = list(late.path)
        rest: list[tuple[str, dict[str, Any]]] = []
        path: list[str] = []
        while not progress.finished and len(rest) < MOST_MOVES:
            waiting = progress.waiting[0]
            answers = self._routed(waiting)
            progress = complete(
                self.definition, progress.state, waiting.task, answers,
                now=at, working_time=working_time,
            )  # fmt: skip
            rest.append((waiting.step.id, answers))
            path += progress.path
        return Situation(name, at.isoformat(), stand, rest, path, dict(progress.data), fired)

    def _begin(self, scenario: Scenario) -> Play:
        return scenario_play.begin(
            self.procedure,
            self.definition,
            self.calendar,
            facts=scenario.facts,
            handed=None,
            now=scenario.moves[0].at,
        )

    def _routed(self, waiting: Waiting) -> dict[str, Any]:
        """The usual answers to a step, as the office hands them to the engine."""
        step = waiting.step
        asked = self.procedure.forms.get(step.properties.get("form", step.id))
        if asked is None:
            return {}
        checked = form.check(asked, self.told.answers.get(step.id, {}), facts={})
        return asked.routing(checked.values)


def _is_procedure(folder: Path) -> bool:
    return (folder / procedures.DIAGRAM_FILE).is_file()


if __name__ == "__main__":
    sys.exit(main())
