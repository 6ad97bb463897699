"""Messages are kept until somebody waits for them, and move a case exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import jobs
from engine.actions import messages as messaging
from engine.actions.correspondence import KEPT
from engine.errors import BadAnswers, NotAllowed, NotFound, WrongMove
from engine.models import AuditEntry, Message, MessageWait, Officer
from engine.office import Office
from engine.queries import invariants, messages
from tests import redrawn
from tests.good_day import a_case
from tests.office import do, move_clock, person, waiting

QUESTION, ANSWER = "Hỏi công an", "Công an trả lời"
TAX_CODE = {"tax_code": "0401234567"}


def asked(office: Office) -> str:
    """A case that has asked the police and waits for nothing else."""
    if not _is_redrawn(office):
        redrawn.publish(office, redrawn.ASKS_THE_POLICE)
    code = a_case(office, until="tax_code")
    do(office, "quan", code, "tax_code", TAX_CODE)
    return code


def _is_redrawn(office: Office) -> bool:
    with office.reading() as session:
        return bool(messages.names(session))


def send(office: Office, key: str, name: str = ANSWER, login: str = "an") -> Message:
    with office.transaction() as session:
        return messaging.send(
            session, office, person(office, login), name, key, {"case_code": key, "result": "tốt"}
        )


def steps(office: Office, code: str) -> list[str]:
    return [task.step for task in waiting(office, code)]


def test_a_case_keeps_what_it_sent_and_what_it_waits_for(any_office: Office) -> None:
    code = asked(any_office)

    with any_office.reading() as session:
        sent = session.scalars(select(Message)).one()
        wait = session.scalars(select(MessageWait)).one()

    assert (sent.name, sent.key, sent.payload) == (QUESTION, code, {"case_code": code})
    assert (wait.name, wait.key, wait.element) == (ANSWER, code, "answered")
    assert steps(any_office, code) == []
    assert invariants.verify(any_office) == []


def test_an_answer_moves_its_own_case_and_no_other(any_office: Office) -> None:
    mine, other = asked(any_office), asked(any_office)

    send(any_office, mine)
    jobs.run_due(any_office)

    assert steps(any_office, mine) == ["approve"]
    assert steps(any_office, other) == []
    assert invariants.verify(any_office) == []


def test_an_answer_that_comes_early_is_not_lost(any_office: Office) -> None:
    redrawn.publish(any_office, redrawn.ASKS_THE_POLICE)
    asked(any_office)
    early = a_case(any_office, until="tax_code")
    send(any_office, early)
    jobs.run_due(any_office)
    assert steps(any_office, early) == ["tax_code"]

    do(any_office, "quan", early, "tax_code", TAX_CODE)
    jobs.run_due(any_office)

    assert steps(any_office, early) == ["approve"]


def test_the_same_message_moves_a_case_once(any_office: Office) -> None:
    code = asked(any_office)
    message = send(any_office, code)

    with any_office.transaction() as session:
        first = messaging.deliver(session, any_office, message.id, code)
    with any_office.transaction() as session:
        again = messaging.deliver(session, any_office, message.id, code)

    assert first is not None
    assert again is None
    with any_office.reading() as session:
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.object == code)).all()
    assert actions.count("deliver_message") == 1


def test_a_message_past_its_time_moves_nobody(any_office: Office) -> None:
    redrawn.publish(any_office, redrawn.ASKS_THE_POLICE)
    asked(any_office)
    late = a_case(any_office, until="tax_code")
    send(any_office, late)
    move_clock(any_office, any_office.now() + KEPT + timedelta(days=1))

    do(any_office, "quan", late, "tax_code", TAX_CODE)
    jobs.tick(any_office)

    assert steps(any_office, late) == []
    with any_office.reading() as session:
        kept = messages.unmatched(session, any_office, person(any_office, "an"))
    assert all(line.is_over for line in kept if line.name == ANSWER)


def test_what_nobody_takes_is_closed_with_a_reason(any_office: Office) -> None:
    asked(any_office)
    message = send(any_office, "H32.901-000000-0000")
    administrator = person(any_office, "an")

    with any_office.transaction() as session, pytest.raises(BadAnswers):
        messaging.close(session, any_office, administrator, message.id, " ")
    with any_office.transaction() as session:
        messaging.close(session, any_office, administrator, message.id, "Gửi nhầm")
    with any_office.transaction() as session, pytest.raises(WrongMove):
        messaging.close(session, any_office, administrator, message.id, "Lần nữa")


def test_a_message_of_another_agency_is_not_there_to_close(any_office: Office) -> None:
    asked(any_office)
    message = send(any_office, "H32.901-000000-0000")
    elsewhere = person(any_office, "lan").agency_id
    assert message.agency_id != elsewhere
    with any_office.transaction() as session:
        session.get_one(Officer, person(any_office, "an").id).agency_id = elsewhere

    with any_office.transaction() as session, pytest.raises(NotFound):
        messaging.close(session, any_office, person(any_office, "an"), message.id, "Gửi nhầm")


def test_only_who_mends_says_something_in_an_agencys_name(office: Office) -> None:
    asked(office)
    with pytest.raises(NotAllowed):
        send(office, "x", login="lan")
    with pytest.raises(BadAnswers) as refusal:
        send(office, "x", name="Không ai chờ")
    assert list(refusal.value.problems) == ["name"]


def test_a_worker_that_forgot_a_message_is_found_by_verify(any_office: Office) -> None:
    code = asked(any_office)
    send(any_office, code)
    move_clock(any_office, any_office.now() + timedelta(minutes=6))

    broken = {one.invariant: one.things for one in invariants.verify(any_office)}

    assert broken["I12"] == (f"{ANSWER} ({code})",)
