"""Microseconds a due date: each unit and policy, with a pause and without."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import bpmn
from engine.rules.calendar import OFFICE_ZONE, WorkingCalendar, from_toml
from engine.rules.deadline import Pause, Policy, Segment, Term, Unit, due

ROUNDS = 20_000
RECEIVED = datetime(2026, 3, 2, 9, tzinfo=OFFICE_ZONE)
PAUSE = Pause(
    datetime(2026, 3, 4, 10, tzinfo=OFFICE_ZONE), datetime(2026, 3, 10, 15, tzinfo=OFFICE_ZONE)
)
TERMS = {
    "15 working days, end of day": Term.of(Decimal(15), Unit.WORKING_DAYS),
    "15 working days, to the minute": Term.of(Decimal(15), Unit.WORKING_DAYS, Policy.HOUR_EXACT),
    "15 calendar days": Term.of(Decimal(15), Unit.CALENDAR_DAYS),
    "2 months": Term.of(Decimal(2), Unit.MONTHS),
    "three parts": Term(
        (
            Segment(Decimal(3), Unit.WORKING_DAYS),
            Segment(Decimal(15), Unit.CALENDAR_DAYS),
            Segment(Decimal(7), Unit.WORKING_DAYS),
        )
    ),
}


def lines() -> Iterator[dict[str, Any]]:
    """Measure each term, a line each."""
    calendar = from_toml(*bpmn.calendar_texts())
    for what, term in TERMS.items():
        for pauses in ((), (PAUSE,)):
            yield {
                "what": f"due date, {what}{', a pause' if pauses else ''}",
                "microseconds": round(_each(term, calendar, pauses) * 1e6, 1),
            }


def _each(term: Term, calendar: WorkingCalendar, pauses: tuple[Pause, ...]) -> float:
    """Seconds a due date, after a first one that lays out the years."""
    due(RECEIVED, term, calendar, pauses)
    began = time.perf_counter()
    for minute in range(ROUNDS):
        due(RECEIVED + timedelta(minutes=minute % 10_000), term, calendar, pauses)
    return (time.perf_counter() - began) / ROUNDS
