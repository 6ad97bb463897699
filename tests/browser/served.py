"""The office that the browser tests look at: served once, with a case at every step.

Each case is brought to where it waits by the verbs, as its people would, over
three days; so the inboxes are full, some work is late, and some bells ring.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select

from engine import jobs
from engine.actions import accounts, ending, reception
from engine.actions.incidents import MoveFailed
from engine.demo import people_of_the_ward
from engine.models import Case, Incident, Job, Task
from engine.office import Office
from reports import delivery
from reports.delivery import Order
from reports.period import read as period
from tests import outages, redrawn
from tests.good_day import STEPS, a_case, ask_for_a_supplement, bring
from tests.office import (
    MONDAY,
    PROCEDURE_CODE,
    an_application,
    do,
    make_office,
    move_clock,
    person,
    waiting,
)
from web.demo import served

FULL_INBOX = 26


@dataclass(frozen=True)
class Served:
    """The screens over one office, at an address of this machine.

    ``places`` has what an address may name: the code of the case that waits at
    a step (``approve``), the task it waits for (``approve_task``), and others.
    """

    office: Office
    address: str
    places: Mapping[str, str]

    def token_of(self, login: str, language: str) -> str:
        """The session of a person who signed in and reads this language."""
        with self.office.transaction() as session:
            return accounts.sign_in(session, self.office, person(self.office, login), language)


@contextmanager
def served_office(folder: Path) -> Iterator[Served]:
    """Make the office, let it live for three days, and serve it."""
    office = make_office(folder)
    places = _three_days(office)
    with served(office) as address:
        yield Served(office, address, places)
    office.close()


def task_of(office: Office, code: str) -> str:
    """The one task of a case that waits."""
    return str(waiting(office, code)[0].id)


def secret_of(office: Office, code: str) -> str:
    """The word on the receipt by which its owner looks the case up."""
    with office.reading() as session:
        return session.scalars(select(Case.secret).where(Case.code == code)).one() or ""


def _three_days(office: Office) -> Mapping[str, str]:
    codes = {step: a_case(office, step) for step in STEPS} | _other_cases(office)
    chance = Random(2026)
    _fill_the_inbox(office, chance, FULL_INBOX // 2)
    move_clock(office, MONDAY + timedelta(days=2, hours=2))
    # The tax partner is reminded, since the case waits there for more than a day.
    jobs.fire_due_timers(office)
    _fill_the_inbox(office, chance, FULL_INBOX // 2)
    late = _enter_late(office)
    _make_a_report(office)
    _let_work_fail(office)
    return {
        **codes,
        **_doors_of(office, codes),
        "code": codes["hand_over"],
        "task": task_of(office, codes["hand_over"]),
        "done_task": _done_task(office, codes["returned"]),
        "procedure": PROCEDURE_CODE,
        "slip": _slip(office),
        **_incident(office),
        "late": late,
        "outage": "1",
        "entry": "1",
    }


def _doors_of(office: Office, codes: Mapping[str, str]) -> dict[str, str]:
    """The waiting task of each case, and the secret by which its owner looks it up."""
    found: dict[str, str] = {}
    for place, code in codes.items():
        found[f"{place}_secret"] = secret_of(office, code)
        if waiting(office, code):
            found[f"{place}_task"] = task_of(office, code)
    return found


def _done_task(office: Office, code: str) -> str:
    """The step of a case that the head of the economy department did."""
    with office.reading() as session:
        found = select(Task.id).join(Case).where(Case.code == code, Task.step == "receive_case")
        return str(session.scalars(found).one())


def _other_cases(office: Office) -> dict[str, str]:
    """Cases off the good day: one that waits for papers, one reworked and done, one withdrawn."""
    drafted, paused, withdrawn = (a_case(office, "appraise") for _ in range(3))
    do(office, "duc", drafted, "appraise", {"appraisal": "supplement", "findings": "Thiếu."})
    ask_for_a_supplement(office, paused)
    with office.transaction() as session:
        ending.withdraw_case(session, office, person(office, "lan"), withdrawn, "Đổi ý.")
    returned = a_case(office, "approve")
    rework = {"approval": "rework", "rework_reason": "Ghi lại ngành nghề cho đúng mã."}
    do(office, "binh", returned, "approve", rework)
    bring(office, returned, since="appraise")
    return {
        "issue_supplement": drafted,
        "receive_supplement": paused,
        "withdrawn": withdrawn,
        "returned": returned,
    }


def _enter_late(office: Office) -> str:
    """A dossier that came on paper in an outage of the morning, and waits to be confirmed."""
    now = office.now()
    began = now - timedelta(minutes=90)
    outage = outages.note(office, told=outages.said(began, now - timedelta(minutes=30)))
    came = outages.on_paper(outage, now - timedelta(minutes=60))
    return outages.enter(office, came).code or ""


def _fill_the_inbox(office: Office, chance: Random, cases: int) -> None:
    """Hand over cases of all kinds of citizens; the department has not confirmed them yet."""
    for _ in range(cases):
        handed = people_of_the_ward.application(chance, PROCEDURE_CODE)
        with office.transaction() as session:
            case = reception.register_case(session, office, person(office, "minh"), handed)
        do(office, "minh", case.code or "", "hand_over", {})


def _slip(office: Office) -> str:
    """A guidance slip for somebody who came without the papers."""
    with office.transaction() as session:
        slip = reception.guide(
            session, office, person(office, "lan"), an_application(papers=()), "Thiếu đề nghị."
        )
        return str(slip.id)


def _let_work_fail(office: Office) -> None:
    """Two papers that could not be printed: one was given up, one is tried again."""
    with office.transaction() as session:
        given_up, tried = session.scalars(select(Job).order_by(Job.id).limit(2))
        given_up.attempts, given_up.dead_at = 12, office.now()
        given_up.error = "PrinterMissing: no pango"
        tried.attempts, tried.error = 3, "OSError: [Errno 28] No space left on device"


def _incident(office: Office) -> dict[str, str]:
    """A case whose diagram was drawn wrong, so that its appraisal broke off; drawn right since."""
    redrawn.publish(office, redrawn.BROKEN_AT_THE_GATEWAY)
    code = a_case(office, "appraise")
    with suppress(MoveFailed):
        bring(office, code, "tax_code", since="appraise")
    redrawn.publish(office, {})
    with office.reading() as session:
        incident = session.scalars(select(Incident.id)).one()
    return {"broken": code, "broken_task": task_of(office, code), "incident": str(incident)}


def _make_a_report(office: Office) -> None:
    manager = person(office, "quang")
    order = Order(
        name="deadlines",
        period=period("2026-11"),
        agency_id=manager.agency_id,
        claim="the first",
        officer_id=manager.id,
    )
    delivery.deliver(office, order)
