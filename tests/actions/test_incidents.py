"""What breaks off is kept: the case stays where it stood, and those who can mend it are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from engine import jobs, workflow
from engine.actions import administration, mending, processing
from engine.actions.incidents import MoveFailed
from engine.errors import BadAnswers, NotAllowed, NotFound, WrongMove
from engine.gateways.post import MemoryPost
from engine.models import (
    AuditEntry,
    Case,
    CaseState,
    Department,
    Incident,
    LaneUnit,
    Notice,
    ProcedureVersion,
    Task,
)
from engine.office import Office
from engine.queries import incidents, invariants, published
from tests import redrawn
from tests.office import do, move_clock, person, register, waiting

QUALIFIED = {"appraisal": "qualified", "findings": "Hợp lệ", "business_code": "4711"}
ENOUGH = timedelta(days=7)


def with_the_officer(office: Office) -> str:
    """A case that waits for the appraisal of "duc"."""
    code = str(register(office).code)
    do(office, "lan", code, "hand_over", {})
    do(office, "hoa", code, "receive_case", {"receipt": "received"})
    do(office, "hoa", code, "assign_officer", {"officer": "duc"})
    return code


def broken(office: Office) -> tuple[str, MoveFailed]:
    """A case whose diagram can't decide after the appraisal."""
    redrawn.publish(office, redrawn.BROKEN_AT_THE_GATEWAY)
    code = with_the_officer(office)
    with pytest.raises(MoveFailed) as failed:
        do(office, "duc", code, "appraise", QUALIFIED)
    return code, failed.value


def without_a_tax_unit(office: Office) -> str:
    """A case that can't go on because nobody does what comes next."""
    code = with_the_officer(office)
    with office.transaction() as session:
        session.execute(delete(LaneUnit).where(LaneUnit.lane == "tax"))
    with pytest.raises(MoveFailed):
        do(office, "duc", code, "appraise", QUALIFIED)
    return code


def kept(office: Office) -> list[Incident]:
    with office.reading() as session:
        return list(session.scalars(select(Incident).order_by(Incident.id)))


def state(office: Office, code: str) -> tuple[bytes, dict[str, object], int, int]:
    with office.reading() as session:
        row = session.execute(
            select(CaseState.state, CaseState.path, Case.status, Case.revision)
            .join(Case, Case.id == CaseState.case_id)
            .where(Case.code == code)
        ).one()
    return row.state, row.path, row.status, row.revision


def entries(office: Office, code: str) -> list[tuple[str, str, str]]:
    with office.reading() as session:
        rows = session.execute(
            select(AuditEntry.action, AuditEntry.actor, AuditEntry.on_behalf)
            .where(AuditEntry.object == code)
            .order_by(AuditEntry.seq)
        )
        return [(row.action, row.actor, row.on_behalf) for row in rows]


def test_a_move_that_breaks_off_leaves_the_case_untouched_and_an_incident(
    any_office: Office,
) -> None:
    redrawn.publish(any_office, redrawn.BROKEN_AT_THE_GATEWAY)
    code = with_the_officer(any_office)
    before = state(any_office, code)

    with pytest.raises(MoveFailed) as failed:
        do(any_office, "duc", code, "appraise", QUALIFIED)

    assert state(any_office, code) == before
    assert [task.step for task in waiting(any_office, code)] == ["appraise"]
    (incident,) = kept(any_office)
    assert (incident.element, incident.what) == ("qualified", "appraisal < 3")
    assert incident.inputs == {"appraisal": "qualified"}
    assert incident.given == QUALIFIED
    assert incident.officer_id == person(any_office, "duc").id
    assert "“qualified”" not in str(failed.value.said)
    assert "Hồ sơ đủ điều kiện không?" in failed.value.said.to("vi")
    assert "Cao Thị Phương" in failed.value.said.to("vi")
    assert entries(any_office, code)[-1] == ("incident", "duc", "")
    jobs.run_due(any_office)
    assert invariants.verify(any_office) == []


