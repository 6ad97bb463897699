"""Seconds for a change of the calendar that moves many open deadlines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine.actions import calendars, settling
from engine.actions.calendars import Announcement
from engine.office import Office
from engine.queries import calendars as working_calendars
from engine.queries.calendars import Entry
from engine.rules.calendar import DayKind
from tests import postgres
from tests.benchmarks.generator import Sample, generate, make_province
from tests.benchmarks.generator.stamping import BACKLOG_DAYS
from tests.office import person

CASES = 10_000


def lines(cases: int = CASES) -> Iterator[dict[str, Any]]:
    """Measure on each database, a line each."""
    for name, url in (("sqlite", None), ("postgresql", postgres.fresh_database(durable=True))):
        with TemporaryDirectory() as folder:
            sample = Sample(cases, backlog=cases, brief=True)
            with closing(make_province(Path(folder), url, sample)) as office:
                generate(office, sample)
                yield _line(name, office, cases)


def _line(name: str, office: Office, cases: int) -> dict[str, Any]:
    change = close_often(office)
    began = time.perf_counter()
    moved = settling.settle(office, change)
    seconds = time.perf_counter() - began
    return {
        "what": f"settling a calendar change, {name}",
        "open": cases,
        "moved": moved,
        "seconds": round(seconds, 1),
        "milliseconds_each": round(seconds / moved * 1000, 2),
    }


def close_often(office: Office) -> int:
    """Close the province's offices on every third day that a case of a backlog can run over."""
    days = range(-2 * BACKLOG_DAYS, 10)
    with office.transaction() as session:
        working = working_calendars.of(session, office, None)
        closed: list[date] = [
            day
            for day in (office.today() + timedelta(days=n) for n in days)
            if working.is_working_day(day)
        ][::3]
        entries = tuple(Entry(day, DayKind.CLOSURE, {"reason": "Bão"}) for day in closed)
        announcement = Announcement("Công điện 12/CĐ-UBND", entries)
        return calendars.announce(session, office, person(office, "thu"), announcement).id
