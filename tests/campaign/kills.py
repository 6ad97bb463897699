"""Kill workers at random moments, then ask the office whether anything was lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import select

from engine import jobs
from engine.models import Case, Task
from engine.office import Office
from engine.queries import invariants
from tests.office import make_office
from tests.repository import ROOT

WORKERS = 2


@dataclass(frozen=True)
class Outcome:
    """What the kills did: acknowledged acts, those that are gone, invariants that broke."""

    kills: int
    acknowledged: int
    lost: list[str]
    broken: list[str]


def kill_workers(folder: Path, rounds: int, seed: int) -> Outcome:
    """Let workers work and die ``rounds`` times on one embedded office."""
    chance = Random(seed)
    office = make_office(folder)
    acknowledged: list[str] = []
    for _ in range(rounds):
        workers = [_start(folder) for _ in range(WORKERS)]
        for worker in workers:
            assert worker.stdout is not None
            acknowledged.append(worker.stdout.readline().strip())
        time.sleep(chance.uniform(0.05, 0.6))
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            told, _ = worker.communicate()
            acknowledged += [line for line in told.split("\n")[:-1] if line]
    jobs.run_due(office)
    broken = [one.invariant for one in invariants.verify(office)]
    lost = _lost(office, acknowledged)
    office.close()
    return Outcome(rounds * WORKERS, len(acknowledged), lost, broken)


def _start(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.campaign.worker", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _lost(office: Office, acknowledged: list[str]) -> list[str]:
    with office.reading() as session:
        codes = set(session.scalars(select(Case.code)))
        handed = set(
            session.scalars(
                select(Case.code)
                .join(Task, Task.case_id == Case.id)
                .where(Task.step == "hand_over", Task.state == "done")
            )
        )
    known = {f"register {code}" for code in codes} | {f"hand_over {code}" for code in handed}
    return [line for line in acknowledged if line not in known]
