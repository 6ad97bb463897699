"""Kill the worker in the middle of a sweep of alarms, again and again, until all have rung."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from engine import jobs
from engine.actions import outbox, ringing
from engine.models import Job, Notice, Ring
from engine.office import Office
from engine.queries import alarms, invariants
from engine.queries.alarms import Due
from engine.rules.alarm import AlarmKind
from tests.benchmarks.generator import Sample, generate, make_province
from tests.campaign.together import Place, processes
from tests.office import move_clock, open_existing

# How many subjects are rung, at least and at most, before the next blow.
WORK_A_LIFE = (2, 8)
# Long enough for every open case of the sample to have something to tell.
NOBODY_TICKED = timedelta(days=14)
PATIENCE = 60
A_MOMENT = 0.01


@dataclass
class Outcome:
    """What was done to the sweep, and what should not be: the last three."""

    kills: int = 0
    due: int = 0
    rung: int = 0
    twice: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that should not be."""
        return [*self.twice, *self.left, *self.broken]


def kill_ringing(
    folder: Path, cases: int, kills: int, seed: int, *, url: str | None = None
) -> Outcome:
    """Let the alarms of so many open cases come due, and kill who rings them so many times."""
    sample = Sample(cases, backlog=cases, seed=seed)
    outcome, chance = Outcome(), Random(seed)
    with closing(make_province(folder, url, sample)) as office:
        generate(office, sample)
        move_clock(office, office.now() + NOBODY_TICKED)
        jobs.fire_due_timers(office)
        due = _due(office)
        while outcome.kills < kills and _due(office):
            outcome.kills += _let_one_die(office, chance.randint(*WORK_A_LIFE))
        ringing.ring_due(office)
        _judge(office, due, outcome)
    return outcome


def ring(place: Place) -> None:
    """What the worker does until it is killed."""
    ringing.ring_due(open_existing(place.folder, place.url, place.at))


def _let_one_die(office: Office, work: int) -> bool:
    """Kill a worker when it has rung so much; False when it was ready before."""
    enough, until = _rung(office) + work, time.monotonic() + PATIENCE
    worker = processes().Process(target=ring, args=(Place.of(office),))
    worker.start()
    while worker.is_alive() and _rung(office) < enough and time.monotonic() < until:
        time.sleep(A_MOMENT)
    died = worker.is_alive()
    worker.kill()
    worker.join()
    return died


def _due(office: Office) -> list[Due]:
    with office.reading() as session:
        return alarms.due(session, office.now())


def _rung(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count(Ring.id)).where(Ring.joined.is_(False))) or 0


def _judge(office: Office, due: list[Due], outcome: Outcome) -> None:
    """Each subject rang once, and each who was told has one notice and is owed one letter."""
    with office.reading() as session:
        rings = session.scalars(select(Ring).where(Ring.joined.is_(False))).all()
        notices = session.scalars(
            select(Notice.id).where(Notice.kind.in_([kind.value for kind in AlarmKind]))
        ).all()
        letters = Counter(session.scalars(select(Job.key).where(Job.kind == outbox.POST_NOTICE)))
    told = Counter((ring.case_id, ring.task_id) for ring in rings)
    wanted = Counter((one.case_id, one.task_id) for one in due)
    outcome.due, outcome.rung = wanted.total(), told.total()
    outcome.twice = [f"subject {key}" for key in told - wanted]
    outcome.left = [f"subject {key}" for key in wanted - told]
    owed = Counter(f"notice:{notice_id}" for notice_id in notices)
    if len(notices) != sum(len(ring.told) for ring in rings):
        outcome.twice += [f"{len(notices)} notices"]
    outcome.twice += sorted(owed - letters) + sorted(
        key for key, times in letters.items() if times > 1
    )
    outcome.broken = [f"{one.invariant} {one.things}" for one in invariants.verify(office)]
