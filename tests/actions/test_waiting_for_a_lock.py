"""Who waited for a case sees it as the winner left it, with what the winner added."""

from __future__ import annotations

import threading
import time

from engine.actions import processing, reception
from engine.office import Office
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
                reception.withdraw_case(session, any_office, clerk, code, "Không còn nhu cầu.")
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


def test_every_act_moves_the_revision_also_within_one_tick(any_office: Office) -> None:
    case = register(any_office)

    moved = do(any_office, "lan", str(case.code), "hand_over", {})

    assert moved.updated_at == case.updated_at
    assert moved.revision == case.revision + 1
