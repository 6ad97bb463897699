"""What the clock and the clerks ask among very many cases, in milliseconds of database time.

Every case is open, which is far more than a province ever has: what stays quick here is
quick among as many closed ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine.models import Case, Officer
from engine.office import Office
from engine.queries import alarms, brief, desk, due_timers, find_cases, inbox, menu
from engine.queries.inbox import After, Box, Search
from tests import postgres
from tests.benchmarks.generator import Sample, generate, make_province
from tests.benchmarks.generator.province import MOST
from tests.office import person

CASES = 20_000
CASES_AN_AGENCY = 1_000
ROUNDS = 3
LAST_PAGE = 50
AT_A_TIME = 20

Ask = Callable[[Session], object]


def lines(cases: int = CASES) -> Iterator[dict[str, Any]]:
    """Measure on each database, a line for each question."""
    sample = Sample(
        cases, backlog=cases, agencies=min(MOST, 1 + cases // CASES_AN_AGENCY), brief=True
    )
    for name, url in (("sqlite", None), ("postgresql", postgres.fresh_database(durable=True))):
        with (
            TemporaryDirectory(prefix="motcua-bench-") as folder,
            closing(make_province(Path(folder), url, sample)) as office,
        ):
            began = time.perf_counter()
            made = generate(office, sample)
            seconds = time.perf_counter() - began
            yield {
                "what": f"generating, {name}",
                "cases": made.cases,
                "rows": made.rows,
                "seconds": round(seconds),
                "cases_per_s": round(made.cases / seconds),
            }
            for what, ask in _questions(office).items():
                yield {
                    "what": f"{what}, {name}",
                    "open": made.open_cases,
                    "milliseconds": round(_best(office, ask) * 1000, 2),
                }


def _questions(office: Office) -> Mapping[str, Ask]:
    """What is asked all day, as the people of the first ward ask it."""
    clerk, head, officer = (person(office, login) for login in ("lan", "hoa", "duc"))
    with office.reading() as session:
        code = str(session.scalar(select(Case.code).where(Case.agency_id == clerk.agency_id)))
        # The moment at which so many timers will be due at once.
        later = session.scalars(
            select(Case.next_timer).where(Case.next_timer.is_not(None)).order_by(Case.next_timer)
            .limit(1).offset(AT_A_TIME - 1)
        ).one() or office.now()  # fmt: skip
    after = _end_of_page(office, clerk, LAST_PAGE - 1)
    unit = Search(Box.UNIT)
    return {
        "timers, none due": lambda s: s.scalars(due_timers.due(office.now())).all(),
        f"timers, {AT_A_TIME} due": lambda s: s.scalars(due_timers.due(later)).all(),
        "alarms, none due": lambda s: alarms.due(s, office.now()),
        "menu counters": lambda s: menu.waiting(s, clerk),
        "inbox, my own": lambda s: inbox.page(s, office, officer, Search(Box.MINE)),
        "inbox, the department's": lambda s: inbox.page(s, office, clerk, unit),
        f"inbox, page {LAST_PAGE}": lambda s: inbox.page(s, office, clerk, unit, after),
        "inbox, elsewhere": lambda s: inbox.page(s, office, officer, Search(Box.AWAY)),
        "inbox, numbers on the tabs": lambda s: inbox.counts(s, clerk),
        "brief of an officer": lambda s: brief.of(s, office, officer),
        "brief of a head": lambda s: brief.of(s, office, head),
        "desk": lambda s: desk.procedures(s, clerk),
        "found by code": lambda s: find_cases.cases(s, office, clerk, code),
        "found by name": lambda s: find_cases.cases(s, office, clerk, "nguyen thi hang"),
    }


def _end_of_page(office: Office, officer: Officer, pages: int) -> After | None:
    after = None
    with office.reading() as session:
        for _ in range(pages):
            following = inbox.page(session, office, officer, Search(Box.UNIT), after).following
            if following is None:
                break
            after = following
    return after


def _best(office: Office, ask: Ask) -> float:
    """Seconds of the quickest round; the machine is noisy."""
    spent = []
    for _ in range(ROUNDS):
        with office.reading() as session:
            if not office.database.is_sqlite:
                session.execute(text("SET LOCAL statement_timeout = 0"))
            began = time.perf_counter()
            ask(session)
            spent.append(time.perf_counter() - began)
    return min(spent)
