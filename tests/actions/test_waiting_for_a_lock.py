"""Who waited for a case sees it as the winner left it, with what the winner added."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from sqlalchemy import select

from engine.actions import documents, ending, pausing, processing, silence
from engine.errors import BadAnswers, WrongMove
from engine.models import LateAnswer
from engine.office import Office
from engine.queries import invariants
from engine.rules.pause import PauseKind
from tests.consulting import let_silence_consent
from tests.good_day import SCAN, a_case
from tests.office import do, move_clock, person, register, waiting
from tests.pausing import DUTY, admit_pauses, pause, resume

# Long enough for the other thread to stand before the lock; correct without it, too.
A_MOMENT = 0.3


def test_a_verb_that_waited_sees_the_step_that_the_winner_opened(any_office: Office) -> None:
    code = str(register(any_office).code)
    clerk = person(any_office, "lan")
    first = waiting(any_office, code)[0]
    refused: list[Exception] = []

    def withdraw() -> None:
        try:
            with any_office.transaction() as session:
                ending.withdraw_case(session, any_office, clerk, code, "Không còn nhu cầu.")
        except Exception as refusal:  # noqa: BLE001  (whatever it is, the test must say it)
            refused.append(refusal)

    other = threading.Thread(target=withdraw)
    with any_office.transaction() as session:
        processing.complete(session, any_office, clerk, first.id, {})
        other.start()
        time.sleep(A_MOMENT)
    other.join()

    assert refused == []
    assert waiting(any_office, code) == []


def test_who_numbers_at_the_same_moment_gets_no_number_twice(any_office: Office) -> None:
    codes = [a_case(any_office, until="number_result") for _ in range(2)]
    registrar = person(any_office, "van")
    refused: list[BadAnswers] = []
    with any_office.transaction() as session:
        scan = documents.store_file(session, any_office, registrar, "quét.pdf", SCAN)
    answers = {"result_number": "07/GCN", "issued_on": "16/11/2026", "sealed_scan": str(scan.id)}

    def number() -> None:
        try:
            do(any_office, "van", codes[1], "number_result", answers)
        except BadAnswers as refusal:
            refused.append(refusal)

    other = threading.Thread(target=number)
    task = waiting(any_office, codes[0])[0]
    with any_office.transaction() as session:
        processing.complete(session, any_office, registrar, task.id, answers)
        other.start()
        time.sleep(A_MOMENT)
    other.join()

    assert [list(refusal.problems) for refusal in refused] == [["result_number"]]
    assert [task.step for task in waiting(any_office, codes[1])] == ["number_result"]


def test_every_act_moves_the_revision_also_within_one_tick(any_office: Office) -> None:
    case = register(any_office)

    moved = do(any_office, "lan", str(case.code), "hand_over", {})

    assert moved.updated_at == case.updated_at
    assert moved.revision == case.revision + 1


def test_two_who_end_a_pause_at_once_end_it_once(any_office: Office) -> None:
    admit_pauses(any_office)
    code = a_case(any_office, until="appraise")
    begun = pause(any_office, "duc", code, PauseKind.FINANCIAL_DUTY, DUTY)
    refused: list[WrongMove] = []

    def end() -> None:
        try:
            resume(any_office, "lan", code, begun.id)
        except WrongMove as refusal:
            refused.append(refusal)

    other = threading.Thread(target=end)
    with any_office.transaction() as session:
        pausing.resume_case(session, any_office, person(any_office, "hoa"), code, begun.id)
        other.start()
        time.sleep(A_MOMENT)
    other.join()

    assert [str(refusal.said) for refusal in refused] == [
        f"This pause is over: {person(any_office, 'hoa').name} ended it, on 08:00 16/11/2026."
    ]
    assert invariants.verify(any_office) == []


def test_an_agency_that_answers_while_silence_is_taken_is_heard_as_late(any_office: Office) -> None:
    let_silence_consent(any_office)
    code = a_case(any_office, until="tax_code")
    (asked,) = waiting(any_office, code)
    partner = person(any_office, "quan")
    move_clock(any_office, any_office.now() + timedelta(days=2))

    def answer() -> None:
        with any_office.transaction() as session:
            processing.complete(session, any_office, partner, asked.id, {"opinion": "disagree"})

    other = threading.Thread(target=answer)
    with any_office.transaction() as session:
        silence.deem_consent(session, any_office, code, asked.id)
        other.start()
        time.sleep(A_MOMENT)
    other.join()

    with any_office.reading() as session:
        late = session.scalars(select(LateAnswer)).one()
    assert late.answers["opinion"] == "disagree"
    assert [task.step for task in waiting(any_office, code)] == ["approve"]
    assert invariants.verify(any_office) == []
