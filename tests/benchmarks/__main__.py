"""``make bench``: transitions per second as JSON lines, with ratios to the raw engine.

A transition is one completed step. The raw engine saves nothing; the hand-made
status machine is what people write without BPMN (one row, one log row, one
commit); Motcua's is the whole verb: load, check, run, save, audit, commit.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    event,
    insert,
    select,
    update,
)

import bpmn
from engine import workflow
from engine.office import Office
from tests import postgres
from tests.office import MONDAY, do, make_office, register, waiting

ROUNDS = 30
STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("lan", "hand_over", {}),
    ("hoa", "receive_case", {"receipt": "received"}),
    ("hoa", "assign_officer", {"officer": "duc"}),
    ("duc", "appraise", {"appraisal": "qualified", "findings": "Đạt", "business_code": "4711"}),
    ("quan", "tax_code", {"tax_code": "4212345678"}),
)


def main() -> None:
    """Measure everything and print a line each."""
    raw = _raw_engine()
    _say("raw engine, nothing saved", raw, raw)
    with TemporaryDirectory() as folder:
        for name, url in (("sqlite", None), ("postgresql", postgres.fresh_database())):
            office = make_office(Path(folder) / name, url)
            by_hand = _by_hand(office.database.writing, office)
            _say(f"hand-made status machine, {name}", by_hand, raw)
            rate, statements, commits = _motcua(office)
            _say(f"motcua, {name}", rate, raw, by_hand=round(rate / by_hand, 2),
                 statements=statements, commits=commits)  # fmt: skip
            office.close()


def _say(what: str, rate: float, raw: float, **more: float) -> None:
    line = {"what": what, "transitions_per_s": round(rate), "to_raw": round(rate / raw, 2), **more}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _rate(count: int, act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return count / (time.perf_counter() - began)


def _raw_engine() -> float:
    definition = workflow.define(bpmn.procedure_files("household_business")["process.bpmn"])
    now = MONDAY

    def late(start: datetime, _amount: Decimal, _unit: str) -> datetime:
        return start + timedelta(days=1)

    def run() -> None:
        for _ in range(ROUNDS):
            at = workflow.start(definition, {}, now=now, working_time=late)
            for answers in ({"completeness": "complete"}, *(step[2] for step in STEPS)):
                at = workflow.complete(
                    definition, at.state, at.waiting[0].task, answers, now=now, working_time=late
                )

    run()
    return _rate(ROUNDS * (len(STEPS) + 1), run)


def _by_hand(engine: Engine, office: Office) -> float:
    metadata = MetaData()
    case = Table("bench_case", metadata, Column("id", Integer, primary_key=True),
                 Column("status", String(20)), Column("version", Integer))  # fmt: skip
    log = Table("bench_log", metadata, Column("id", Integer, primary_key=True),
                Column("case_id", Integer), Column("action", String(20)))  # fmt: skip
    metadata.create_all(engine)
    with office.transaction() as session:
        for _ in range(ROUNDS):
            session.execute(insert(case).values(status="new", version=0))

    def run() -> None:
        for number in range(ROUNDS * len(STEPS)):
            with office.transaction() as session:
                key = number % ROUNDS + 1
                session.execute(select(case).where(case.c.id == key).with_for_update()).one()
                session.execute(update(case).where(case.c.id == key).values(status=str(number)))
                session.execute(insert(log).values(case_id=key, action="move"))

    return _rate(ROUNDS * len(STEPS), run)


def _motcua(office: Office) -> tuple[float, float, float]:
    codes = [str(register(office).code) for _ in range(ROUNDS)]
    counted = {"statements": 0, "commits": 0}
    engine = office.database.writing
    event.listen(engine, "before_cursor_execute", lambda *_: _count(counted, "statements"))
    event.listen(engine, "commit", lambda *_: _count(counted, "commits"))

    def run() -> None:
        for code in codes:
            for login, step, answers in STEPS:
                do(office, login, code, step, answers)

    rate = _rate(ROUNDS * len(STEPS), run)
    moves = ROUNDS * len(STEPS)
    assert len(waiting(office, codes[0])) == 1
    return rate, round(counted["statements"] / moves, 2), round(counted["commits"] / moves, 2)


def _count(counted: dict[str, int], what: str) -> None:
    counted[what] += 1


if __name__ == "__main__":
    main()
