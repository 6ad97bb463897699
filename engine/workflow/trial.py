"""Trying a diagram out in memory: the moves of ``motcua try``.

Moves are JSON objects: complete a step, let time pass, hand over a message. A
move that can't be made is told, and the rest still run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any, Final

from engine.errors import DiagramRefused, Refusal
from engine.i18n import Said, mark
from engine.rules.expression import BadExpression
from engine.workflow import process
from engine.workflow.clock import WorkingTime
from engine.workflow.definition import Definition
from engine.workflow.finding import Finding
from engine.workflow.process import NoSuchTask
from engine.workflow.progress import Progress
from engine.workflow.shelf import define
from engine.workflow.timings import read_date

# A cycle that made up for more than this after one `now` would never be done.
_MOST_FIRINGS: Final = 1_000


@dataclass(frozen=True)
class Problem:
    """A move that could not be made; ``move`` is None when the diagram itself can't run."""

    move: Any
    why: Said


class _BadMove(Refusal):
    """A move is not one of those that can be made."""

    code = "bad-move"
    default = mark("This is no move: give complete, now or message.")


class Trial:
    """A diagram being tried, from its start to wherever the moves bring it."""

    def __init__(self, definition: Definition, *, now: datetime, working_time: WorkingTime) -> None:
        self._definition = definition
        self._now = now
        self._working_time = working_time
        self._path: list[str] = []
        self._progress: Progress | None = None
        self.problems: list[Problem] = []

    def begin(self) -> None:
        """Start the case; a diagram that can't is told as a problem."""
        try:
            self._take(process.start(self._definition, {}, **self._at()))
        except Refusal as refusal:
            self.problems.append(Problem(None, refusal.said))

    def make(self, move: Any) -> None:
        """Make one move, or tell why it can't be made."""
        if self._progress is None:
            return
        try:
            match move:
                case {"complete": str(step)}:
                    self._complete(self._progress, step, move.get("answers") or {})
                case {"now": str(moment)}:
                    self._let_time_pass(moment)
                case {"message": str(name)}:
                    self._deliver(self._progress, name, move)
                case _:
                    raise _BadMove
        except Refusal as refusal:
            self.problems.append(Problem(move, refusal.said))

    def told(self) -> dict[str, Any]:
        """Where the case stands, but for the problems."""
        stands = self._progress
        return {
            "waiting": [
                {"step": each.step.id, "name": each.step.name, "lane": each.step.lane}
                for each in (stands.waiting if stands else ())
            ],
            "events": [
                {
                    "element": each.element,
                    "kind": each.kind,
                    "due": each.due.isoformat() if each.due else None,
                }
                for each in (stands.events if stands else ())
            ],
            "path": list(self._path),
            "finished": stands.finished if stands else False,
            "data": dict(stands.data) if stands else {},
        }

    def _complete(self, stands: Progress, step: str, answers: Any) -> None:
        if not isinstance(answers, Mapping):
            raise _BadMove
        task = next((each.task for each in stands.waiting if each.step.id == step), None)
        if task is None:
            raise NoSuchTask(Said(mark("The step “%(step)s” is not waiting."), step=step))
        self._take(process.complete(self._definition, stands.state, task, answers, **self._at()))

    def _let_time_pass(self, text: str) -> None:
        try:
            moment = read_date(text)
        except BadExpression as refusal:
            raise _BadMove(refusal.said) from refusal
        if moment < self._now:
            raise _BadMove(Said(mark("Time does not go back.")))
        self._now = moment
        for _ in range(_MOST_FIRINGS):
            stands = self._progress
            if stands is None or stands.next_timer is None or stands.next_timer > moment:
                break
            self._take(process.fire_timers(self._definition, stands.state, **self._at()))

    def _deliver(self, stands: Progress, name: str, move: Mapping[str, Any]) -> None:
        key = move.get("key")
        self._take(
            process.deliver(
                self._definition,
                stands.state,
                name,
                move.get("payload"),
                key=None if key is None else str(key),
                **self._at(),
            )
        )

    def _at(self) -> dict[str, Any]:
        return {"now": self._now, "working_time": self._working_time}

    def _take(self, progress: Progress) -> None:
        self._progress = progress
        self._path.extend(progress.path)


def play(
    bpmn: bytes,
    lines: Iterable[str],
    *,
    now: datetime,
    working_time: WorkingTime,
    decisions: Sequence[bytes] = (),
) -> tuple[dict[str, Any], list[Problem]]:
    """Play moves, a JSON line each; the clock starts at the first ``now`` among them."""
    moves = [_read(line) for line in lines if line.strip()]
    try:
        definition = define(bpmn, decisions)
    except DiagramRefused as refusal:
        problems = [
            Problem(None, _at_element(each))
            for each in refusal.findings
            if isinstance(each, Finding)
        ]
        return _nothing(), problems
    trial = Trial(definition, now=_beginning(moves, now), working_time=working_time)
    trial.begin()
    for move in moves:
        trial.make(move)
    return trial.told(), trial.problems


def _read(line: str) -> Any:
    try:
        return json.loads(line, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        return line.strip()


def _finite(text: str) -> float:
    """A number that JSON can write again; raises ``ValueError`` for Infinity and NaN."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _beginning(moves: Iterable[Any], otherwise: datetime) -> datetime:
    for move in moves:
        if isinstance(move, Mapping) and isinstance(move.get("now"), str):
            try:
                return read_date(move["now"])
            except BadExpression:
                continue
    return otherwise


def _at_element(finding: Finding) -> Said:
    place = finding.element or f"{finding.line or 1}"
    return Said(mark("%(place)s: %(what)s"), place=place, what=finding.message)


def _nothing() -> dict[str, Any]:
    return {"waiting": [], "events": [], "path": [], "finished": False, "data": {}}
