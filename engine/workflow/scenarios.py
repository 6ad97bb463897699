"""Plays a procedure's scenarios, and judges whether each day went as it was told.

Every scenario is a case from its reception on, played on the real engine with
the real forms and calendar. Beside each verdict stands which flows of the
diagram no scenario ever took: a flow nobody has walked is a flow nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules import procedure as procedures
from engine.rules.calendar import WorkingCalendar
from engine.rules.pause import PauseKind
from engine.rules.procedure import SCENARIOS_FILE, Procedure
from engine.workflow import Definition, define, scenario_file, scenario_play
from engine.workflow.scenario_file import Expected, Move, Scenario, Scenarios
from engine.workflow.scenario_play import Play


@dataclass(frozen=True)
class Played:
    """How one scenario went; ``why`` when it did not go as told."""

    name: str
    why: Said | None
    flows: frozenset[str]
    name_en: str = ""

    @property
    def ok(self) -> bool:
        return self.why is None


@dataclass(frozen=True)
class Outcome:
    """How the scenarios of a procedure went, and which flows none of them took."""

    scenarios: tuple[Played, ...]
    flows: int
    untaken: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.untaken and all(played.ok for played in self.scenarios)


class _NotAsTold(Exception):
    """Something else happened than the scenario tells."""

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__(str(said))


def play_folder(files: Mapping[str, bytes], calendar: WorkingCalendar) -> Outcome:
    """Play the scenarios of a procedure's folder.

    Raises the refusal of whatever can't be read: the facts, the diagram, the
    scenarios themselves.
    """
    decisions = [content for path, content in sorted(files.items()) if path.endswith(".dmn")]
    procedure = procedures.read(files)
    definition = define(files[procedures.DIAGRAM_FILE], decisions)
    told = scenario_file.read(files.get(SCENARIOS_FILE, b""), SCENARIOS_FILE)
    played = tuple(play(one, told, procedure, definition, calendar) for one in told.scenarios)
    taken = frozenset[str]().union(*(one.flows for one in played))
    return Outcome(
        scenarios=played,
        flows=len(definition.flows),
        untaken=tuple(flow for flow in definition.flows if flow not in taken),
    )


def play(
    scenario: Scenario,
    told: Scenarios,
    procedure: Procedure,
    definition: Definition,
    calendar: WorkingCalendar,
) -> Played:
    """Play one scenario to its end, or to the first thing that goes otherwise."""
    case = scenario_play.begin(
        procedure,
        definition,
        calendar,
        facts=scenario.facts,
        handed=None if scenario.papers is None else frozenset(scenario.papers),
        now=scenario.moves[0].at,
    )
    why = None
    try:
        for move in scenario.moves:
            _make(move, case, told.answers)
        at_the_end = Move(
            scenario.moves[-1].at, None, None, None, None, {}, None, scenario.expected
        )
        _judge(at_the_end, case, [])
    except _NotAsTold as otherwise:
        why = otherwise.said
    return Played(scenario.name, why, frozenset(case.flows), scenario.name_en)


def _make(move: Move, case: Play, usual: Mapping[str, Mapping[str, Any]]) -> None:
    try:
        fired = case.pass_time(move.at)
        if move.complete is not None:
            typed = {**usual.get(move.complete, {}), **move.answers}
            case.complete(move.complete, typed, move.at)
        elif move.withdraw is not None:
            case.withdraw(move.at)
        elif move.pause is not None:
            typed = {**usual.get(move.pause, {}), **move.answers}
            case.pause(PauseKind(move.pause), typed, move.at)
        elif move.resume is not None:
            case.resume(PauseKind(move.resume), move.at)
    except Refusal as refusal:
        if refusal.code != move.refused:
            raise _NotAsTold(_refused(move, refusal)) from refusal
        fired = []
    else:
        if move.refused is not None:
            said = mark("%(move)s: should have been refused (%(code)s), and was done.")
            raise _NotAsTold(Said(said, move=move.said(), code=move.refused))
    _judge(move, case, fired)


def _judge(move: Move, case: Play, fired: list[str]) -> None:
    """Compare what is so with each thing that is expected."""
    for what, wanted, found in _compared(move, case, fired):
        if wanted != found:
            said = mark("%(move)s: %(what)s should be %(wanted)s, and is %(found)s.")
            texts = {"wanted": _text(wanted), "found": _text(found)}
            raise _NotAsTold(Said(said, move=move.said(), what=what, **texts))
    path = move.expected.path
    if path is not None and not _in_order(path, case.path):
        said = mark("%(move)s: the path should pass %(wanted)s, and was %(found)s.")
        raise _NotAsTold(
            Said(said, move=move.said(), wanted=_text(path), found=_text(tuple(case.path)))
        )


def _compared(move: Move, case: Play, fired: list[str]) -> list[tuple[str, Any, Any]]:
    """What is expected beside what is so, for each thing the scenario asks about."""
    expected: Expected = replace(move.expected, path=None)
    standing = case.standing(move.at)
    so = {
        "waiting": case.waiting,
        "fired": tuple(fired),
        "status": case.status,
        "due": case.due,
        "verdict": standing.verdict if standing else None,
        "end": case.end,
    }
    return [
        (what, getattr(expected, what), found)
        for what, found in so.items()
        if getattr(expected, what) is not None
    ]


def _in_order(wanted: tuple[str, ...], path: list[str]) -> bool:
    passed = iter(path)
    return all(element in passed for element in wanted)


def _refused(move: Move, refusal: Refusal) -> Said:
    problems = getattr(refusal, "problems", None) or {}
    details = ", ".join(problems) or ", ".join(getattr(refusal, "papers", ()))
    said = mark("%(move)s: was refused (%(code)s): %(why)s %(details)s")
    return Said(said, move=move.said(), code=refusal.code, why=refusal.said, details=details)


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y %H:%M}"
    return "–" if value is None else str(value)
