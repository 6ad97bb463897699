"""How an agency counts is decided for what comes, never for what was promised."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from sqlalchemy import select

from engine.actions import policies as deciding
from engine.errors import BadAnswers, Conflict, NotAllowed, NotFound
from engine.models import AuditEntry, Case, DeadlineEvent, PolicyChange
from engine.office import Office
from engine.queries import invariants, policies
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.counting import Counting, LocalRule
from engine.rules.deadline import Policy, Saturday
from tests.office import PROCEDURE_CODE, move_clock, person, register

EXACT = Counting(Policy.HOUR_EXACT, Saturday.COUNTS)
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=OFFICE_ZONE)


def decide(office: Office, counting: Counting, seen: int = 0, login: str = "quang") -> int:
    with office.transaction() as session:
        return deciding.count_by(
            session, office, person(office, login), counting, "12/QĐ-UBND", seen
        ).id


def rule(office: Office, rule: LocalRule, seen: int = 0, code: str = PROCEDURE_CODE) -> int:
    with office.transaction() as session:
        return deciding.rule_locally(
            session, office, person(office, "quang"), code, rule, "13/QĐ-UBND", seen
        ).id


def due(office: Office, case: Case) -> datetime:
    with office.reading() as session:
        found = session.get_one(Case, case.id).due
    assert found is not None
    return found.astimezone(OFFICE_ZONE)


def test_a_decision_holds_for_what_comes_and_not_for_what_was_promised(any_office: Office) -> None:
    before = register(any_office)

    decide(any_office, EXACT)
    after = register(any_office)

    assert due(any_office, before) == datetime(2026, 11, 19, 17, tzinfo=OFFICE_ZONE)
    assert due(any_office, after) == datetime(2026, 11, 19, 8, tzinfo=OFFICE_ZONE)
    with any_office.reading() as session:
        terms = session.scalars(select(DeadlineEvent.term).order_by(DeadlineEvent.id)).all()
    assert [term["policy"] for term in terms] == ["end_of_day", "hour_exact"]
    assert invariants.verify(any_office) == []


@pytest.mark.parametrize(
    ("saturday", "day"), [(Saturday.ROLLS, 3), (Saturday.COUNTS, 2)], ids=["rolls", "counts"]
)
def test_a_saturday_of_reception_counts_as_the_agency_decided(
    any_office: Office, saturday: Saturday, day: int
) -> None:
    if saturday is Saturday.COUNTS:
        decide(any_office, Counting(saturday=saturday))
    move_clock(any_office, SATURDAY)

    case = register(any_office)

    assert due(any_office, case) == datetime(2026, 12, day, 17, tzinfo=OFFICE_ZONE)


def test_a_procedure_may_have_its_own_hour_and_way_of_ending(any_office: Office) -> None:
    rule(any_office, LocalRule(cutoff=time(8)))
    late = register(any_office)

    rule(any_office, LocalRule(Policy.HOUR_EXACT), seen=1)
    exact = register(any_office)

    assert due(any_office, late) == datetime(2026, 11, 20, 17, tzinfo=OFFICE_ZONE)
    assert due(any_office, exact) == datetime(2026, 11, 19, 8, tzinfo=OFFICE_ZONE)


def test_what_held_before_stays_written_with_its_decision(any_office: Office) -> None:
    decide(any_office, EXACT)

    with any_office.reading() as session:
        [line] = policies.decisions(session, person(any_office, "quang"))
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "set_policy"))
    assert line.before == {"policy": "end_of_day", "saturday": "rolls"}
    assert line.after == {"policy": "hour_exact", "saturday": "counts"}
    assert (line.decision, line.who) == ("12/QĐ-UBND", "Trương Văn Quang")
    assert (entry.reason, entry.actor) == ("12/QĐ-UBND", "quang")


def test_of_two_who_decide_the_second_is_told_of_the_first(any_office: Office) -> None:
    decide(any_office, EXACT)

    with pytest.raises(Conflict) as refusal:
        decide(any_office, Counting(saturday=Saturday.COUNTS))

    assert "Trương Văn Quang" in refusal.value.said.to("vi")
    assert "12/QĐ-UBND" in refusal.value.said.to("vi")
    with any_office.reading() as session:
        assert len(session.scalars(select(PolicyChange)).all()) == 1


def test_what_holds_already_is_no_decision(office: Office) -> None:
    with pytest.raises(BadAnswers):
        decide(office, Counting())


def test_only_a_manager_decides_and_only_on_what_the_agency_offers(office: Office) -> None:
    with pytest.raises(NotAllowed):
        decide(office, EXACT, login="hoa")
    with pytest.raises(NotFound):
        rule(office, LocalRule(cutoff=time(15)), code="9.999999")
