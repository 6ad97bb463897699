"""The audit trail can only grow, and notices a clock that can't be trusted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.actions import timekeeping
from engine.errors import ClockWrong, NotAllowed
from engine.office import MovedClock, Office
from engine.queries import invariants
from tests.office import person, register

TAMPERING = {
    "changed": "UPDATE audit_entry SET actor = 'nobody' WHERE seq = 2",
    "dropped": "DELETE FROM audit_entry WHERE seq = 2",
    "out of turn": "INSERT INTO audit_entry SELECT agency_id, seq + 1000, at, actor, unit,"
    " on_behalf, ip, action, object, details, before_hash, after_hash, reason, reason_salt,"
    " reason_digest, prev, hash FROM audit_entry WHERE seq = 2",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
def test_the_database_refuses_a_trail_that_is(any_office: Office, statement: str) -> None:
    register(any_office)

    with pytest.raises(DBAPIError, match="audit entry"), any_office.transaction() as session:
        session.execute(text(statement))

    assert invariants.verify(any_office) == []


def test_replacing_an_entry_does_not_walk_around_the_triggers(office: Office) -> None:
    register(office)
    replace = TAMPERING["out of turn"].replace("INSERT", "INSERT OR REPLACE")

    with pytest.raises(DBAPIError, match="audit entry"), office.transaction() as session:
        session.execute(text(replace.replace("seq + 1000", "seq")))


@pytest.mark.parametrize("leap", [timedelta(hours=-1), timedelta(days=2)], ids=["back", "ahead"])
def test_writing_stops_until_an_administrator_confirms_the_time(
    any_office: Office, leap: timedelta
) -> None:
    register(any_office)
    assert isinstance(any_office.clock, MovedClock)
    any_office.clock.at += leap
    with pytest.raises(ClockWrong):
        register(any_office)
    with pytest.raises(NotAllowed), any_office.transaction() as session:
        timekeeping.confirm_clock(session, any_office, person(any_office, "lan"), "Đúng giờ")

    with any_office.transaction() as session:
        timekeeping.confirm_clock(session, any_office, person(any_office, "an"), "Đúng giờ")

    assert register(any_office).code is not None
    assert invariants.verify(any_office) == []
