"""Reads ``scenarios.toml``: the days in a procedure's life, as an analyst tells them.

A scenario is a list of moves, each at a time: a step completed, a withdrawal,
or time passing. A move may say what should be so after it, or that it should
be refused. Usual answers stand once at the top, by step; a move names only
what is different that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.deadline import Verdict
from engine.rules.pause_request import FROM_OUTSIDE
from engine.rules.toml_table import Mistake, TomlTable, parse


class BadScenarios(Refusal):
    """The scenarios can't be read; ``mistakes`` tells what and where."""

    code = "bad-scenarios"
    default = mark("The scenarios have mistakes.")

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__()


@dataclass(frozen=True)
class Expected:
    """What should be so; ``None`` is not asked."""

    waiting: tuple[str, ...] | None = None
    fired: tuple[str, ...] | None = None
    status: int | None = None
    due: datetime | None = None
    verdict: str | None = None
    end: str | None = None
    path: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Move:
    """One thing that happens, when, and what is expected of it.

    ``pause`` and ``resume`` name a kind of pause that is begun or ended from outside
    the diagram. Without any of these only time passes. ``refused`` is the code of the
    refusal that should answer.
    """

    at: datetime
    complete: str | None
    withdraw: str | None
    pause: str | None
    resume: str | None
    answers: Mapping[str, Any]
    refused: str | None
    expected: Expected

    def said(self) -> str:
        what = self.complete or ("withdraw" if self.withdraw is not None else "wait")
        if self.pause or self.resume:
            what = f"pause {self.pause}" if self.pause else f"resume {self.resume}"
        return f"{self.at:%d/%m %H:%M} {what}"


@dataclass(frozen=True)
class Scenario:
    """A case's life; ``papers`` are those handed in, ``None`` for all it needs."""

    name: str
    name_en: str
    facts: Mapping[str, Any]
    papers: tuple[str, ...] | None
    moves: tuple[Move, ...]
    expected: Expected


@dataclass(frozen=True)
class Scenarios:
    """All scenarios of a procedure, and the usual answers by step."""

    answers: Mapping[str, Mapping[str, Any]]
    scenarios: tuple[Scenario, ...]


def read(content: bytes, file: str = "scenarios.toml") -> Scenarios:
    """Read the scenarios, or raise ``BadScenarios`` with everything that is wrong."""
    mistakes: list[Mistake] = []
    table = parse(file, content, mistakes)
    found = _take_scenarios(table) if table else None
    if found is None or mistakes:
        raise BadScenarios(mistakes)
    return found


def _take_scenarios(table: TomlTable) -> Scenarios:
    usual = _mapping(table, "answers")
    found = Scenarios(
        answers={step: dict(answers) for step, answers in usual.items()},
        scenarios=tuple(_take_scenario(one) for one in table.tables("scenarios")),
    )
    table.close()
    if not found.scenarios:
        table.note("scenarios", Said(mark("There is no scenario.")))
    return found


def _take_scenario(table: TomlTable) -> Scenario:
    moves = tuple(_take_move(one) for one in table.tables("moves"))
    scenario = Scenario(
        name=table.text("name"),
        name_en=table.text("name_en"),
        facts=_mapping(table, "facts"),
        papers=table.texts("papers") if "papers" in table else None,
        moves=moves,
        expected=_take_expected(table),
    )
    table.close()
    if not moves:
        table.note("moves", Said(mark("A scenario has at least one move.")))
    for earlier, later in pairwise(moves):
        if later.at < earlier.at:
            table.note("moves", Said(mark("Time goes back at %(move)s."), move=later.said()))
    return scenario


def _take_move(table: TomlTable) -> Move:
    move = Move(
        at=table.moment("at").replace(tzinfo=OFFICE_ZONE),
        complete=_optional_text(table, "complete"),
        withdraw=_optional_text(table, "withdraw"),
        pause=_pause_kind(table, "pause"),
        resume=_pause_kind(table, "resume"),
        answers=_mapping(table, "answers"),
        refused=_optional_text(table, "refused"),
        expected=_take_expected(table),
    )
    table.close()
    return move


def _take_expected(table: TomlTable) -> Expected:
    expected = Expected(
        waiting=table.texts("waiting") if "waiting" in table else None,
        fired=table.texts("fired") if "fired" in table else None,
        status=table.whole("status") if "status" in table else None,
        due=table.moment("due").replace(tzinfo=OFFICE_ZONE) if "due" in table else None,
        verdict=_optional_text(table, "verdict"),
        end=_optional_text(table, "end"),
        path=table.texts("path") if "path" in table else None,
    )
    if expected.verdict is not None and expected.verdict not in set(Verdict):
        known = ", ".join(Verdict)
        table.note("verdict", Said(mark("This must be one of: %(known)s."), known=known))
    return expected


def _pause_kind(table: TomlTable, key: str) -> str | None:
    kind = _optional_text(table, key)
    if kind is not None and kind not in FROM_OUTSIDE:
        known = ", ".join(FROM_OUTSIDE)
        table.note(key, Said(mark("This must be one of: %(known)s."), known=known))
    return kind


def _optional_text(table: TomlTable, key: str) -> str | None:
    return table.text(key) if key in table else None


def _mapping(table: TomlTable, key: str) -> Mapping[str, Any]:
    value = table.anything(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        table.note(key, Said(mark("This must be a table.")))
        return {}
    return value
