"""Who waited for a case sees it as the winner left it, with what the winner added."""

from __future__ import annotations

import threading
import time

from engine.actions import documents, ending, processing
from engine.errors import BadAnswers
from engine.office import Office
from tests.good_day import SCAN, a_case
from tests.office import do, person, register, waiting

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