def test_those_who_can_mend_it_are_told_once_however_often_it_is_met(any_office: Office) -> None:
    code, _ = broken(any_office)
    with pytest.raises(MoveFailed):
        do(any_office, "duc", code, "appraise", QUALIFIED)

    (incident,) = kept(any_office)
    with any_office.reading() as session:
        told = session.scalars(select(Notice.officer_id).where(Notice.kind == "incident")).all()
    assert incident.tries == 2
    assert sorted(told, key=str) == sorted(
        [person(any_office, login).id for login in ("an", "phuong")], key=str
    )
    jobs.run_due(any_office)
    assert isinstance(any_office.post, MemoryPost)
    letters = any_office.post.letters.values()
    assert {letter.to.split("@")[0] for letter in letters} == {"an", "phuong"}
    assert all("/quan-ly/su-co/1" in letter.text for letter in letters)


def test_a_plain_refusal_is_no_incident(any_office: Office) -> None:
    code = with_the_officer(any_office)

    with pytest.raises(BadAnswers):
        do(any_office, "duc", code, "appraise", {"appraisal": "qualified"})

    assert kept(any_office) == []


def test_what_broke_off_is_done_in_its_officers_name_once_the_cause_is_mended(
    any_office: Office,
) -> None:
    code = without_a_tax_unit(any_office)
    (incident,) = kept(any_office)
    with pytest.raises(MoveFailed), any_office.transaction() as session:
        mending.retry(session, any_office, person(any_office, "an"), incident.id)
    with any_office.transaction() as session:
        ward = person(any_office, "duc").agency
        unit = session.scalars(select(Department).where(Department.code == "H32.951.1")).one()
        administration.give_function(session, any_office, ward, "tax", unit)

    with any_office.transaction() as session:
        mending.retry(session, any_office, person(any_office, "an"), incident.id)

    assert [task.step for task in waiting(any_office, code)] == ["tax_code"]
    (incident,) = kept(any_office)
    assert (incident.tries, incident.resolution, incident.given) == (2, "done", {})
    assert incident.resolved_by_id == person(any_office, "an").id
    assert entries(any_office, code)[-1] == ("complete", "an", "duc")
    with any_office.reading() as session:
        task = session.scalars(select(Task).where(Task.step == "appraise")).one()
    assert task.completed_by_id == person(any_office, "duc").id
    with pytest.raises(WrongMove), any_office.transaction() as session:
        mending.retry(session, any_office, person(any_office, "an"), incident.id)


def test_an_incident_is_over_when_the_step_is_done_after_all(any_office: Office) -> None:
    code, _ = broken(any_office)

    do(any_office, "duc", code, "appraise",
       {"appraisal": "supplement", "findings": "Thiếu giấy tờ"})  # fmt: skip

    (incident,) = kept(any_office)
    assert (incident.resolution, incident.given) == ("done", {})


def test_an_incident_is_closed_with_a_reason_and_opened_anew_when_met_again(
    any_office: Office,
) -> None:
    code, _ = broken(any_office)
    (incident,) = kept(any_office)
    phuong = person(any_office, "phuong")
    with pytest.raises(BadAnswers), any_office.transaction() as session:
        mending.close(session, any_office, phuong, incident.id, " ")

    with any_office.transaction() as session:
        mending.close(session, any_office, phuong, incident.id, "Sẽ vẽ lại")
    with pytest.raises(MoveFailed):
        do(any_office, "duc", code, "appraise", QUALIFIED)

    closed, again = kept(any_office)
    assert (closed.resolution, closed.reason) == ("closed", "Sẽ vẽ lại")
    assert (again.resolved_at, again.tries) == (None, 2)
    assert [action for action, _, _ in entries(any_office, code)][-2:] == [
        "close_incident",
        "incident",
    ]


@pytest.mark.parametrize(("login", "refusal"), [("binh", NotAllowed), ("quang", NotAllowed)])
def test_incidents_are_for_those_who_can_mend_them(
    any_office: Office, login: str, refusal: type[Exception]
) -> None:
    broken(any_office)
    (incident,) = kept(any_office)

    with pytest.raises(refusal), any_office.transaction() as session:
        mending.retry(session, any_office, person(any_office, login), incident.id)
    with pytest.raises(refusal), any_office.transaction() as session:
        mending.close(session, any_office, person(any_office, login), incident.id, "Lý do")


def test_an_unknown_incident_is_not_there(office: Office) -> None:
    with pytest.raises(NotFound), office.transaction() as session:
        mending.retry(session, office, person(office, "an"), 99)


