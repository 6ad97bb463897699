"""Races: many processes want the same thing, and the office must give it once.

Each race is a function of an office and a size, small in the tests and large in
the campaign. It answers what was won and refused, and in ``wrong`` whatever
should not be: an empty list is the proof.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import jobs
from engine.actions import idempotency, processing, reception
from engine.models import AuditEntry, Case, Document, Job, Notice, StoredFile, Task
from engine.office import Office
from engine.queries import invariants
from engine.rules.calendar import OFFICE_ZONE
from tests.campaign.together import Refused, together, tried
from tests.good_day import a_case
from tests.office import an_application, move_clock, person, register, waiting

CLERKS = ("lan", "minh")
TAXED = {"tax_code": "4212345678"}


@dataclass(frozen=True)
class Race:
    """What a race came to."""

    won: int
    refused: int
    wrong: tuple[str, ...]


def same_tasks(office: Office, processes: int, cases: int) -> Race:
    """All complete the same tasks: each is done once, and every loser hears who was first."""
    codes = [str(register(office).code) for _ in range(cases)]
    tasks = [waiting(office, code)[0].id for code in codes]
    acts = [partial(_complete_all, CLERKS[n % 2], tasks, {}) for n in range(processes)]
    answers = [pair for pairs in together(office, acts) for pair in pairs]
    won = Counter(task for task, answer in answers if answer == "done")
    wrong = [f"task {task} was done {won[task]} times" for task in tasks if won[task] != 1]
    wrong += [
        f"task {task}: {answer}"
        for task, answer in answers
        if answer != "done" and not _names_the_winner(office, task, answer)
    ]
    return _race(office, won.total(), len(answers) - won.total(), wrong)


def registrations(office: Office, processes: int, cases: int) -> Race:
    """All register at once: the codes of the day are 1..n, each given once."""
    acts = [partial(_register, CLERKS[n % 2], cases) for n in range(processes)]
    codes = sorted(code for given in together(office, acts) for code in given)
    expected = [f"H32.901-{office.today():%y%m%d}-{n:04}" for n in range(1, len(codes) + 1)]
    wrong = [] if codes == expected else [f"given: {codes}"]
    return _race(office, len(codes), processes * cases - len(codes), wrong)


def sweep_against_users(office: Office, processes: int, cases: int) -> Race:
    """Half answer the tax step, half fire its reminder: neither undoes or doubles the other."""
    codes = _waiting_for_tax(office, cases)
    tasks = [waiting(office, code)[0].id for code in codes]
    acts = [
        partial(_complete_all, "quan", tasks, TAXED) if n % 2 else jobs.fire_due_timers
        for n in range(processes)
    ]
    answers = together(office, acts)
    done = Counter(task for pairs in answers[1::2] for task, answer in pairs if answer == "done")
    wrong = [f"task {task} was done {done[task]} times" for task in tasks if done[task] != 1]
    wrong += _wrong_reminders(office, fired=sum(answers[::2]))
    return _race(office, done.total() + sum(answers[::2]), 0, wrong)


def two_clocks(office: Office, processes: int, cases: int) -> Race:
    """All sweep the same due timers: each fires once and reminds each unit once."""
    _waiting_for_tax(office, cases)
    fired = sum(together(office, [jobs.fire_due_timers] * processes))
    wrong = [] if fired == cases else [f"{fired} timers fired in {cases} cases"]
    return _race(office, fired, 0, [*wrong, *_wrong_reminders(office, fired)])


def two_workers(office: Office, processes: int, cases: int) -> Race:
    """All work off the same outbox: each job is leased once and leaves one file."""
    for _ in range(cases):
        register(office)
    done = sum(together(office, [jobs.run_due] * processes))
    with office.reading() as session:
        owed = session.scalars(select(Job)).all()
        files = session.scalars(select(StoredFile.id)).all()
        unprinted = session.scalars(select(Document.id).where(Document.file_id.is_(None))).all()
    wrong = [
        f"job {job.key}: {job.attempts} attempts, done {job.done_at}"
        for job in owed
        if job.attempts != 1 or job.done_at is None
    ]
    if (done, len(files), list(unprinted)) != (len(owed), len(owed), []):
        wrong.append(f"{done} done, {len(files)} files, without a print: {unprinted}")
    return _race(office, done, 0, wrong)


def one_key(office: Office, processes: int, cases: int) -> Race:
    """All send the same forms with the same keys: each is done once, all get its answer."""
    tasks = [waiting(office, str(register(office).code))[0].id for _ in range(cases)]
    acts = [partial(_send_forms, "lan", b"form", cases, tasks)] * processes
    given = [set(of_one_key) for of_one_key in zip(*together(office, acts), strict=True)]
    wrong = [f"one key was answered {each}" for each in given if len(each) != 1]
    wrong += _wrong_count_of_cases(office, 2 * cases)
    return _race(office, len(given), 0, wrong)


def one_key_two_bodies(office: Office, processes: int, cases: int) -> Race:
    """The same keys with different forms: the first wins, the others are refused in words."""
    acts = [partial(_send_forms, "lan", b"form %d" % n, cases, []) for n in range(processes)]
    wrong = []
    refused = 0
    for of_one_key in zip(*together(office, acts), strict=True):
        lost = [each for each in of_one_key if isinstance(each, Refused)]
        refused += len(lost)
        if len(lost) != processes - 1 or {each.code for each in lost} != {"key-reused"}:
            wrong.append(f"one key was answered {of_one_key}")
    wrong += _wrong_count_of_cases(office, cases)
    return _race(office, cases, refused, wrong)


RACES: dict[str, Callable[[Office, int, int], Race]] = {
    race.__name__: race
    for race in (
        same_tasks,
        registrations,
        sweep_against_users,
        two_clocks,
        two_workers,
        one_key,
        one_key_two_bodies,
    )
}


def _complete_all(
    login: str, tasks: list[int], answers: dict[str, str], office: Office
) -> list[tuple[int, Any]]:
    officer = person(office, login)

    def complete(task: int) -> str:
        with office.transaction() as session:
            processing.complete(session, office, officer, task, answers)
        return "done"

    return [(task, tried(partial(complete, task))) for task in tasks]


def _register(login: str, cases: int, office: Office) -> list[str]:
    return [str(register(office, login).code) for _ in range(cases)]


def _send_forms(login: str, body: bytes, new: int, tasks: list[int], office: Office) -> list[Any]:
    """Send forms as the screens do, a key a form: register cases, then complete tasks."""
    officer = person(office, login)

    def register_one(session: Session) -> str:
        return str(reception.register_case(session, office, officer, an_application()).code)

    def complete(task: int, session: Session) -> str:
        return str(processing.complete(session, office, officer, task, {}).code)

    def send(key: str, act: Callable[[Session], str]) -> str:
        with office.transaction() as session:
            return idempotency.once(session, office, officer, key, body, partial(act, session))

    forms = {f"new-{n}": register_one for n in range(new)}
    forms |= {f"task-{task}": partial(complete, task) for task in tasks}
    return [tried(partial(send, key, act)) for key, act in forms.items()]


def _waiting_for_tax(office: Office, cases: int) -> list[str]:
    """Cases that wait for the tax partner, a week after they began to."""
    codes = [a_case(office, until="tax_code") for _ in range(cases)]
    move_clock(office, office.now() + timedelta(days=7))
    return codes


def _names_the_winner(office: Office, task_id: int, answer: Any) -> bool:
    with office.reading() as session:
        task = session.get_one(Task, task_id)
        if task.completed_by is None or task.completed_at is None:
            return False
        name = task.completed_by.name
        when = task.completed_at.astimezone(OFFICE_ZONE)
    return (
        isinstance(answer, Refused)
        and answer.code == "conflict"
        and name in answer.said
        and all(part in answer.said for part in (f"{when:%d/%m/%Y}", f"{when:%H:%M}"))
    )


def _wrong_reminders(office: Office, fired: int) -> Iterable[str]:
    """Each timer that fired has one entry in the audit and a notice for each of two units."""
    with office.reading() as session:
        entries = session.scalars(
            select(AuditEntry.object).where(AuditEntry.action == "fire_timers")
        ).all()
        notices = session.execute(
            select(Case.code, Notice.department_id).join(Case, Case.id == Notice.case_id)
        ).all()
    if len(entries) != fired or len(set(entries)) != fired:
        yield f"{fired} cases moved, {len(entries)} entries of the clock"
    if len(notices) != 2 * fired or len(set(notices)) != 2 * fired:
        yield f"{fired} cases moved, {len(notices)} notices"


def _wrong_count_of_cases(office: Office, cases: int) -> Iterable[str]:
    with office.reading() as session:
        found = session.scalars(select(Case.code)).all()
    if len(found) != cases:
        yield f"{cases} keys made {len(found)} cases"


def _race(office: Office, won: int, refused: int, wrong: Iterable[str]) -> Race:
    broken = [f"{one.invariant} {one.things}" for one in invariants.verify(office)]
    return Race(won, refused, (*wrong, *broken))
