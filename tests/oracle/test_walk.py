"""The slow walk knows the vectors of the law, and the rules agree with it."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice

import pytest

from tests.oracle import walk
from tests.oracle.cases import drawn
from tests.oracle.compare import disagreements, local
from tests.oracle.walk import PlainPause, PlainTerm
from tests.oracle.walked_calendar import Walked, minute_of, shipped
from tests.rules.calendars import moment
from tests.rules.vectors import WORKED

SEED, SAMPLE = 4, 2_500
OFFICE = Walked(shipped())


def answer(received: str, term: PlainTerm, *pauses: tuple[str, str]) -> str:
    stops = [PlainPause(minute_of(moment(start)), minute_of(moment(end))) for start, end in pauses]
    due = walk.due(OFFICE, minute_of(moment(received)), term, stops)
    return f"{local(due):%d/%m/%Y %H:%M}"


def of(amount: str, unit: str, policy: str = "end_of_day") -> PlainTerm:
    return PlainTerm(((Decimal(amount), unit),), policy)


@pytest.mark.parametrize(
    ("received", "days", "hour_exact", "end_of_day", "cut_off", "by_calendar"), WORKED
)
def test_the_walk_comes_to_the_worked_vectors(
    received: str, days: str, hour_exact: str, end_of_day: str, cut_off: str, by_calendar: str
) -> None:
    parts = ((Decimal(days), "working_days"),)

    assert answer(received, PlainTerm(parts, "hour_exact")) == hour_exact
    assert answer(received, PlainTerm(parts)) == end_of_day
    assert answer(received, PlainTerm(parts, cutoff=15 * 60)) == cut_off
    assert answer(received, of(days, "calendar_days")) == by_calendar


def test_the_walk_comes_to_the_vectors_of_the_pause() -> None:
    supplement = ("04/03/2026 10:00", "10/03/2026 15:00")

    exact = answer("02/03/2026 09:00", of("5", "working_days", policy="hour_exact"), supplement)
    by_day = answer("02/03/2026 09:00", of("5", "working_days"), supplement)

    assert (exact, by_day) == ("13/03/2026 14:00", "16/03/2026 17:00")


def test_the_walk_comes_to_months_and_their_last_day() -> None:
    assert answer("30/01/2026 09:00", of("1", "months")) == "02/03/2026 17:00"
    assert answer("02/03/2026 09:00", of("1.5", "months")) == "17/04/2026 17:00"


def test_the_rules_agree_with_the_walk() -> None:
    assert list(disagreements(SAMPLE, SEED)) == []


def test_the_sample_has_all_that_could_go_wrong() -> None:
    sample = list(islice(drawn(SEED), SAMPLE))
    units = {unit for case in sample for _, unit in case.term.parts}

    assert units == {"working_days", "calendar_days", "working_hours", "same_day", "months"}
    assert {case.calendar for case in sample} == {0, 1, 2}
    assert {(case.term.policy, case.term.resume, case.term.saturday) for case in sample} == {
        (policy, resume, saturday)
        for policy in ("end_of_day", "hour_exact")
        for resume in ("continue", "restart")
        for saturday in ("rolls", "counts")
    }
    assert {len(case.pauses) for case in sample} == {0, 1, 2, 3}
