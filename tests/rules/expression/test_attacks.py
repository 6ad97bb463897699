"""Whoever draws a diagram can't run code in the office, nor keep it busy."""

from __future__ import annotations

import tomllib
from collections import OrderedDict
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine.rules.calendar import OFFICE_ZONE
from engine.rules.expression import (
    BadExpression,
    Moment,
    NoAnswer,
    compile_expression,
    compile_script,
)

FILE = Path(__file__).with_name("attacks.toml")
KINDS: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))
NOW = datetime(2026, 11, 23, 8, tzinfo=OFFICE_ZONE)


def working_time(moment: datetime, amount: Decimal, unit: str) -> datetime:
    return moment + timedelta(hours=float(amount) * (1 if unit == "working_hours" else 24))


AT = Moment(NOW, working_time)


class Strange:
    """Something that no case should hold; touching it in any way would be seen."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"{name} was reached")

    def __eq__(self, other: object) -> bool:
        raise AssertionError("it was compared")

    __hash__ = None  # type: ignore[assignment]  # it can't be a key either


def deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def case() -> dict[str, Any]:
    circle: list[Any] = []
    circle += [circle, circle]
    return {
        "a": 1,
        "b": 2,
        "ok": True,
        "nothing": None,
        "text": "xyz",
        "long": "x" * 50_000,
        "digits": "9" * 4_000,
        "big": 10**100,
        "items": list(range(1_000)),
        "d": OrderedDict(x=1),
        "naive": datetime(2026, 1, 1),  # noqa: DTZ001  # that is the attack
        "not_a_number": float("nan"),
        "infinite": Decimal("Infinity"),
        "deep": deep(100),
        "round_and_round": circle,
        "heavy": [[n] * 100 for n in range(1_000)],
        "_hidden": 1,
        "__builtins__": {"open": open},
    }


def written(kind: dict[str, Any]) -> list[str]:
    repeated = [before * n + middle + after * n for before, middle, after, n in
                kind.get("repeated", ())]  # fmt: skip
    return [*kind.get("reading", ()), *repeated]


READING = [(name, text) for name, kind in KINDS.items() for text in written(kind)]
ASKING = [(name, text) for name, kind in KINDS.items() for text in kind.get("asking", ())]


def compiled(name: str, text: str) -> Any:
    return compile_script(text) if KINDS[name].get("scripts") else compile_expression(text)


def asked(name: str, text: str, data: dict[str, Any]) -> Any:
    read = compiled(name, text)
    return read.run(data, AT) if KINDS[name].get("scripts") else read.value(data, AT)


def refused(act: Callable[[], Any]) -> bool:
    """Whether it is refused, in both languages."""
    try:
        act()
    except (BadExpression, NoAnswer) as refusal:
        return refusal.said.to("vi") != refusal.said.to("en")
    return False


def test_there_are_many_attacks() -> None:
    assert len({text for _, text in READING + ASKING}) >= 600


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_in_the_language_is_refused_when_it_is_read(kind: str) -> None:
    passed = [text for text in written(KINDS[kind]) if not refused(partial(compiled, kind, text))]

    assert passed == []


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if "asking" in kind])
def test_what_would_do_harm_has_no_answer_and_changes_nothing(kind: str) -> None:
    data = case() | {"strange": Strange()}
    kept = {name: value for name, value in data.items() if name not in {"strange", "not_a_number"}}
    before = deepcopy(kept)

    passed = [
        text for text in KINDS[kind]["asking"] if not refused(partial(asked, kind, text, data))
    ]

    assert passed == []
    assert str(kept) == str(before)
