"""Kill the worker in the middle of a calendar change, again and again, until it is settled."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from engine.actions import settling
from engine.models import CalendarChange, DeadlineEvent, Notice
from engine.office import Office
from engine.queries import invariants
from tests.benchmarks.generator import Sample, generate, make_province
from tests.benchmarks.settling import close_often
from tests.campaign.together import Place, processes
from tests.office import open_existing

# How many deadlines are moved, at least and at most, before the next blow.
WORK_A_LIFE = (5, 60)
PATIENCE = 60
A_MOMENT = 0.02


@dataclass
class Outcome:
    """What was done to the settling, and what should not be: the last three."""

    kills: int = 0
    cases: int = 0
    moved: int = 0
    twice: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that should not be."""
        return [*self.twice, *self.left, *self.broken]


def kill_settling(
    folder: Path, cases: int, kills: int, seed: int, *, url: str | None = None
) -> Outcome:
    """Change the calendar under so many open cases, and kill who settles it so many times."""
    sample = Sample(cases, backlog=cases, seed=seed)
    outcome, chance = Outcome(cases=cases), Random(seed)
    with closing(make_province(folder, url, sample)) as office:
        generate(office, sample)
        change = close_often(office)
        while outcome.kills < kills and not _is_settled(office, change):
            outcome.kills += _let_one_die(office, change, chance.randint(*WORK_A_LIFE))
        settling.settle(office, change)
        _judge(office, change, outcome)
    return outcome


def settle(place: Place, change: int) -> None:
    """What the worker does until it is killed."""
    settling.settle(open_existing(place.folder, place.url, place.at), change)


def _let_one_die(office: Office, change: int, work: int) -> bool:
    """Kill a worker when it has moved so much; False when it was ready before."""
    enough, until = _moved(office) + work, time.monotonic() + PATIENCE
    worker = processes().Process(target=settle, args=(Place.of(office), change))
    worker.start()
    while worker.is_alive() and _moved(office) < enough and time.monotonic() < until:
        time.sleep(A_MOMENT)
    died = worker.is_alive()
    worker.kill()
    worker.join()
    return died


def _moved(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(
            select(func.count(DeadlineEvent.id)).where(DeadlineEvent.kind == "calendar")
        ) or 0  # fmt: skip


def _is_settled(office: Office, change: int) -> bool:
    with office.reading() as session:
        return session.get_one(CalendarChange, change).settled_at is not None


def _judge(office: Office, change: int, outcome: Outcome) -> None:
    """Each deadline that the change moves was moved once, and each unit told of it once."""
    with office.reading() as session:
        lines = Counter(
            session.scalars(
                select(DeadlineEvent.case_id).where(DeadlineEvent.calendar_id == change)
            )
        )
        told = Counter(
            session.scalars(select(Notice.case_id).where(Notice.kind == "deadline_moved"))
        )
    outcome.moved = len(lines)
    outcome.twice = [f"case {key}" for key, times in (lines + told).items() if times != 2]
    _, cases = settling.touched(office, change)
    _, moves = settling.look(office, cases)
    outcome.left = [move.code for move in moves]
    outcome.broken = [f"{one.invariant} {one.things}" for one in invariants.verify(office)]
