"""The way of a case through its people, and what becomes of two at one step."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engine import jobs
from engine.actions import documents, processing
from engine.demo.scan import sealed_scan
from engine.errors import BadAnswers, Conflict, NotAllowed, NotFound
from engine.models import Case, CaseState, Document, Handoff, Notice
from engine.office import Office
from engine.queries import invariants
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.status import Status
from tests import redrawn
from tests.moments import at
from tests.office import do, move_clock, person, register, waiting

QUALIFIED = {"appraisal": "qualified", "findings": "Hợp lệ", "business_code": "4711"}
SUPPLEMENT = {"appraisal": "supplement", "findings": "Thiếu giấy tờ"}
ASKED = {
    "supplement_items": "Văn bản ủy quyền",
    "supplement_reason": "Thiếu",
    "contact_phone": "0258000901",
}


def with_the_officer(office: Office) -> str:
    """A case that waits for the appraisal of "duc"."""
    code = str(register(office).code)
    do(office, "lan", code, "hand_over", {})
    do(office, "hoa", code, "receive_case", {"receipt": "received"})
    do(office, "hoa", code, "assign_officer", {"officer": "duc"})
    return code


def with_the_leader(office: Office) -> str:
    """A case that waits for approval."""
    code = with_the_officer(office)
    do(office, "duc", code, "appraise", QUALIFIED)
    do(office, "quan", code, "tax_code", {"tax_code": "4212345678"})
    return code


def numbered(office: Office, code: str, number: str = "01/GCN") -> None:
    with office.transaction() as session:
        scan = documents.store_file(
            session, office, person(office, "van"), "kq.pdf", sealed_scan(number)
        )
    today = f"{office.today():%d/%m/%Y}"
    do(office, "van", code, "number_result",
       {"result_number": number, "issued_on": today, "sealed_scan": str(scan.id)})  # fmt: skip


def test_a_good_day_ends_with_the_result_in_the_citizens_hands(any_office: Office) -> None:
    code = with_the_leader(any_office)
    do(any_office, "binh", code, "approve", {"approval": "approved"})
    numbered(any_office, code)
    do(any_office, "van", code, "hand_back", {})
    receiver = {"receiver": "owner", "receiver_name": "Tuyết", "receiver_id": "056085001234"}

    case = do(any_office, "lan", code, "return_result", receiver)

    assert (case.status, case.delivery_status) == (Status.RETURNED, "handed")
    assert case.closed_at is not None
    with any_office.reading() as session:
        handoffs = session.scalars(select(Handoff).order_by(Handoff.id)).all()
        result = session.scalars(select(Document).where(Document.kind == "result")).one()
    assert [handoff.received for handoff in handoffs] == [True, True]
    assert (result.notation, result.signer_id) == ("01/GCN", person(any_office, "binh").id)
    jobs.run_due(any_office)
    assert invariants.verify(any_office) == []


def test_a_supplement_stops_the_clock_until_it_arrives(any_office: Office) -> None:
    code = with_the_officer(any_office)
    do(any_office, "duc", code, "appraise", SUPPLEMENT)
    paused = do(any_office, "hoa", code, "issue_supplement", ASKED)
    assert paused.paused_at is not None
    assert paused.status == Status.SUPPLEMENT_REQUESTED
    move_clock(any_office, at(23, 9))

    resumed = do(
        any_office, "lan", code, "receive_supplement", {"supplement_received": "Đã có ủy quyền"}
    )

    # Paused on the day of reception, so all three days are left: 25, 26 and 27 (24/11 is off).
    assert resumed.due is not None
    assert resumed.due.astimezone(OFFICE_ZONE) == at(27, 17)
    assert resumed.original_due is not None
    assert resumed.original_due.astimezone(OFFICE_ZONE) == at(19, 17)


def test_a_second_supplement_is_refused_at_its_field(any_office: Office) -> None:
    code = with_the_officer(any_office)
    do(any_office, "duc", code, "appraise", SUPPLEMENT)
    do(any_office, "hoa", code, "issue_supplement", ASKED)
    do(any_office, "lan", code, "receive_supplement", {"supplement_received": "Ủy quyền"})

    with pytest.raises(BadAnswers) as refusal:
        do(any_office, "duc", code, "appraise", SUPPLEMENT)

    assert set(refusal.value.problems) == {"appraisal"}
    assert [task.step for task in waiting(any_office, code)] == ["appraise"]


def test_a_hand_over_sent_back_waits_at_the_counter_again(any_office: Office) -> None:
    code = str(register(any_office).code)
    do(any_office, "lan", code, "hand_over", {})

    do(any_office, "hoa", code, "receive_case",
       {"receipt": "sent_back", "send_back_reason": "Nhầm phòng"})  # fmt: skip

    assert [task.step for task in waiting(any_office, code)] == ["hand_over"]
    with any_office.reading() as session:
        handoff = session.scalars(select(Handoff)).one()
    assert (handoff.received, handoff.reason) == (False, "Nhầm phòng")


def test_rework_goes_back_to_the_officer_who_appraised(any_office: Office) -> None:
    code = with_the_leader(any_office)

    do(any_office, "binh", code, "approve", {"approval": "rework", "rework_reason": "Sai mã"})

    (task,) = waiting(any_office, code)
    assert (task.step, task.assignee_id) == ("appraise", person(any_office, "duc").id)


def test_the_loser_of_a_race_hears_who_was_first(any_office: Office) -> None:
    code = str(register(any_office).code)
    (task,) = waiting(any_office, code)
    do(any_office, "lan", code, "hand_over", {})

    with pytest.raises(Conflict) as refusal, any_office.transaction() as session:
        processing.complete(session, any_office, person(any_office, "minh"), task.id, {})

    assert "Nguyễn Thị Lan" in str(refusal.value)
    assert "16/11/2026" in str(refusal.value)


def test_a_step_in_somebodys_hands_is_not_done_by_another(any_office: Office) -> None:
    code = with_the_officer(any_office)
    (task,) = waiting(any_office, code)

    with pytest.raises(Conflict, match="Phạm Văn Đức"), any_office.transaction() as session:
        processing.complete(session, any_office, person(any_office, "tuyet"), task.id, QUALIFIED)


@pytest.mark.parametrize(("login", "refusal"), [("my", NotFound), ("quang", NotAllowed)])
def test_a_step_is_for_its_department_and_for_who_may(
    any_office: Office, login: str, refusal: type[Exception]
) -> None:
    (task,) = waiting(any_office, str(register(any_office).code))

    with pytest.raises(refusal), any_office.transaction() as session:
        processing.complete(session, any_office, person(any_office, login), task.id, {})


def test_a_result_number_is_given_once(any_office: Office) -> None:
    first, second = with_the_leader(any_office), with_the_leader(any_office)
    for code in (first, second):
        do(any_office, "binh", code, "approve", {"approval": "approved"})
    numbered(any_office, first)

    with pytest.raises(BadAnswers) as refusal:
        numbered(any_office, second)

    assert set(refusal.value.problems) == {"result_number"}


def test_a_case_that_waits_for_time_alone_goes_on_when_it_has_come(any_office: Office) -> None:
    redrawn.publish(any_office, redrawn.A_DAY_OF_REST)
    code = with_the_leader(any_office)
    nobody = waiting(any_office, code)
    move_clock(any_office, any_office.now() + timedelta(days=1))

    jobs.fire_due_timers(any_office)

    assert nobody == []
    assert [task.step for task in waiting(any_office, code)] == ["approve"]


def test_each_gateway_is_kept_as_often_as_it_is_passed(any_office: Office) -> None:
    code = with_the_leader(any_office)
    do(any_office, "binh", code, "approve", {"approval": "rework", "rework_reason": "Sai mã"})
    move_clock(any_office, any_office.now() + timedelta(hours=2))

    do(
        any_office,
        "duc",
        code,
        "appraise",
        {"appraisal": "unqualified", "findings": "Thiếu", "unmet": "Sai trụ sở"},
    )

    with any_office.reading() as session:
        path = session.scalars(select(CaseState.path)).one()
    assert [(each["gateway"], each["taken"]) for each in path["choices"]] == [
        ("papers_complete", ["papers_accepted"]),
        ("received", ["case_received"]),
        ("qualified", ["case_qualified"]),
        ("approved", ["result_reworked"]),
        ("qualified", ["case_unqualified"]),
    ]
    assert datetime.fromisoformat(path["choices"][-1]["at"]) == any_office.now()


def test_the_tax_reminder_fires_once_and_interrupts_nobody(any_office: Office) -> None:
    code = with_the_officer(any_office)
    do(any_office, "duc", code, "appraise", QUALIFIED)
    move_clock(any_office, any_office.now() + timedelta(days=7))

    fired = [jobs.fire_due_timers(any_office), jobs.fire_due_timers(any_office)]

    assert fired == [1, 0]
    assert [task.step for task in waiting(any_office, code)] == ["tax_code"]
    with any_office.reading() as session:
        notices = session.scalars(select(Notice)).all()
        case = session.scalars(select(Case)).one()
    assert {notice.department_id for notice in notices} == {
        person(any_office, "quan").department_id,
        person(any_office, "duc").department_id,
    }
    assert case.next_timer is None


@pytest.mark.parametrize("day", ["15/11/2026", "01/01/1900"])
def test_a_supplement_is_not_asked_for_by_a_day_that_is_over(any_office: Office, day: str) -> None:
    code = with_the_officer(any_office)
    do(any_office, "duc", code, "appraise", SUPPLEMENT)

    with pytest.raises(BadAnswers) as refusal:
        do(any_office, "hoa", code, "issue_supplement", {**ASKED, "reply_by": day})

    assert list(refusal.value.problems) == ["reply_by"]
    assert [task.step for task in waiting(any_office, code)] == ["issue_supplement"]


@pytest.mark.parametrize("day", ["15/11/2026", "17/11/2026", "01/01/1900"])
def test_a_result_is_issued_between_its_reception_and_today(any_office: Office, day: str) -> None:
    code = with_the_leader(any_office)
    do(any_office, "binh", code, "approve", {"approval": "approved"})
    with any_office.transaction() as session:
        registrar = person(any_office, "van")
        scan = documents.store_file(session, any_office, registrar, "kq.pdf", sealed_scan("9"))

    with pytest.raises(BadAnswers) as refusal:
        do(any_office, "van", code, "number_result",
           {"result_number": "09/GCN", "issued_on": day, "sealed_scan": str(scan.id)})  # fmt: skip

    assert list(refusal.value.problems) == ["issued_on"]
