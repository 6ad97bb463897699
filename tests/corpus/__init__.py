"""Saved engine states of every codec, kept for ever: ``tests/corpus/<procedure>/<codec>/``.

A case may wait for years, so whatever bytes an office once wrote must load in
every later version, show the same waiting steps and go on to the end. Each
folder has the diagram the cases belong to, a ``.state`` file for each situation,
and ``situations.jsonl``: what each one showed when it was saved, and how it went
on.

A new codec (``engine.workflow.state.VERSION``) or a new procedure adds a folder:

    python -m tests.corpus

It plays the procedure's scenarios and keeps each situation they come through.
What is kept is never written again: a folder that is there stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from engine.workflow import Progress

HERE = Path(__file__).parent
DIAGRAM = "process.bpmn"
SITUATIONS = "situations.jsonl"


@dataclass(frozen=True)
class Stand:
    """What a case shows: who and what it waits for, its routing values."""

    waiting: list[str]
    events: list[str]
    next_timer: str | None
    data: dict[str, Any]

    @classmethod
    def of(cls, progress: Progress) -> Stand:
        return cls(
            waiting=[each.step.id for each in progress.waiting],
            events=[each.element for each in progress.events],
            next_timer=progress.next_timer.isoformat() if progress.next_timer else None,
            data=dict(progress.data),
        )

    def is_like(self, other: Stand) -> bool:
        """Whether the two differ in no more than the hour."""
        return replace(self, next_timer=None) == replace(other, next_timer=None)


@dataclass(frozen=True)
class Situation:
    """A saved case; ``rest`` is how it was completed, ``path`` what that passed to its ``end``.

    ``fired`` is what its earliest timer passed, where it waited for one.
    """

    name: str
    at: str
    stand: Stand
    rest: list[tuple[str, dict[str, Any]]]
    path: list[str]
    end: dict[str, Any]
    fired: list[str]


@dataclass(frozen=True)
class Kept:
    """A situation with its bytes and its diagram, as they lie in the folder."""

    folder: Path
    situation: Situation

    @property
    def state(self) -> bytes:
        return (self.folder / f"{self.situation.name}.state").read_bytes()

    @property
    def diagram(self) -> bytes:
        return (self.folder / DIAGRAM).read_bytes()


def kept() -> Iterator[Kept]:
    """Everything in the corpus."""
    for file in sorted(HERE.glob(f"*/*/{SITUATIONS}")):
        lines = file.read_text("utf-8").splitlines()
        yield from (Kept(file.parent, _read(json.loads(line))) for line in lines)


def keep(folder: Path, diagram: bytes, states: Mapping[str, bytes], told: list[Situation]) -> None:
    """Write a new folder; one that is there raises ``FileExistsError``."""
    folder.mkdir(parents=True)
    (folder / DIAGRAM).write_bytes(diagram)
    for name, state in states.items():
        (folder / f"{name}.state").write_bytes(state)
    lines = [json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in told]
    (folder / SITUATIONS).write_text("".join(lines), "utf-8")


def _read(table: dict[str, Any]) -> Situation:
    stand = Stand(**table.pop("stand"))
    rest = [(step, answers) for step, answers in table.pop("rest")]
    return Situation(**table, stand=stand, rest=rest)
