"""Clocks stopped from outside the diagram: who may, for what, and what it makes of the dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import jobs
from engine.actions import documents, ending, pausing
from engine.errors import BadAnswers, Conflict, NotAllowed, NotFound, WrongMove
from engine.models import Attachment, AuditEntry, Case, DeadlineEvent, Pause, Task
from engine.office import MovedClock, Office
from engine.queries import case_file, explanation, invariants, pauses
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.pause import PauseKind
from engine.rules.pause_request import FORMS
from engine.rules.standing import Verdict
from engine.rules.status import Status
from tests.actions.test_calendars import STORM, announce
from tests.good_day import a_case, ask_for_a_supplement, bring
from tests.office import do, move_clock, person, waiting
from tests.pausing import (
    ADMITTED,
    DRAWN_DUTY,
    DUTY,
    DUTY_FORMS,
    EXCLUDED,
    REQUEST,
    admit_pauses,
    pause,
    resume,
)
from tests.redrawn import publish

FINANCIAL, REQUESTED, BY_LAW = (
    PauseKind.FINANCIAL_DUTY,
    PauseKind.APPLICANT_REQUEST,
    PauseKind.EXCLUDED,
)


def at(text: str) -> datetime:
    return datetime.strptime(f"{text}/2026", "%H:%M %d/%m/%Y").replace(tzinfo=OFFICE_ZONE)


def a_case_in_hand(office: Office) -> str:
    """A case received on Monday 16/11 at 8:00, due on Thursday 19/11 at 17:00, being appraised."""
    admit_pauses(office)
    return a_case(office, "appraise")


def the_case(office: Office, code: str) -> Case:
    with office.reading() as session:
        return session.scalars(select(Case).where(Case.code == code)).one()


def the_task(office: Office, code: str, step: str) -> Task:
    return next(task for task in waiting(office, code) if task.step == step)


def test_a_financial_duty_stops_the_clock_and_its_payment_moves_the_date(
    any_office: Office,
) -> None:
    code = a_case_in_hand(any_office)

    begun = pause(any_office, "duc", code, FINANCIAL, DUTY)

    paused = the_case(any_office, code)
    assert (paused.status, paused.paused_at) == (Status.FINANCIAL_DUTY, at("8:00 16/11"))
    assert (begun.document_no, begun.amount, begun.payer) == (
        "12/TB-CCT", 2_500_000, "Nguyễn Thị Ánh Tuyết",
    )  # fmt: skip
    move_clock(any_office, at("9:00 20/11"))
    case = resume(any_office, "lan", code, begun.id)
    assert (case.status, case.paused_at) == (Status.IN_PROGRESS, None)
    assert case.due == at("17:00 26/11")  # three working days after the 20th; the 24th is a holiday
    with any_office.reading() as session:
        ended = session.get_one(Pause, begun.id)
        events = session.scalars(select(DeadlineEvent.kind).order_by(DeadlineEvent.id)).all()
        acts = {entry.action: entry for entry in session.scalars(select(AuditEntry))}
    assert ended.ended_by_id == person(any_office, "lan").id
    assert list(events) == ["promised", "paused", "resumed"]
    assert acts["pause"].details["paper"] == "12/TB-CCT"
    assert acts["pause"].reason == "Lệ phí trước bạ"
    assert acts["resume"].details["kind"] == "financial_duty"
    assert invariants.verify(any_office) == []


def test_a_request_to_wait_and_time_excluded_by_law_leave_the_status(any_office: Office) -> None:
    code = a_case_in_hand(any_office)

    pause(any_office, "lan", code, REQUESTED, REQUEST)
    pause(any_office, "hoa", code, BY_LAW, EXCLUDED)

    case = the_case(any_office, code)
    assert (case.status, case.paused_at) == (Status.IN_PROGRESS, at("8:00 16/11"))
    assert invariants.verify(any_office) == []


def test_the_clock_runs_on_when_the_last_of_overlapping_pauses_ends(any_office: Office) -> None:
    code = a_case_in_hand(any_office)
    duty = pause(any_office, "duc", code, FINANCIAL, DUTY)
    move_clock(any_office, at("8:00 17/11"))
    asked = pause(any_office, "lan", code, REQUESTED, REQUEST)

    move_clock(any_office, at("8:00 18/11"))
    first = resume(any_office, "duc", code, duty.id)
    assert (first.status, first.paused_at) == (Status.IN_PROGRESS, at("8:00 16/11"))
    move_clock(any_office, at("9:00 20/11"))
    last = resume(any_office, "lan", code, asked.id)

    assert (last.paused_at, last.due) == (None, at("17:00 26/11"))
    with any_office.reading() as session:
        kinds = session.scalars(select(DeadlineEvent.kind).order_by(DeadlineEvent.id)).all()
        told = explanation.of_case(session, any_office, last)
    assert list(kinds) == ["promised", "paused", "paused", "pause_ended", "resumed"]
    assert told is not None
    assert told.due == last.due
    words = " ".join(reason.said.to("en") for reason in told.reasons)
    assert "financial duty, notice 12/TB-CCT" in words
    assert "the applicant's request no. 1" in words
    assert invariants.verify(any_office) == []


@pytest.mark.parametrize(
    ("kind", "login", "asked", "again"),
    [
        (REQUESTED, "lan", REQUEST, {**REQUEST, "pause_reason": "Chờ thêm"}),
        (FINANCIAL, "duc", DUTY, {**DUTY, "amount": "3.000.000"}),
        (BY_LAW, "hoa", EXCLUDED, {**EXCLUDED, "until": "19/11/2026"}),
    ],
    ids=["a request", "the same notice", "the same law"],
)
def test_what_stops_the_clock_already_is_not_noted_a_second_time(
    any_office: Office,
    kind: PauseKind,
    login: str,
    asked: Mapping[str, Any],
    again: Mapping[str, Any],
) -> None:
    code = a_case_in_hand(any_office)
    noted = pause(any_office, login, code, kind, asked)

    with pytest.raises(Conflict) as refusal:
        pause(any_office, login, code, kind, again)

    assert person(any_office, login).name in str(refusal.value)
    resumed = resume(any_office, login if kind != FINANCIAL else "lan", code, noted.id)
    assert resumed.paused_at is None
    pause(any_office, login, code, kind, again)


def test_two_duties_by_two_notices_last_together(any_office: Office) -> None:
    code = a_case_in_hand(any_office)
    first = pause(any_office, "duc", code, FINANCIAL, DUTY)
    pause(any_office, "duc", code, FINANCIAL, {**DUTY, "document_no": "13/TB-CCT"})

    assert resume(any_office, "lan", code, first.id).paused_at is not None


def test_a_supplement_and_a_financial_duty_overlap_and_the_last_that_lasts_is_shown(
    any_office: Office,
) -> None:
    code = a_case_in_hand(any_office)
    duty = pause(any_office, "duc", code, FINANCIAL, DUTY)
    ask_for_a_supplement(any_office, code)
    assert the_case(any_office, code).status == Status.SUPPLEMENT_REQUESTED

    move_clock(any_office, at("9:00 17/11"))
    do(any_office, "lan", code, "receive_supplement", {"supplement_received": "Ủy quyền"})

    still = the_case(any_office, code)
    assert (still.status, still.paused_at) == (Status.FINANCIAL_DUTY, at("8:00 16/11"))
    move_clock(any_office, at("9:00 18/11"))
    case = resume(any_office, "lan", code, duty.id)
    assert (case.status, case.due) == (Status.IN_PROGRESS, at("17:00 23/11"))
    assert invariants.verify(any_office) == []


def test_time_excluded_by_law_ends_with_its_day_however_late_the_clock_comes(
    any_office: Office,
) -> None:
    code = a_case_in_hand(any_office)
    pause(any_office, "hoa", code, BY_LAW, EXCLUDED)
    move_clock(any_office, at("16:00 18/11"))
    assert jobs.end_excluded_time(any_office) == 0

    move_clock(any_office, at("9:00 23/11"))
    assert (jobs.end_excluded_time(any_office), jobs.end_excluded_time(any_office)) == (1, 0)

    case = the_case(any_office, code)
    with any_office.reading() as session:
        ended = session.scalars(select(Pause)).one()
    assert (ended.ended_at, ended.end_noted_at) == (at("17:00 18/11"), at("9:00 23/11"))
    assert (case.paused_at, case.due) == (None, at("17:00 23/11"))
    assert invariants.verify(any_office) == []


def test_a_step_that_waits_while_its_case_is_paused_is_not_late_and_gets_the_time_back(
    any_office: Office,
) -> None:
    code = a_case_in_hand(any_office)
    before = the_task(any_office, code, "appraise").due
    assert before is not None
    asked = pause(any_office, "duc", code, REQUESTED, REQUEST)
    move_clock(any_office, at("8:00 18/11"))
    with any_office.reading() as session:
        found = case_file.case_file(session, any_office, person(any_office, "duc"), code)
    (step,) = found.progress.waiting
    assert step.standing is not None
    assert step.standing.verdict is Verdict.PAUSED
    assert not step.late

    resume(any_office, "duc", code, asked.id)

    assert the_task(any_office, code, "appraise").due == before + timedelta(days=2)


def test_a_step_done_while_its_case_is_paused_is_judged_without_the_pause(
    any_office: Office,
) -> None:
    code = a_case_in_hand(any_office)
    pause(any_office, "duc", code, REQUESTED, REQUEST)
    move_clock(any_office, at("8:00 18/11"))

    bring(any_office, code, "tax_code", since="appraise")

    with any_office.reading() as session:
        done = session.scalars(select(Task).where(Task.step == "appraise")).one()
    assert done.due is not None
    assert done.completed_at is not None
    assert done.completed_at <= done.due


def test_a_case_that_ends_while_it_is_paused_is_not_late_for_the_pause(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    ask_for_a_supplement(any_office, code)
    move_clock(any_office, at("9:00 30/11"))

    with any_office.transaction() as session:
        ending.stop_case(
            session, any_office, person(any_office, "hoa"), code, "Quá hạn bổ sung", "Điều 9"
        )

    with any_office.reading() as session:
        found = case_file.case_file(session, any_office, person(any_office, "binh"), code)
    assert found.head.standing is not None
    assert not found.head.standing.is_late
    assert invariants.verify(any_office) == []


def test_a_pause_of_a_moment_moves_nothing(any_office: Office) -> None:
    code = a_case_in_hand(any_office)
    before = the_case(any_office, code).due
    asked = pause(any_office, "duc", code, REQUESTED, REQUEST)

    move_clock(any_office, at("15:00 16/11"))
    case = resume(any_office, "duc", code, asked.id)

    assert case.due == before


def test_the_date_that_is_shown_is_the_date_that_comes(any_office: Office) -> None:
    code = a_case_in_hand(any_office)
    with any_office.reading() as session:
        told = pauses.counted(session, any_office, the_case(any_office, code))
    assert told is not None
    shown = {line.day: line.due for line in told.if_begun(REQUESTED, told.days_ahead())}

    asked = pause(any_office, "duc", code, REQUESTED, REQUEST)
    move_clock(any_office, at("10:00 23/11"))
    with any_office.reading() as session:
        clock = case_file.case_file(session, any_office, person(any_office, "duc"), code).clock
    case = resume(any_office, "duc", code, asked.id)

    (line,) = clock.pauses
    assert line.if_ended is not None
    assert shown[at("0:00 23/11").date()] == line.if_ended.due == case.due == at("17:00 27/11")


NEEDED = {field.key for field in FORMS[FINANCIAL].fields if field.required}
REFUSED: Mapping[str, tuple[str, PauseKind, Mapping[str, Any], set[str]]] = {
    "no notice": (
        "duc",
        FINANCIAL,
        {},
        NEEDED,
    ),
    "a day that is over": ("duc", FINANCIAL, {**DUTY, "until": "15/11/2026"}, {"until"}),
    "a day of another age": ("duc", FINANCIAL, {**DUTY, "until": "15/11/2999"}, {"until"}),
    "no amount": ("duc", FINANCIAL, {**DUTY, "amount": "0"}, {"amount"}),
    "no law": ("hoa", BY_LAW, {**EXCLUDED, "legal_basis": " "}, {"legal_basis"}),
    "it ends before it begins": ("hoa", BY_LAW, {**EXCLUDED, "until": "13/11/2026"}, {"until"}),
    "asked tomorrow": ("lan", REQUESTED, {**REQUEST, "dated": "17/11/2026"}, {"dated"}),
    "asked before": ("lan", REQUESTED, {**REQUEST, "dated": "13/11/2026"}, {"dated"}),
    "a start of one's own": ("lan", REQUESTED, {**REQUEST, "from": "10/11/2026"}, {"from"}),
    "somebody else's file": ("lan", REQUESTED, {**REQUEST, "file": "999"}, {"file"}),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_is_not_stated_right_is_refused_at_its_field(office: Office, how: str) -> None:
    code = a_case_in_hand(office)
    login, kind, typed, fields = REFUSED[how]

    with pytest.raises(BadAnswers) as refusal:
        pause(office, login, code, kind, typed)

    assert set(refusal.value.problems) == fields
    assert the_case(office, code).paused_at is None


@pytest.mark.parametrize(
    ("login", "kind", "typed"),
    [("lan", FINANCIAL, DUTY), ("duc", BY_LAW, EXCLUDED), ("quan", REQUESTED, REQUEST)],
    ids=["a duty by the counter", "a law by an officer", "a request by a partner"],
)
def test_who_has_no_right_stops_no_clock(
    office: Office, login: str, kind: PauseKind, typed: Mapping[str, Any]
) -> None:
    code = a_case_in_hand(office)

    with pytest.raises(NotAllowed):
        pause(office, login, code, kind, typed)


def test_a_procedure_that_admits_no_such_pause_says_so(office: Office) -> None:
    code = a_case(office, "appraise")

    with pytest.raises(WrongMove, match="Household business registration") as refusal:
        pause(office, "duc", code, FINANCIAL, DUTY)

    assert "Đăng ký thành lập hộ kinh doanh" in refusal.value.said.to("vi")


def test_a_pause_is_ended_once_and_by_its_own_case(office: Office) -> None:
    code, other = a_case_in_hand(office), a_case(office, "appraise")
    asked = pause(office, "duc", code, REQUESTED, REQUEST)

    with pytest.raises(NotFound):
        resume(office, "duc", other, asked.id)
    resume(office, "duc", code, asked.id)
    with pytest.raises(WrongMove, match="ended it, on 08:00 16/11/2026"):
        resume(office, "duc", code, asked.id)


def test_a_supplement_ends_with_its_step_only(office: Office) -> None:
    code = a_case(office, "appraise")
    ask_for_a_supplement(office, code)
    with office.reading() as session:
        asked = session.scalars(select(Pause)).one()

    with pytest.raises(WrongMove, match="ends with the step"):
        resume(office, "hoa", code, asked.id)
    with pytest.raises(WrongMove, match="asked for by a step"):
        pause(office, "hoa", code, PauseKind.SUPPLEMENT, {})


def test_a_result_does_not_leave_while_a_duty_is_owed(office: Office) -> None:
    admit_pauses(office)
    code = a_case(office, "hand_back")
    pause(office, "hoa", code, FINANCIAL, DUTY)

    with pytest.raises(WrongMove, match="Financial duty requested"):
        do(office, "van", code, "hand_back", {})


def test_a_finished_clock_is_not_stopped(office: Office) -> None:
    admit_pauses(office)
    code = a_case(office, "return_result")

    with pytest.raises(WrongMove, match="does not run any more"):
        pause(office, "lan", code, REQUESTED, REQUEST)


def test_a_request_keeps_its_file(office: Office) -> None:
    code = a_case_in_hand(office)
    with office.transaction() as session:
        lan = person(office, "lan")
        stored = documents.store_file(session, office, lan, "đơn.pdf", b"%PDF-1.4\n%%EOF\n")
        typed = {**REQUEST, "file": str(stored.id)}
        pausing.pause_case(session, office, lan, code, REQUESTED, typed)

    with office.reading() as session:
        kept = session.scalars(select(Attachment).where(Attachment.file_id == stored.id)).one()
    assert kept.title == "Đề nghị của người nộp"


def test_a_pause_that_was_noted_otherwise_breaks_the_deadline(any_office: Office) -> None:
    code = a_case_in_hand(any_office)
    duty = pause(any_office, "duc", code, FINANCIAL, DUTY)
    asked = pause(any_office, "lan", code, REQUESTED, REQUEST)
    move_clock(any_office, at("9:00 18/11"))
    resume(any_office, "duc", code, duty.id)
    move_clock(any_office, at("9:00 20/11"))
    resume(any_office, "lan", code, asked.id)
    assert invariants.verify(any_office) == []

    with any_office.transaction() as session:
        session.get_one(Pause, asked.id).ended_at = at("9:00 17/11")

    broken = {one.invariant: one.things for one in invariants.verify(any_office)}
    assert broken == {"I11": (code,)}


def test_a_drawn_duty_stops_the_clock_and_is_not_offered_beside_its_step(
    any_office: Office,
) -> None:
    publish(any_office, DRAWN_DUTY, facts=ADMITTED, more=DUTY_FORMS)
    code = a_case(any_office, "appraise")
    do(any_office, "duc", code, "appraise", {"appraisal": "supplement", "findings": "Thuế"})
    with pytest.raises(WrongMove, match="begun by the step"):
        pause(any_office, "duc", code, FINANCIAL, DUTY)

    do(any_office, "duc", code, "issue_supplement", DUTY)

    assert the_case(any_office, code).status == Status.FINANCIAL_DUTY
    with any_office.reading() as session:
        begun = session.scalars(select(Pause)).one()
    assert (begun.document_no, begun.amount) == ("12/TB-CCT", 2_500_000)
    with pytest.raises(WrongMove, match="ends with the step"):
        resume(any_office, "duc", code, begun.id)
    move_clock(any_office, at("9:00 18/11"))
    case = do(any_office, "lan", code, "receive_supplement", {"receipt_no": "0001"})
    assert (case.status, case.paused_at, case.due) == (
        Status.IN_PROGRESS, None, at("17:00 23/11"),
    )  # fmt: skip
    assert invariants.verify(any_office) == []


def test_a_clock_that_is_set_back_a_moment_breaks_no_deadline(any_office: Office) -> None:
    code = a_case_in_hand(any_office)
    move_clock(any_office, at("8:00 18/11"))
    noted = pause(any_office, "lan", code, REQUESTED, {**REQUEST, "dated": "18/11/2026"})
    clock = any_office.clock
    assert isinstance(clock, MovedClock)

    clock.at -= timedelta(seconds=20)
    resume(any_office, "lan", code, noted.id)
    clock.at -= timedelta(seconds=20)
    announce(any_office, STORM)
    jobs.run_due(any_office)

    with any_office.reading() as session:
        told = explanation.of_case(session, any_office, the_case(any_office, code))
    assert told is not None
    assert told.due == the_case(any_office, code).due == at("17:00 20/11")
    assert invariants.verify(any_office) == []
