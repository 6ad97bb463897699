from collections.abc import Callable

import pytest

from engine.workflow import NobodyWaits, NoSuchTask, cancel, complete, define, is_stalled
from tests.workflow import drawing
from tests.workflow.moving import Moving, working_time

OPEN: dict[str, Callable[[], bytes]] = {
    "a loop": drawing.supplement_loop,
    "two branches": drawing.parallel_loop,
    "inside a subprocess": drawing.wrapped_loop,
    "three at once": drawing.consultation,
    "a step with timers": drawing.reminded_loop,
}


@pytest.mark.parametrize("name", OPEN)
def test_a_cancelled_case_is_over_and_nothing_in_it_waits(name: str) -> None:
    definition = define(OPEN[name]())
    case = Moving.begin(definition, owner="Lan")
    task = case.stands.waiting[0].task

    over = cancel(definition, case.stands.state)

    assert over.finished
    assert (over.waiting, over.events, over.awaited, over.next_timer) == ((), (), (), None)
    assert over.data == {"owner": "Lan"}
    assert not is_stalled(definition, over.state)
    with pytest.raises(NoSuchTask):
        complete(definition, over.state, task, {}, now=case.now, working_time=working_time)


def test_a_cancelled_case_takes_no_message_and_fires_no_timer() -> None:
    definition = define(drawing.answer_or_silence())
    case = Moving.begin(definition)
    case.complete("ask")

    case.stands = cancel(definition, case.stands.state)

    with pytest.raises(NobodyWaits):
        case.deliver("Trả lời", {})
    assert case.wait(days=30).path == ()


def test_a_case_that_is_over_stays_as_it_ended() -> None:
    definition = define(drawing.one_step())
    case = Moving.begin(definition)
    case.complete("work", result="granted")

    over = cancel(definition, case.stands.state)

    assert over.finished
    assert over.data == {"result": "granted"}
