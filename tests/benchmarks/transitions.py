"""Transitions per second: the raw engine, a hand-made status machine, and Motcua's verb.

A transition is one completed step. Motcua's is the whole verb: lock, check, run,
save, audit, commit; who acts and on which task is known before, as on a screen.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event

import bpmn
from engine import workflow
from engine.actions import processing
from engine.office import Office
from tests import postgres
from tests.benchmarks import by_hand, raw
from tests.office import MONDAY, make_office, person, register, waiting

ROUNDS = 40
STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("lan", "hand_over", {}),
    ("hoa", "receive_case", {"receipt": "received"}),
    ("hoa", "assign_officer", {"officer": "duc"}),
    ("duc", "appraise", {"appraisal": "qualified", "findings": "Đạt", "business_code": "4711"}),
    ("quan", "tax_code", {"tax_code": "4212345678"}),
)
MOVES = ROUNDS * len(STEPS)


def lines() -> Iterator[dict[str, Any]]:
    """Measure everything side by side, a line each."""
    of_raw = _raw()
    yield _line("raw engine, nothing saved", of_raw, to_raw=1)
    with TemporaryDirectory() as folder:
        for name, url in (
            ("sqlite", None),
            ("postgresql", postgres.fresh_database(durable=True)),
        ):
            office = make_office(Path(folder) / name, url)
            hand_made = _by_hand(office)
            yield _line(f"hand-made ORM status machine, {name}", hand_made, of_raw / hand_made)
            yield _motcua(office, name, of_raw, hand_made)
            office.close()


def _line(what: str, seconds: float, to_raw: float, **more: float) -> dict[str, Any]:
    return {
        "what": what,
        "transitions_per_s": round(1 / seconds),
        "speed_to_raw": round(to_raw, 2),
        **more,
    }


def _raw() -> float:
    """Seconds a transition, after one warm round."""
    definition = workflow.define(bpmn.procedure_files("household_business")["process.bpmn"])
    answers = [{"completeness": "complete"}, *(answers for _, _, answers in STEPS)]
    raw.walk(definition, MONDAY, answers)
    began = time.perf_counter()
    for _ in range(ROUNDS):
        raw.walk(definition, MONDAY, answers)
    return (time.perf_counter() - began) / (ROUNDS * len(answers))


def _by_hand(office: Office) -> float:
    by_hand.Base.metadata.create_all(office.database.writing)
    with office.transaction() as session:
        session.add_all(by_hand.Dossier(changed_at=office.now()) for _ in range(ROUNDS))
    began = time.perf_counter()
    for dossier in range(1, ROUNDS + 1):
        for login, _, _ in STEPS:
            with office.transaction() as session:
                by_hand.advance(session, dossier, login, office.now())
    return (time.perf_counter() - began) / MOVES


def _motcua(office: Office, name: str, of_raw: float, hand_made: float) -> dict[str, Any]:
    codes = [str(register(office).code) for _ in range(ROUNDS)]
    people = {login: person(office, login) for login, _, _ in STEPS}
    spent = 0.0
    with _counted(office) as counted:
        for code in codes:
            for login, step, answers in STEPS:
                task = next(task for task in waiting(office, code) if task.step == step)
                began = time.perf_counter()
                with office.transaction() as session:
                    processing.complete(session, office, people[login], task.id, answers)
                spent += time.perf_counter() - began
    seconds = spent / MOVES
    return _line(
        f"motcua, {name}",
        seconds,
        of_raw / seconds,
        speed_to_hand_made=round(hand_made / seconds, 2),
        statements=round(counted["statements"] / MOVES, 2),
        commits=round(counted["commits"] / MOVES, 2),
    )


@contextmanager
def _counted(office: Office) -> Iterator[Counter[str]]:
    """Count what the writing side sends, BEGIN and COMMIT apart from the statements."""
    counted: Counter[str] = Counter()
    engine = office.database.writing

    def sent(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        counted["statements"] += not statement.startswith("BEGIN")

    def committed(_connection: Any) -> None:
        counted["commits"] += 1

    listeners: tuple[tuple[str, Callable[..., None]], ...] = (
        ("before_cursor_execute", sent),
        ("commit", committed),
    )
    for name, listener in listeners:
        event.listen(engine, name, listener)
    yield counted
    for name, listener in listeners:
        event.remove(engine, name, listener)