def test_a_timer_that_fails_is_asked_later_and_later_and_keeps_no_other(
    any_office: Office,
) -> None:
    first = waiting_for_tax(any_office)
    redrawn.publish(any_office, redrawn.BROKEN_TIMER)
    waiting_for_tax(any_office)
    move_clock(any_office, any_office.now() + ENOUGH)

    fired = [jobs.fire_due_timers(any_office), jobs.fire_due_timers(any_office)]
    (incident,) = kept(any_office)
    waits = []
    for _ in range(8):
        assert incident.next_try is not None
        waits.append((incident.next_try - any_office.now()) // timedelta(minutes=1))
        move_clock(any_office, incident.next_try)
        jobs.fire_due_timers(any_office)
        (incident,) = kept(any_office)

    assert fired == [1, 0]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (incident.act, incident.element, incident.officer_id) == ("fire_timers", "reckon", None)
    assert entries(any_office, first)[-1] == ("fire_timers", "system", "")
    assert invariants.verify(any_office) == []


def test_a_timer_that_failed_is_over_once_its_step_is_done(any_office: Office) -> None:
    redrawn.publish(any_office, redrawn.BROKEN_TIMER)
    code = waiting_for_tax(any_office)
    move_clock(any_office, any_office.now() + ENOUGH)
    jobs.fire_due_timers(any_office)

    do(any_office, "quan", code, "tax_code", {"tax_code": "4212345678"})

    (incident,) = kept(any_office)
    assert incident.resolution == "overtaken"


def test_a_state_that_cannot_be_read_is_an_incident_of_whoever_meets_it(
    any_office: Office,
) -> None:
    code = with_the_officer(any_office)
    (task,) = waiting(any_office, code)
    with any_office.transaction() as session:
        session.scalars(select(CaseState)).one().state = b"m1:[]"

    with pytest.raises(MoveFailed), any_office.transaction() as session:
        processing.complete(session, any_office, person(any_office, "duc"), task.id, QUALIFIED)

    (incident,) = kept(any_office)
    assert incident.code in {"state-unreadable", "unforeseen"}
    assert incident.element == "appraise"


def test_a_case_that_cannot_begin_is_told_without_a_case(any_office: Office) -> None:
    redrawn.publish(any_office, {"completeness == 'complete'</": "completeness &lt; 3</"})

    with pytest.raises(MoveFailed):
        register(any_office)

    (incident,) = kept(any_office)
    assert (incident.case_id, incident.act, incident.element) == (
        None,
        "register",
        "papers_complete",
    )
    with any_office.reading() as session:
        assert session.scalars(select(Case)).all() == []
        (line,) = incidents.page(session, person(any_office, "an"))
    assert (line.code, line.may_retry) == ("", False)
    assert invariants.verify(any_office) == []


def waiting_for_tax(office: Office) -> str:
    code = with_the_officer(office)
    do(office, "duc", code, "appraise", QUALIFIED)
    return code


def stalled(office: Office) -> str:
    """A case whose only token was lost, as no move of the office would."""
    code = with_the_officer(office)
    with office.transaction() as session:
        kept = session.scalars(select(CaseState)).one()
        row = session.scalars(select(ProcedureVersion)).one()
        version = published.version(session, row.id, row.content_hash)
        over = workflow.cancel(version.definition, kept.state).state
        # Cancelled, and yet not over.
        kept.state = over.replace(b",true,", b",false,")
        session.execute(update(Task).where(Task.state == "ready").values(state="cancelled"))
    return code


def test_an_open_case_that_nothing_can_move_is_told_once(any_office: Office) -> None:
    code = stalled(any_office)
    register(any_office)

    found = [jobs.find_stalled(any_office), jobs.find_stalled(any_office)]

    (incident,) = kept(any_office)
    assert found == [1, 0]
    assert (incident.act, incident.code, incident.element) == ("stall", "stalled", "to_appraisal")
    assert incident.next_try is None
    assert entries(any_office, code)[-1] == ("incident", "system", "")
    with any_office.transaction() as session:
        mending.close(session, any_office, person(any_office, "an"), incident.id, "Đã biết")
    assert jobs.find_stalled(any_office) == 0


def test_a_case_that_waits_for_time_alone_does_not_stand_still(any_office: Office) -> None:
    redrawn.publish(any_office, redrawn.A_DAY_OF_REST)
    code = waiting_for_tax(any_office)
    do(any_office, "quan", code, "tax_code", {"tax_code": "4212345678"})

    assert waiting(any_office, code) == []
    assert jobs.find_stalled(any_office) == 0
