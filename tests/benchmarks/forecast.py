"""What a forecast costs where 10,000 cases are open and 100,000 are past, all in one agency."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import learning
from engine.models import Procedure
from engine.office import Office
from engine.queries import forecast, honest_promise
from engine.queries.forecast import Asked, Forecast
from engine.rules.honest_promise import HonestPromise
from tests import postgres
from tests.benchmarks.generator import Sample, generate, make_province
from tests.office import person

OPEN, PAST = 10_000, 100_000
ROUNDS = 5


def lines() -> Iterator[dict[str, Any]]:
    """Measure on each database, a line each."""
    for name, url in (("sqlite", None), ("postgresql", postgres.fresh_database(durable=True))):
        with TemporaryDirectory() as folder:
            sample = Sample(OPEN + PAST, backlog=OPEN, agencies=1, brief=True)
            with closing(make_province(Path(folder), url, sample)) as office:
                generate(office, sample)
                yield line(name, office)


def line(name: str, office: Office) -> dict[str, Any]:
    """Learn once, then ask for the whole list and for one promise as their pages do."""
    began = time.perf_counter()
    learning.learn(office)
    learnt = time.perf_counter() - began
    manager = person(office, "quang")
    asked = Asked(manager.agency_id, officer=manager)
    with office.reading() as session:
        procedure_id = session.scalars(select(Procedure.id)).one()

    def the_list(session: Session) -> Forecast:
        return forecast.forecast(session, office, asked)

    def a_promise(session: Session) -> HonestPromise:
        now = office.now()
        return honest_promise.of_procedure(session, office, manager.agency_id, procedure_id, now)

    with office.reading() as session:
        found, promised = the_list(session), a_promise(session)
    return {
        "what": f"forecast of what will be late, {name}",
        "open": len(found.rows) + found.missed,
        "likely": found.likely,
        "tried": found.hit_rate.judged,
        "flagged": found.hit_rate.flagged,
        "hits": found.hit_rate.hits,
        "late": found.hit_rate.late,
        "score": round(found.hit_rate.score, 3),
        "usual_score": round(found.hit_rate.usual_score, 3),
        "learn_seconds": round(learnt, 2),
        "list_milliseconds": _quickest(office, the_list),
        "promise_of_cases": promised.usual.cases,
        "promise_milliseconds": _quickest(office, a_promise),
    }


def _quickest(office: Office, ask: Callable[[Session], object]) -> float:
    """The best of some rounds, each in a session of its own."""
    took = []
    for _ in range(ROUNDS):
        with office.reading() as session:
            began = time.perf_counter()
            ask(session)
            took.append(time.perf_counter() - began)
    return round(min(took) * 1000, 1)
