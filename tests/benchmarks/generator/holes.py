"""Holes: where a stamped case has something of its own, and what it has there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.benchmarks.generator.life import Life, iso

Hole = Callable[[Life], Any]
Moment = Callable[[Life], datetime]


def of_act(place: int) -> Moment:
    """The moment of an act."""
    return lambda life: life.acts[place]


def of_due(place: int) -> Moment:
    """A due date: the promised one, or the one after the pause."""
    return lambda life: life.dues[place]


def of_end(act: int, allowance: str) -> Moment:
    """The end of the allowance of a step that an act began."""
    return lambda life: life.end(act, allowance)


def day_of(act: int) -> Hole:
    """The office's day of an act."""
    return lambda life: life.day(act).isoformat()


def in_office_time(moment: Moment) -> Hole:
    """A moment as the office writes it into texts."""
    return lambda life: iso(moment(life))


def in_utc(moment: Moment) -> Hole:
    """A moment as the tables give it back, written into a text."""
    return lambda life: moment(life).astimezone(UTC).isoformat()


def notation_of(place: int) -> Hole:
    """The notation of one of the case's documents."""
    return lambda life: life.notations[place]


def quoted(before: str, hole: Hole) -> Hole:
    """A value in quotes after some words of JSON."""
    return lambda life: f'{before}"{hole(life)}"'


def login_of(login: str) -> Hole:
    """The login of who does what somebody does in the told office."""
    return lambda life: life.people[login][1]


def joined(parts: Sequence[str | Hole]) -> Hole:
    """A text with holes in it."""
    return lambda life: "".join(part if isinstance(part, str) else part(life) for part in parts)
