"""Kill, stop and cut off workers, then ask the office whether anything was lost or done twice."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from engine.actions import timekeeping
from engine.errors import Refusal
from engine.models import Case, Job, KeptAnswer, Notice, StoredFile, Task
from engine.office import MovedClock, Office
from engine.queries import invariants
from tests.campaign.dying import POINTS, Death, mortal
from tests.campaign.together import Place, processes
from tests.campaign.worker import Form, Orders, Worker, live
from tests.office import make_office
from tests.postgres import InstalledServer, database_on

WORKERS = 3
# How many answers are awaited before the blow, and how long at most, in seconds.
WORK_A_ROUND = (5, 40)
PATIENCE = 30
A_MOMENT = 0.1
HALF_A_DAY = timedelta(hours=12)
# How often a worker dies at a named point, is stopped, or the server is killed.
AT_A_POINT, STOPPED, CUT_OFF = 0.5, 0.2, 0.5


@dataclass
class Outcome:
    """What was done to the office, what it did, and what should not be: the last three."""

    rounds: int = 0
    kills: int = 0
    at_points: dict[str, int] = field(default_factory=dict)
    stops: int = 0
    server_kills: int = 0
    acknowledged: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    closed: int = 0
    completions: int = 0
    jobs: int = 0
    reminders: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that should not be."""
        return [*self.lost, *self.twice, *self.broken]


def kill_workers(
    folder: Path,
    rounds: int,
    seed: int,
    *,
    url: str | None = None,
    server: InstalledServer | None = None,
) -> Outcome:
    """Let workers work and die ``rounds`` times on one office.

    A ``server`` of the campaign's own is killed and started again meanwhile.
    """
    office = make_office(folder, database_on(server) if server else url)
    campaign = Campaign(office, Random(seed), folder / "journals", server)
    for number in range(rounds):
        campaign.play_round(number)
    outcome = campaign.judged()
    office.close()
    return outcome


