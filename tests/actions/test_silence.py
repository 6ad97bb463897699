"""Consultations: a clock of their own, and silence that is consent only where a source says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from engine import jobs
from engine.actions import processing, silence
from engine.errors import BadAnswers, DiagramRefused
from engine.models import AuditEntry, Case, LateAnswer, Notice, Task
from engine.office import Office
from engine.queries import case_file, control_slip, invariants
from engine.rules.pause import PauseKind
from tests.consulting import FORM, LAW, SILENT, STATED, let_silence_consent
from tests.good_day import a_case
from tests.moments import at
from tests.office import do, move_clock, person, waiting
from tests.pausing import ADMITTED, REQUEST, pause, resume
from tests.redrawn import publish

ANSWER: Mapping[str, Any] = {"opinion": "disagree", "tax_note": "Chưa nộp lệ phí môn bài"}


def consulted(office: Office) -> str:
    """A case whose tax step began on Monday 16/11 at 8:00 and is due a working day later."""
    let_silence_consent(office)
    return a_case(office, "tax_code")


def the_case(office: Office, code: str) -> Case:
    with office.reading() as session:
        return session.scalars(select(Case).where(Case.code == code)).one()


def test_the_main_clock_runs_on_while_an_agency_is_asked(any_office: Office) -> None:
    code = a_case(any_office, "tax_code")

    case = the_case(any_office, code)
    (asked,) = waiting(any_office, code)

    assert (case.paused_at, case.due) == (None, at(19, 17))
    assert (asked.started_at, asked.due) == (at(16, 8), at(17, 8))
    move_clock(any_office, at(20, 9))
    with any_office.reading() as session:
        found = case_file.case_file(session, any_office, person(any_office, "hoa"), code)
    assert found.head.standing is not None
    assert found.head.standing.is_late
    assert found.progress.waiting[0].late


def test_silence_is_consent_when_its_time_is_over_and_is_nobodys_act(any_office: Office) -> None:
    code = consulted(any_office)
    move_clock(any_office, at(17, 7))
    assert jobs.deem_consents(any_office) == 0

    move_clock(any_office, at(18, 9))
    assert (jobs.deem_consents(any_office), jobs.deem_consents(any_office)) == (1, 0)

    assert [task.step for task in waiting(any_office, code)] == ["approve"]
    with any_office.reading() as session:
        task = session.scalars(select(Task).where(Task.step == "tax_code")).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "deem_consent")).one()
        found = case_file.case_file(session, any_office, person(any_office, "hoa"), code)
        slip = control_slip.control_slip(session, any_office, person(any_office, "hoa"), code)
    assert (task.completed_by_id, task.answers) == (None, {"opinion": "deemed_consent"})
    assert (task.due, task.completed_at) == (at(17, 8), at(18, 9))
    assert datetime.fromisoformat(entry.details["due"]) == at(17, 8)
    assert entry.reason == LAW
    (line,) = [step for step in found.progress.steps if step.step == "tax_code"]
    words = f"coi như đồng ý vì quá hạn trả lời, theo {LAW}"
    assert (line.by, line.deemed_said.to("vi")) == ("", words)
    assert any(words in one for one in slip.deemed)
    assert invariants.verify(any_office) == []


def test_an_answer_in_time_is_the_agencys_own(any_office: Office) -> None:
    code = consulted(any_office)
    move_clock(any_office, at(16, 15))
    do(any_office, "quan", code, "tax_code", ANSWER)

    move_clock(any_office, at(18, 9))

    assert jobs.deem_consents(any_office) == 0
    with any_office.reading() as session:
        task = session.scalars(select(Task).where(Task.step == "tax_code")).one()
    assert task.answers["opinion"] == "disagree"


def test_an_answer_that_comes_afterwards_is_kept_as_late_and_moves_nothing(
    any_office: Office,
) -> None:
    code = consulted(any_office)
    (task,) = waiting(any_office, code)
    move_clock(any_office, at(18, 9))
    jobs.deem_consents(any_office)
    with any_office.transaction() as session:
        processing.complete(session, any_office, person(any_office, "quan"), task.id, ANSWER)

    assert [task.step for task in waiting(any_office, code)] == ["approve"]
    with any_office.reading() as session:
        kept = session.scalars(select(LateAnswer)).one()
        found = case_file.case_file(session, any_office, person(any_office, "hoa"), code)
        told = session.scalars(select(Notice).where(Notice.kind == "late_answer")).all()
    assert (kept.answers["opinion"], kept.at) == ("disagree", at(18, 9))
    (line,) = [step for step in found.progress.steps if step.step == "tax_code"]
    (late,) = line.late_answers
    assert late.by == person(any_office, "quan").name
    assert "Chưa nộp lệ phí môn bài" in [answer.value.name for answer in late.answers]
    assert len(told) == 1
    assert invariants.verify(any_office) == []


def test_a_person_can_not_give_the_answer_of_silence(office: Office) -> None:
    code = consulted(office)

    with pytest.raises(BadAnswers) as refusal:
        do(office, "quan", code, "tax_code", {"opinion": "deemed_consent"})

    assert set(refusal.value.problems) == {"opinion"}


def test_a_procedure_that_does_not_state_it_is_not_published(office: Office) -> None:
    with pytest.raises(DiagramRefused):
        let_silence_consent(office, stated=False)


def test_without_the_statement_silence_completes_nothing(any_office: Office) -> None:
    code = a_case(any_office, "tax_code")
    (asked,) = waiting(any_office, code)
    with any_office.transaction() as session:
        session.get_one(Task, asked.id).silence = "consent"
    move_clock(any_office, at(20, 9))

    assert jobs.deem_consents(any_office) == 0
    assert [task.step for task in waiting(any_office, code)] == ["tax_code"]


def test_while_its_case_is_paused_an_agencys_time_does_not_run(any_office: Office) -> None:
    publish(any_office, SILENT, stated=STATED, facts=ADMITTED, more=FORM)
    code = a_case(any_office, "tax_code")
    asked = pause(any_office, "duc", code, PauseKind.APPLICANT_REQUEST, REQUEST)
    move_clock(any_office, at(18, 9))
    assert jobs.deem_consents(any_office) == 0

    resume(any_office, "duc", code, asked.id)
    assert jobs.deem_consents(any_office) == 0
    move_clock(any_office, at(19, 9))

    assert jobs.deem_consents(any_office) == 1


def test_a_second_clock_finds_it_done(office: Office) -> None:
    code = consulted(office)
    (task,) = waiting(office, code)
    move_clock(office, at(18, 9))

    with office.transaction() as session:
        first = silence.deem_consent(session, office, code, task.id)
    with office.transaction() as session:
        second = silence.deem_consent(session, office, code, task.id)

    assert first is not None
    assert second is None
