"""The drafts of apologies: whose they are, and what asking for them costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import event, select

from engine import jobs
from engine.actions import policies, ringing
from engine.models import Agency, Case, Offering, Officer, OfficerRole, Ring
from engine.office import Office
from engine.queries import alarms, apologies
from engine.rules.alarm import AlarmKind, AlarmPolicy
from engine.rules.calendar import OFFICE_ZONE
from tests.actions.extending import put_off, with_extensions
from tests.good_day import a_case, ask_for_a_supplement
from tests.office import MONDAY, move_clock, person

TUESDAY = datetime(2026, 11, 17, 9, tzinfo=OFFICE_ZONE)


def statements(office: Office) -> tuple[int, int]:
    """How many statements the list takes, and how many drafts it shows."""
    asked: list[str] = []

    def count(*found: object) -> None:
        asked.append(str(found[2]))

    leader = person(office, "binh")
    with office.reading() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", count)
        shown = apologies.waiting(session, office, leader).lines
        event.remove(engine, "before_cursor_execute", count)
    return len(asked), len(shown)


def test_a_longer_list_takes_no_more_statements(office: Office) -> None:
    a_case(office, "appraise")
    move_clock(office, TUESDAY)
    statements(office)  # what is kept between requests is read now
    first, one = statements(office)
    for _ in range(4):
        a_case(office, "appraise")
    move_clock(office, datetime(2026, 11, 18, 9, tzinfo=OFFICE_ZONE))

    then, five = statements(office)

    assert (one, five) == (1, 5)
    assert then == first


def test_the_page_says_how_many_there_are_behind_its_end(any_office: Office) -> None:
    for _ in range(3):
        a_case(any_office, "appraise")
    move_clock(any_office, TUESDAY)

    with any_office.reading() as session:
        found = apologies.waiting(session, any_office, person(any_office, "binh"), most=2)

    assert (len(found.lines), found.total) == (2, 3)


def test_page_and_alarms_follow_the_policy_of_the_agency(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    assert drafts(any_office, "binh") == {}

    decide(any_office, drafted=3, sent=2)
    jobs.run_due(any_office)

    sent_by = drafts(any_office, "binh")[code]
    assert sent_by == datetime(2026, 11, 17, 17, tzinfo=OFFICE_ZONE)
    assert rung(any_office, AlarmKind.APOLOGY_DRAFT) == {code: MONDAY}
    move_clock(any_office, sent_by)
    assert rung(any_office, AlarmKind.APOLOGY_MISSED) == {code: sent_by}


def test_a_policy_of_its_own_day_lets_nothing_be_drafted_before(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    decide(any_office, drafted=0, sent=0)

    move_clock(any_office, datetime(2026, 11, 18, 17, tzinfo=OFFICE_ZONE))
    assert drafts(any_office, "binh") == {}
    move_clock(any_office, datetime(2026, 11, 19, 7, 30, tzinfo=OFFICE_ZONE))

    assert drafts(any_office, "binh") == {code: datetime(2026, 11, 19, 17, tzinfo=OFFICE_ZONE)}


def test_another_agencys_case_follows_the_policy_of_its_agency(any_office: Office) -> None:
    code = a_case(any_office, "tax_code")
    decide(any_office, drafted=3, sent=2)
    with any_office.transaction() as session:
        tax = session.scalars(select(Agency).where(Agency.code == "H32.951")).one()
        session.scalars(select(Offering)).one().decides_agency_id = tax.id
        head = session.scalars(select(Officer).where(Officer.login == "quan")).one()
        session.add(OfficerRole(officer_id=head.id, role="head"))

    assert drafts(any_office, "quan") == {code: datetime(2026, 11, 17, 17, tzinfo=OFFICE_ZONE)}


def test_a_draft_says_why_a_case_can_not_be_put_off(any_office: Office) -> None:
    paused, used_up = (a_case(any_office, "appraise") for _ in range(2))
    ask_for_a_supplement(any_office, paused)
    put_off(any_office, used_up)
    with_extensions(any_office, most=0)
    not_allowed = a_case(any_office, "appraise")

    assert refused(any_office, paused) == (
        "The clock stands still: both dates move when it runs again."
    )
    assert refused(any_office, used_up) == "Extensions so far: 1; the procedure allows 1."
    assert refused(any_office, not_allowed) == "Extensions so far: 0; the procedure allows 0."


def test_only_who_may_sign_gets_a_draft(any_office: Office) -> None:
    code = a_case(any_office, "appraise")

    with any_office.reading() as session:
        found = {
            login: apologies.of_case(session, any_office, person(any_office, login), code)
            for login in ("binh", "hoa", "duc", "lan", "my")
        }

    assert [login for login, draft in found.items() if draft] == ["binh", "hoa"]


def refused(office: Office, code: str) -> str:
    with office.reading() as session:
        draft = apologies.of_case(session, office, person(office, "hoa"), code)
    assert draft is not None
    return str(draft.refused)


def drafts(office: Office, login: str) -> dict[str, datetime]:
    """By when each apology is to be sent, as this person's page says."""
    with office.reading() as session:
        shown = apologies.waiting(session, office, person(office, login)).lines
    return {draft.code: draft.sent_by for draft in shown}


def rung(office: Office, kind: AlarmKind) -> dict[str | None, datetime]:
    """When each case's alarm was due, once everything due has rung."""
    ringing.ring_due(office)
    with office.reading() as session:
        rows = session.execute(
            select(Case.code, Ring.due).join(Case, Case.id == Ring.case_id).where(Ring.kind == kind)
        )
        return {row.code: row.due for row in rows}


def decide(office: Office, *, drafted: int, sent: int) -> None:
    """Let the ward draft and send its apologies so many working days before."""
    shipped = alarms.shipped()
    days = {AlarmKind.APOLOGY_DRAFT: drafted, AlarmKind.APOLOGY_MISSED: sent}
    changed = {kind: replace(shipped.rules[kind], amount=amount) for kind, amount in days.items()}
    policy = AlarmPolicy({**shipped.rules, **changed})
    with office.transaction() as session:
        manager = person(office, "quang")
        policies.remind_by(session, office, manager, policy, "12/QĐ-UBND", seen=0)