@dataclass
class Campaign:
    """An office under attack, and what its journals say so far."""

    office: Office
    chance: Random
    journals: Path
    server: InstalledServer | None
    outcome: Outcome = field(default_factory=Outcome)
    asleep: list[BaseProcess] = field(default_factory=list)

    def play_round(self, number: int) -> None:
        """Half a day of the office: workers begin, some die of it, the rest is killed."""
        # Whoever slept wakes first, because it may hold what the clock must write; it goes on
        # with the hour at which it fell asleep.
        woken, self.asleep = self.asleep, []
        for worker in woken:
            _signal(worker, signal.SIGCONT)
        self._pass_time()
        running = list(self._begin(number))
        self._disturb(running)
        self.outcome.rounds += 1
        for worker in [*running, *woken]:
            if worker not in self.asleep:
                self._kill(worker)

    def judged(self) -> Outcome:
        """Settle what is unsettled, do what is owed, and look at everything."""
        for worker in self.asleep:
            self._kill(worker)
        self._pass_time()
        office = mortal(self.office, Death())
        with (self.journals / "last").open("a", encoding="utf-8") as journal:
            clerk = Worker(office, Death(), journal)
            for form in self._unsettled():
                clerk.send(form)
            clerk.sweep()
        self._count()
        self._compare()
        self.outcome.broken = [
            f"{one.invariant} {one.things} {one.said}" for one in invariants.verify(office)
        ]
        return self.outcome

    def _begin(self, number: int) -> Iterator[BaseProcess]:
        self.journals.mkdir(exist_ok=True)
        unsettled = self._unsettled()
        for worker in range(WORKERS):
            name = f"{number}-{worker}"
            point = self.chance.choice(POINTS) if self.chance.random() < AT_A_POINT else ""
            orders = Orders(
                Place.of(self.office), self.journals / name, name, f"{self.chance.random()}",
                tuple(unsettled[worker::WORKERS]), point, self.chance.randint(1, 8),
            )  # fmt: skip
            process = processes().Process(target=live, args=(orders,), name=point)
            process.start()
            yield process

    def _disturb(self, running: list[BaseProcess]) -> None:
        self._let_work(running, self.chance.randint(*WORK_A_ROUND))
        if self.server is not None and self.chance.random() < CUT_OFF:
            self.server.crash()
            self.server.start()
            self.outcome.server_kills += 1
            self._let_work(running, self.chance.randint(*WORK_A_ROUND))
        time.sleep(self.chance.uniform(0, A_MOMENT))
        if self.chance.random() < STOPPED and running[0].is_alive():
            _signal(running[0], signal.SIGSTOP)
            self.asleep.append(running[0])
            self.outcome.stops += 1

    def _pass_time(self) -> None:
        """Half a day goes by; a worker that died just now may hold its locks for a moment."""
        assert isinstance(self.office.clock, MovedClock)
        self.office.clock.at += HALF_A_DAY
        while True:
            try:
                with self.office.transaction() as session:
                    timekeeping.mark_alive(session, self.office)
            except Refusal:
                time.sleep(A_MOMENT)
            else:
                return

    def _let_work(self, running: list[BaseProcess], answers: int) -> None:
        """Wait for so many answers more, on a slow machine as on a fast one."""
        enough, until = self._answers() + answers, time.monotonic() + PATIENCE
        while self._answers() < enough and time.monotonic() < until:
            if not any(worker.is_alive() for worker in running):
                return
            time.sleep(A_MOMENT / 2)

    def _answers(self) -> int:
        return sum("done" in line for line in self._lines())

    def _kill(self, worker: BaseProcess) -> None:
        died_by_itself = not worker.is_alive()
        worker.kill()
        worker.join()
        self.outcome.kills += 1
        if worker.exitcode != -signal.SIGKILL:
            self.outcome.broken.append(f"a worker ended by itself, with {worker.exitcode}")
        elif died_by_itself:
            at_points = self.outcome.at_points
            at_points[worker.name] = at_points.get(worker.name, 0) + 1

    def _lines(self) -> Iterator[dict[str, object]]:
        for journal in sorted(self.journals.iterdir()):
            # The last line may be half written: then nothing was told.
            for line in journal.read_text("utf-8").split("\n")[:-1]:
                yield json.loads(line)

    def _unsettled(self) -> list[Form]:
        tried: dict[str, Form] = {}
        settled = set()
        for line in self._lines():
            if isinstance(form := line.get("tried"), dict):
                tried[form["key"]] = Form.read(form)
            settled |= {line.get("done"), line.get("refused")}
        return [form for key, form in tried.items() if key not in settled]

    def _count(self) -> None:
        outcome = self.outcome
        lines = list(self._lines())
        outcome.acknowledged = sum("done" in line for line in lines)
        outcome.refused = dict(Counter(str(line["code"]) for line in lines if "refused" in line))
        with self.office.reading() as session:
            outcome.cases = session.scalar(select(func.count(Case.id))) or 0
            outcome.closed = session.scalar(select(func.count(Case.closed_at))) or 0
            outcome.completions = session.scalar(select(func.count(Task.completed_at))) or 0
            outcome.jobs = session.scalar(select(func.count(Job.done_at))) or 0
            outcome.reminders = session.scalar(select(func.count(Notice.id))) or 0

    def _compare(self) -> None:
        """What was acknowledged is there, once, as it was told; and nothing else is."""
        outcome = self.outcome
        forms = {}
        told: dict[str, set[str]] = {}
        for line in self._lines():
            if isinstance(form := line.get("tried"), dict):
                forms[form["key"]] = Form.read(form)
            if "done" in line:
                told.setdefault(str(line["done"]), set()).add(str(line["answer"]))
        with self.office.reading() as session:
            kept = dict(session.execute(select(KeptAnswer.key, KeptAnswer.answer)).all())
            codes = list(session.scalars(select(Case.code)))
            done = set(session.scalars(select(Task.id).where(Task.state == "done")))
            undone = list(session.scalars(select(Job.key).where(Job.done_at.is_(None))))
            letters = [
                receipt["letters"]
                for receipt in session.scalars(select(Job.receipt).where(Job.kind == "post_notice"))
            ]
            prints = session.scalar(
                select(func.count(StoredFile.id)).where(StoredFile.officer_id.is_(None))
            )
            printed = session.scalar(select(func.count(Job.id)).where(Job.kind == "print_document"))
        for key, answers in told.items():
            task = forms[key].task
            if answers != {kept.get(key)} or not answers <= set(codes):
                outcome.lost.append(f"{key}: told {answers}, kept {kept.get(key)}")
            if task is not None and task not in done:
                outcome.lost.append(f"{key}: task {task} is not done")
        outcome.lost += [f"job {key} is not done" for key in undone]
        registered = sum(forms[key].task is None for key in told)
        if len(codes) != registered:
            outcome.twice.append(f"{registered} forms registered {len(codes)} cases")
        sent = len(list((self.office.settings.home / "post").glob("*.eml")))
        if (sent, prints) != (sum(letters), printed):
            outcome.twice.append(f"{sent} of {letters} letters, {prints} of {printed} prints")


def _signal(worker: BaseProcess, which: signal.Signals) -> None:
    if worker.pid is not None and worker.is_alive():
        os.kill(worker.pid, which)
