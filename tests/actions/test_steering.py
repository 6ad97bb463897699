"""A case moved from outside its diagram stays honest: clock, hand-overs, people, history."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine import jobs
from engine.actions import ending, processing, steering
from engine.errors import BadAnswers, Conflict, NotAllowed, NotFound, WrongMove
from engine.models import (
    AuditEntry,
    Case,
    CaseState,
    DeadlineEvent,
    Handoff,
    Notice,
    ProcedureVersion,
    Task,
)
from engine.office import Office
from engine.queries import invariants, published
from engine.queries import steering as places
from engine.queries.case_parts import issued_result
from engine.queries.steering import Place
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.status import Status
from tests import redrawn
from tests.good_day import a_case, ask_for_a_supplement
from tests.moments import at
from tests.office import do, move_clock, person, register, waiting


def waits(office: Office, code: str) -> tuple[Place, ...]:
    """Where a case waits and may be moved to."""
    with office.reading() as session:
        row = session.execute(
            select(Case.id, Case.version_id, CaseState.state, ProcedureVersion.content_hash)
            .join(CaseState, CaseState.case_id == Case.id)
            .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
            .where(Case.code == code)
        ).one()
        version = published.version(session, row.version_id, row.content_hash)
        issued = issued_result(session, row.id)
    return places.places(version, row.state, waiting(office, code), is_issued=issued)


def way(office: Office, code: str, kind: str, to: str) -> str:
    """What a form would send for a place of a case."""
    for place in waits(office, code):
        for each in getattr(place, kind):
            if each.element == to:
                return str(each.value)
    return f"nowhere>{to}"


def send_back(office: Office, login: str, code: str, to: str, reason: str = "Làm sai") -> Case:
    chosen = way(office, code, "back", to)
    with office.transaction() as session:
        return steering.send_back(session, office, person(office, login), code, chosen, reason)


def move_on(office: Office, login: str, code: str, reason: str = "Đã trả lời") -> Case:
    chosen = way(office, code, "on", "")
    with office.transaction() as session:
        return steering.move_on(session, office, person(office, login), code, chosen, reason)


def told(office: Office, kind: str) -> list[tuple[int | None, str]]:
    with office.reading() as session:
        rows = session.execute(
            select(Notice.officer_id, Notice.content).where(Notice.kind == kind).order_by(Notice.id)
        )
        return [(row.officer_id, row.content["step"]) for row in rows]


def holds(office: Office) -> bool:
    jobs.run_due(office)
    return invariants.verify(office) == []


def test_a_case_is_sent_back_to_an_earlier_step_with_its_reason(any_office: Office) -> None:
    code = a_case(any_office, "approve")

    case = send_back(any_office, "binh", code, "appraise", "Thiếu kiểm tra mã ngành")

    (task,) = waiting(any_office, code)
    assert (task.step, task.assignee_id) == ("appraise", person(any_office, "duc").id)
    assert case.status == Status.IN_PROGRESS
    with any_office.reading() as session:
        left = session.scalars(select(Task).where(Task.step == "approve")).one()
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert (left.state, left.completed_by_id) == ("cancelled", person(any_office, "binh").id)
    assert left.completed_at == any_office.now()
    assert (entry.action, entry.reason) == ("send_back", "Thiếu kiểm tra mã ngành")
    assert (entry.details["step"], entry.details["to_step"]) == ("approve", "appraise")
    assert told(any_office, "sent_back") == [(person(any_office, "duc").id, "Thẩm định hồ sơ")]
    assert holds(any_office)


def test_whoever_had_the_step_in_hand_is_told_that_it_ended(any_office: Office) -> None:
    code = a_case(any_office, "appraise")

    send_back(any_office, "hoa", code, "assign_officer")

    assert told(any_office, "task_ended") == [(person(any_office, "duc").id, "Thẩm định hồ sơ")]


def test_the_loser_of_a_race_with_a_move_hears_who_ended_the_step(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    (task,) = waiting(any_office, code)
    send_back(any_office, "hoa", code, "assign_officer")

    with pytest.raises(Conflict, match="Lê Thị Hoa ended this step"), any_office.transaction() as s:
        processing.complete(s, any_office, person(any_office, "duc"), task.id, {})


def test_sent_back_while_the_applicant_was_awaited_the_clock_runs_on(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    ask_for_a_supplement(any_office, code)
    move_clock(any_office, at(17, 8))

    case = send_back(any_office, "hoa", code, "appraise", "Giấy tờ đã có sẵn")

    assert case.status == Status.IN_PROGRESS
    assert case.paused_at is None
    assert case.due is not None
    assert case.original_due is not None
    assert case.due.astimezone(OFFICE_ZONE) == at(20, 17)
    assert case.original_due.astimezone(OFFICE_ZONE) == at(19, 17)
    assert holds(any_office)


def test_sent_back_from_the_counter_the_clock_runs_as_if_it_had_never_stopped(
    any_office: Office,
) -> None:
    code = a_case(any_office, "return_result")
    move_clock(any_office, at(18, 8))

    case = send_back(any_office, "binh", code, "hand_back", "Thiếu dấu giáp lai")

    assert (case.status, case.finished_at) == (Status.IN_PROGRESS, None)
    assert (case.due, case.delivery_status) == (case.original_due, "not_ready")
    with any_office.reading() as session:
        kinds = session.scalars(select(DeadlineEvent.kind).order_by(DeadlineEvent.id)).all()
        last = session.scalars(select(Handoff).order_by(Handoff.id.desc()).limit(1)).one()
    assert list(kinds) == ["promised", "finished", "reopened"]
    assert (last.received, last.reason) == (False, "Thiếu dấu giáp lai")
    assert holds(any_office)
    again = do(any_office, "van", code, "hand_back", {})
    assert (again.status, again.finished_at) == (Status.FINISHED, any_office.now())
    assert holds(any_office)


def test_an_issued_result_is_not_issued_once_more(any_office: Office) -> None:
    code = a_case(any_office, "return_result")

    (place,) = waits(any_office, code)

    assert [each.element for each in place.back] == ["hand_back"]
    with pytest.raises(BadAnswers) as refusal:
        send_back(any_office, "binh", code, "approve")
    assert list(refusal.value.problems) == ["way"]


def test_an_approval_that_is_to_be_given_anew_is_void(any_office: Office) -> None:
    code = a_case(any_office, "number_result")

    case = send_back(any_office, "binh", code, "approve")

    assert case.approver_id is None


def test_a_hand_over_not_yet_confirmed_is_answered_when_the_case_goes_back(
    any_office: Office,
) -> None:
    code = str(register(any_office).code)
    do(any_office, "lan", code, "hand_over", {})

    case = send_back(any_office, "binh", code, "hand_over", "Nhầm phòng")

    with any_office.reading() as session:
        handoff = session.scalars(select(Handoff)).one()
    assert (handoff.received, handoff.reason) == (False, "Nhầm phòng")
    assert case.status == Status.RECEIVED
    do(any_office, "lan", code, "hand_over", {})
    do(any_office, "hoa", code, "receive_case", {"receipt": "received"})
    assert holds(any_office)


def test_a_case_goes_on_past_an_answer_that_never_comes(any_office: Office) -> None:
    code = a_case(any_office, "tax_code")

    move_on(any_office, "hoa", code, reason="Thuế trả lời bằng văn bản 12/CV")

    assert [task.step for task in waiting(any_office, code)] == ["approve"]
    assert [step for _, step in told(any_office, "moved_on")] == ["Phê duyệt kết quả"]
    with any_office.reading() as session:
        case = session.scalars(select(Case)).one()
    assert case.next_timer is None
    assert holds(any_office)


def test_past_a_supplement_that_never_comes_the_clock_runs_on(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    ask_for_a_supplement(any_office, code)

    case = move_on(any_office, "hoa", code)

    assert (case.status, case.paused_at) == (Status.IN_PROGRESS, None)
    assert [task.step for task in waiting(any_office, code)] == ["appraise"]
    assert holds(any_office)


def test_a_case_goes_on_past_an_event_that_nobody_waits_for(any_office: Office) -> None:
    redrawn.publish(any_office, redrawn.A_DAY_OF_REST)
    code = a_case(any_office, "approve")

    move_on(any_office, "an", code)

    assert [task.step for task in waiting(any_office, code)] == ["approve"]
    assert holds(any_office)


@pytest.mark.parametrize("step", ["appraise", "approve", "number_result", "hand_back"])
def test_what_decides_or_issues_is_never_passed_over(any_office: Office, step: str) -> None:
    code = a_case(any_office, step)

    (place,) = waits(any_office, code)

    assert place.on == ()


@pytest.mark.parametrize("step", ["approve", "return_result"])
def test_nothing_is_sent_to_a_step_that_rests_on_the_one_before(
    any_office: Office, step: str
) -> None:
    code = a_case(any_office, step)

    offered = {each.element for place in waits(any_office, code) for each in place.back}

    assert not offered & {"check_papers", "receive_case", "receive_supplement", "return_result"}


def test_a_move_needs_a_reason_and_a_way(any_office: Office) -> None:
    code = a_case(any_office, "approve")

    for chosen, reason in (("x>appraise", "Sai"), (way(any_office, code, "back", "appraise"), "")):
        with pytest.raises(BadAnswers), any_office.transaction() as session:
            steering.send_back(
                session, any_office, person(any_office, "binh"), code, chosen, reason
            )

    assert [task.step for task in waiting(any_office, code)] == ["approve"]


@pytest.mark.parametrize(
    ("login", "refusal"),
    [
        pytest.param("duc", NotAllowed, id="an officer has no right"),
        pytest.param("quan", NotAllowed, id="the partner has no right"),
        pytest.param("my", NotFound, id="another department does not see it"),
    ],
)
def test_a_case_is_moved_by_who_answers_for_it(
    any_office: Office, login: str, refusal: type[Exception]
) -> None:
    code = a_case(any_office, "approve")

    with pytest.raises(refusal):
        send_back(any_office, login, code, "appraise")


def test_an_administrator_moves_a_case_without_seeing_whose_it_is(any_office: Office) -> None:
    code = a_case(any_office, "tax_code")

    with any_office.reading() as session:
        seen = places.overseen(session, person(any_office, "an"), code)
    move_on(any_office, "an", code)

    assert [place.element for place in seen.places] == ["tax_code"]
    assert [task.step for task in waiting(any_office, code)] == ["approve"]


def test_a_closed_case_is_not_moved(any_office: Office) -> None:
    code = a_case(any_office, "approve")
    chosen = way(any_office, code, "back", "appraise")
    with any_office.transaction() as session:
        ending.withdraw_case(session, any_office, person(any_office, "lan"), code, "Đổi ý")

    with pytest.raises(WrongMove), any_office.transaction() as session:
        steering.send_back(session, any_office, person(any_office, "binh"), code, chosen, "Sai")
