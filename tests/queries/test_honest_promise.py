"""What the counter may say besides the law's date, from what the office finished lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from engine.models import Case, Pause
from engine.office import Office
from engine.queries import honest_promise
from engine.rules import honest_promise as rule
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.honest_promise import ENOUGH, HonestPromise
from tests.good_day import a_case, ask_for_a_supplement
from tests.office import do, move_clock, person, register

RECEIVED = datetime(2026, 11, 16, 8, tzinfo=OFFICE_ZONE)
READY = datetime(2026, 11, 17, 8, tzinfo=OFFICE_ZONE)


def finished(office: Office, readies: Sequence[datetime], **changes: object) -> list[int]:
    """Cases received on Monday at eight, whose results were at the counter at these moments."""
    codes = [register(office).code for _ in readies]
    with office.transaction() as session:
        for code, ready in zip(codes, readies, strict=True):
            session.execute(
                update(Case).where(Case.code == code).values(finished_at=ready, **changes)
            )
        return list(session.scalars(select(Case.id).where(Case.code.in_(codes))))


def said(office: Office, login: str = "lan") -> HonestPromise:
    """What the counter says of a case that comes now."""
    with office.reading() as session:
        some = session.scalars(select(Case).limit(1)).one()
        agency_id = person(office, login).agency_id
        return honest_promise.of_procedure(
            session, office, agency_id, some.procedure_id, office.now()
        )


def test_the_date_is_that_by_which_four_of_five_were_ready(any_office: Office) -> None:
    finished(any_office, [READY] * 16 + [READY + timedelta(days=1)] * 4)
    move_clock(any_office, datetime(2026, 11, 18, 8, tzinfo=OFFICE_ZONE))

    found = said(any_office)

    assert found.usual.cases == ENOUGH
    assert found.ready == datetime(2026, 11, 19, 8, tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize("outcome", honest_promise.WITHOUT_RESULT)
def test_cases_that_ended_without_a_result_say_nothing(any_office: Office, outcome: str) -> None:
    finished(any_office, [READY] * 3)
    finished(any_office, [READY] * 2, outcome=outcome)
    move_clock(any_office, READY)

    assert said(any_office).usual.cases == 3


def test_what_was_finished_longer_ago_says_nothing(office: Office) -> None:
    finished(office, [READY] * 2)
    finished(office, [READY + timedelta(days=1)])
    move_clock(office, READY + timedelta(days=90, hours=1))

    assert said(office).usual.cases == 1


def test_another_agencys_cases_say_nothing(office: Office) -> None:
    finished(office, [READY] * 2)
    move_clock(office, READY)

    assert said(office).usual.cases == 2
    assert said(office, "quan").usual.cases == 0


def test_the_time_the_citizen_took_is_left_out(any_office: Office) -> None:
    paused = finished(any_office, [READY + timedelta(days=1)] * ENOUGH)
    with any_office.transaction() as session:
        for case_id in paused:
            case = session.get_one(Case, case_id)
            session.add(
                Pause(
                    agency_id=case.agency_id, case_id=case_id, kind="supplement",
                    started_at=RECEIVED, ended_at=READY, reason="",
                )
            )  # fmt: skip
    move_clock(any_office, datetime(2026, 11, 18, 8, tzinfo=OFFICE_ZONE))

    assert said(any_office).ready == datetime(2026, 11, 19, 8, tzinfo=OFFICE_ZONE)


def test_an_open_case_is_told_its_date_with_its_own_pause_left_out(any_office: Office) -> None:
    finished(any_office, [RECEIVED + timedelta(hours=2)] * ENOUGH)
    code = a_case(any_office, until="appraise")
    ask_for_a_supplement(any_office, code)
    move_clock(any_office, datetime(2026, 11, 18, 9, tzinfo=OFFICE_ZONE))
    do(any_office, "lan", code, "receive_supplement", {"supplement_received": "Bản sao"})

    with any_office.reading() as session:
        found = honest_promise.of_case(session, any_office, person(any_office, "hoa"), code)
        unseen = honest_promise.of_case(session, any_office, person(any_office, "my"), code)

    assert found is not None
    assert found.ready == datetime(2026, 11, 18, 11, tzinfo=OFFICE_ZONE)
    assert unseen is None


def test_of_very_many_cases_the_last_finished_tell_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, "MOST", ENOUGH)
    finished(office, [READY] * ENOUGH)
    finished(office, [READY + timedelta(days=1)] * ENOUGH)
    move_clock(office, datetime(2026, 11, 18, 8, tzinfo=OFFICE_ZONE))

    found = said(office)

    assert found.usual.cases == ENOUGH
    assert found.ready == datetime(2026, 11, 20, 8, tzinfo=OFFICE_ZONE)
