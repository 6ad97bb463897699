"""Processes that act at the same moment, each with an office of its own, as nodes would.

An act is a function of the office that can be pickled. What it refuses comes
back as a value, because in a race a refusal is an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from engine.errors import Refusal
from engine.office import Office
from tests.office import open_existing

PATIENCE = 120


@dataclass(frozen=True)
class Refused:
    """That an act was refused, and what was said."""

    code: str
    said: str


@dataclass(frozen=True)
class Place:
    """What another process needs to open an office."""

    folder: Path
    url: str
    at: datetime

    @classmethod
    def of(cls, office: Office) -> Place:
        return cls(office.settings.home, office.database.url, office.now())


def together(office: Office, acts: Sequence[Callable[[Office], Any]]) -> list[Any]:
    """Let each act be done by a process of its own, all at once; the answers in their order."""
    context = processes()
    barrier = context.Barrier(len(acts))
    with ProcessPoolExecutor(
        len(acts), context, initializer=_come_in, initargs=(Place.of(office), barrier)
    ) as pool:
        futures = [pool.submit(_at_once, act) for act in acts]
        return [future.result(PATIENCE) for future in futures]


def tried(act: Callable[[], Any]) -> Any:
    """What an act answers, or that it was refused."""
    try:
        return act()
    except Refusal as refusal:
        return Refused(refusal.code, str(refusal))


@cache
def processes() -> ForkServerContext:
    """A server that has read all our code once and forks from there, without our threads."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.campaign.races", "tests.campaign.worker"])
    return context


# What a process of its own has: the office it came into, and the moment to begin.
_here: dict[str, Any] = {}


def _come_in(place: Place, barrier: Any) -> None:
    _here["office"] = open_existing(place.folder, place.url, place.at)
    _here["barrier"] = barrier


def _at_once(act: Callable[[Office], Any]) -> Any:
    _here["barrier"].wait(PATIENCE)
    return tried(lambda: act(_here["office"]))
