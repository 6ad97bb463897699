"""A worker of the campaign: receives, works, sweeps and prints until it is killed.

What it is about to do stands in its journal before, what the office answered
after: the journal is what was acknowledged. Every form has a key; one that was
not answered is sent again by the next worker, as a browser would.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import jobs
from engine.actions import documents, idempotency, processing, reception
from engine.errors import Refusal
from engine.models import Task
from engine.office import Office
from tests.campaign.dying import Death, mortal
from tests.campaign.together import Place
from tests.good_day import GOOD_DAY
from tests.lived_in import ASKED, SUPPLEMENT
from tests.office import an_application, open_existing, person

# Who does which step, and what else than on a good day may be answered, how often.
USUAL = {step: (login, dict(answers)) for login, step, answers in GOOD_DAY} | {
    "issue_supplement": ("hoa", ASKED),
    "receive_supplement": ("lan", {"supplement_received": "Văn bản ủy quyền"}),
}
OTHERWISE: dict[str, tuple[float, dict[str, str]]] = {
    "receive_case": (0.1, {"receipt": "sent_back", "send_back_reason": "Nhầm phòng"}),
    "appraise": (0.2, SUPPLEMENT),
    "approve": (0.1, {"approval": "rework", "rework_reason": "Sai mã ngành"}),
}
NEW_CASES, SWEEPS = 0.12, 0.3
# The database was away or busy: nobody knows what became of the form, so it is sent again.
TRY_AGAIN = frozenset({"busy", "database-unusable"})
# This worker slept while time went on: somebody else will send the form.
OUT_OF_TIME = "clock-wrong"


@dataclass(frozen=True)
class Form:
    """What is sent to the office, once or as often as it takes; without a task a new case."""

    key: str
    login: str
    task: int | None = None
    answers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, line: dict[str, Any]) -> Form:
        answers = tuple((key, value) for key, value in line["answers"])
        return cls(line["key"], line["login"], line["task"], answers)


@dataclass(frozen=True)
class Orders:
    """What a worker is told: where to work, under which name, and where it will die."""

    place: Place
    journal: Path
    name: str
    seed: str
    unsettled: tuple[Form, ...] = ()
    point: str = ""
    nth: int = 0


def live(orders: Orders) -> None:
    """Work without end: first what others left unsettled, then whatever comes."""
    place, death = orders.place, Death(orders.point, orders.nth)
    office = mortal(open_existing(place.folder, place.url, place.at), death)
    with orders.journal.open("a", encoding="utf-8") as journal:
        worker = Worker(office, death, journal)
        for form in orders.unsettled:
            worker.send(form)
        for form in worker.forms(Random(orders.seed), orders.name):
            worker.send(form)


@dataclass(frozen=True)
class Worker:
    """An office in mortal hands, and the journal of what it answered."""

    office: Office
    death: Death
    journal: TextIO

    def send(self, form: Form) -> None:
        """Send a form until it is answered or refused for good."""
        self._note(tried=asdict(form))
        while True:
            try:
                answer = self._act(form)
            except Refusal as refusal:
                if refusal.code == OUT_OF_TIME:
                    return
                if refusal.code not in TRY_AGAIN:
                    self._note(refused=form.key, code=refusal.code)
                    return
                time.sleep(0.05)
            else:
                self.death.reach("acted")
                self._note(done=form.key, answer=answer)
                return

    def forms(self, chance: Random, name: str) -> Iterator[Form]:
        """What comes: new cases, steps that wait, and now and then the clock's own work."""
        number = 0
        while True:
            number += 1
            key = f"{name}-{number}"
            try:
                if chance.random() < SWEEPS:
                    self.sweep()
                if chance.random() < NEW_CASES:
                    yield Form(key, chance.choice(("lan", "minh")))
                elif form := self._some_task(chance, key):
                    yield form
                else:
                    yield Form(key, "lan")
            except Refusal:
                time.sleep(0.05)

    def sweep(self) -> None:
        """Fire what is due and do what is owed."""
        if fired := jobs.fire_due_timers(self.office):
            self._note(fired=fired)
        if worked := jobs.run_due(self.office):
            self._note(worked=worked)

    def _act(self, form: Form) -> str:
        officer = person(self.office, form.login)
        body = json.dumps(asdict(form)).encode()
        with self.office.transaction() as session:
            act = partial(self._done, session, form)
            return idempotency.once(session, self.office, officer, form.key, body, act)

    def _done(self, session: Session, form: Form) -> str:
        officer = person(self.office, form.login)
        if form.task is None:
            case = reception.register_case(session, self.office, officer, an_application())
        else:
            answers = dict(form.answers)
            case = processing.complete(session, self.office, officer, form.task, answers)
        return str(case.code)

    def _some_task(self, chance: Random, key: str) -> Form | None:
        with self.office.reading() as session:
            waiting = session.execute(
                select(Task.id, Task.step).where(Task.state == "ready").order_by(Task.id)
            ).all()
        if not waiting:
            return None
        task = chance.choice(waiting)
        login, answers = USUAL[task.step]
        how_often, other = OTHERWISE.get(task.step, (0.0, {}))
        if chance.random() < how_often:
            answers = other
        if task.step == "number_result":
            answers = answers | self._result(login, key)
        return Form(key, login, task.id, tuple(answers.items()))

    def _result(self, login: str, key: str) -> dict[str, str]:
        with self.office.transaction() as session:
            scan = documents.store_file(
                session, self.office, person(self.office, login), "kq.pdf",
                b"%PDF-1.4\n" + key.encode() + b"\n%%EOF\n",
            )  # fmt: skip
            return {
                "result_number": f"{key}/GCN",
                "issued_on": f"{self.office.today():%d/%m/%Y}",
                "sealed_scan": str(scan.id),
            }

    def _note(self, **line: Any) -> None:
        self.journal.write(json.dumps(line) + "\n")
        self.journal.flush()
