"""Cases that end from outside their diagram: engine, clock, papers and people agree."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine import jobs
from engine.actions import ending
from engine.errors import BadAnswers, NotAllowed, NotFound, WrongMove
from engine.models import Case, CaseState, Document, Handoff, Notice, ProcedureVersion, Task
from engine.office import Office
from engine.queries import invariants, paper, published
from engine.rules.status import Status
from engine.workflow import awaited, is_stalled
from tests.good_day import a_case, ask_for_a_supplement
from tests.office import do, person, register, waiting

LAW = "Khoản 2 Điều 85 Nghị định 168/2025/NĐ-CP"


def stop(
    office: Office, login: str, code: str, reason: str = "Hộ đã giải thể", law: str = LAW
) -> Case:
    with office.transaction() as session:
        return ending.stop_case(session, office, person(office, login), code, reason, law)


def withdraw(office: Office, code: str) -> Case:
    with office.transaction() as session:
        return ending.withdraw_case(session, office, person(office, "lan"), code, "Đổi ý")


def test_a_stopped_case_gets_the_notice_and_its_clock_stands(any_office: Office) -> None:
    code = a_case(any_office, "approve")

    case = stop(any_office, "binh", code)

    assert (case.status, case.outcome) == (Status.STOPPED, "stopped")
    assert (case.closed_at, case.finished_at) == (any_office.now(), any_office.now())
    assert waiting(any_office, code) == []
    jobs.run_due(any_office)
    with any_office.reading() as session:
        notice = session.scalars(select(Document).where(Document.kind == "stop")).one()
        printed = paper.paper_of(session, any_office, notice.id)
    assert notice.signer_id == person(any_office, "binh").id
    assert (printed.withdrawn, printed.reason) == (False, "Hộ đã giải thể")  # type: ignore[attr-defined]  # a StopPaper
    assert printed.legal_basis == (LAW,)  # type: ignore[attr-defined]  # a StopPaper
    assert invariants.verify(any_office) == []


def test_a_case_that_waits_for_its_applicant_is_stopped_when_nothing_comes(
    any_office: Office,
) -> None:
    code = a_case(any_office, "appraise")
    ask_for_a_supplement(any_office, code)

    case = stop(any_office, "hoa", code, "Quá hạn bổ sung")

    assert (case.status, case.paused_at) == (Status.STOPPED, None)
    assert invariants.verify(any_office) == []


@pytest.mark.parametrize("end", [withdraw, lambda office, code: stop(office, "binh", code)],
                         ids=["withdrawn", "stopped"])  # fmt: skip
def test_the_engine_ends_with_the_case_and_says_who_ended_its_steps(
    any_office: Office, end: object
) -> None:
    code = a_case(any_office, "tax_code")

    end(any_office, code)  # type: ignore[operator]  # one of the two above

    with any_office.reading() as session:
        case = session.scalars(select(Case)).one()
        state = session.scalars(select(CaseState.state)).one()
        row = session.scalars(select(ProcedureVersion)).one()
        version = published.version(session, row.id, row.content_hash)
        task = session.scalars(select(Task).where(Task.step == "tax_code")).one()
    assert case.next_timer is None
    assert awaited(version.definition, state) == ()
    assert is_stalled(version.definition, state) is False
    assert (task.state, task.completed_at) == ("cancelled", any_office.now())
    assert task.completed_by_id is not None
    assert invariants.verify(any_office) == []


def test_who_had_a_step_in_hand_is_told_and_an_open_hand_over_is_answered(
    any_office: Office,
) -> None:
    at_work, under_way = a_case(any_office, "appraise"), str(register(any_office).code)
    do(any_office, "lan", under_way, "hand_over", {})

    for code in (at_work, under_way):
        withdraw(any_office, code)

    with any_office.reading() as session:
        told = session.scalars(select(Notice).where(Notice.kind == "task_ended")).one()
        answers = session.scalars(select(Handoff.received).order_by(Handoff.id)).all()
    assert told.officer_id == person(any_office, "duc").id
    assert told.content["name"] == "Đổi ý"
    assert list(answers) == [True, False]


def test_an_issued_result_is_not_stopped(any_office: Office) -> None:
    with pytest.raises(WrongMove, match="already issued"):
        stop(any_office, "binh", a_case(any_office, "hand_back"))


@pytest.mark.parametrize(
    ("reason", "law", "fields"),
    [
        ("", LAW, ["reason"]),
        ("Giải thể", " ", ["legal_basis"]),
        ("", "", ["reason", "legal_basis"]),
    ],
)
def test_stopping_asks_for_the_reason_and_the_law(
    any_office: Office, reason: str, law: str, fields: list[str]
) -> None:
    code = a_case(any_office, "approve")

    with pytest.raises(BadAnswers) as refusal:
        stop(any_office, "binh", code, reason, law)

    assert list(refusal.value.problems) == fields
    assert len(waiting(any_office, code)) == 1


@pytest.mark.parametrize(
    ("login", "refusal"), [("duc", NotAllowed), ("lan", NotAllowed), ("my", NotFound)]
)
def test_a_case_is_stopped_by_the_head_of_who_decides_it(
    any_office: Office, login: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        stop(any_office, login, a_case(any_office, "approve"))
