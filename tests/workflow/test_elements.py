"""Each element of BPMN that runs, loaded as another process would after every move."""

import random

from engine.workflow import define
from tests.workflow import drawing, elements
from tests.workflow.twins import Twins


def test_a_called_process_runs_and_the_caller_goes_on() -> None:
    case = Twins(elements.call_activity())

    case.complete("shared_work", found="yes")
    between = case.steps
    case.complete("shared_more")

    assert between == ["shared_more"]
    assert case.steps == ["after"]
    assert case.saved.stands.data == {"found": "yes"}


def test_a_case_keeps_the_called_process_it_was_started_with() -> None:
    written = elements.call_activity()
    changed = written.replace(b"shared_more", b"shared_else")

    assert define(written).key != define(changed).key


def test_several_are_asked_at_once_and_enough_answers_end_it() -> None:
    case = Twins(drawing.consultation())

    case.complete("consult", choice="go on")
    asked = case.steps
    case.complete("consult", choice="done")

    assert asked == ["consult", "consult"]
    assert case.steps == ["approve"]


def test_several_are_asked_in_turn_and_their_answers_are_gathered() -> None:
    case = Twins(elements.sequential_consultation(), agencies=["tax", "police", "land"])

    case.complete("consult", answer="yes")
    asked = case.steps
    case.complete("consult", answer="yes")
    case.complete("consult", answer="yes")

    assert asked == ["consult"]
    assert case.steps == ["approve"]
    assert case.saved.stands.data["answers"] == ["yes", "yes", "yes"]


def test_one_refusal_ends_asking_in_turn() -> None:
    case = Twins(elements.sequential_consultation(), agencies=["tax", "police", "land"])

    case.complete("consult", answer="no")

    assert case.steps == ["approve"]
    assert case.saved.stands.data["answers"] == ["no"]


def test_nobody_is_asked_when_the_list_is_empty() -> None:
    assert Twins(elements.sequential_consultation(), agencies=[]).steps == ["approve"]


def test_each_agency_asked_has_timers_of_its_own() -> None:
    case = Twins(elements.timed_consultation())

    case.wait(days=1)
    reminded = case.saved.stands.path
    case.complete("answer")
    one_left = [each.element for each in case.saved.stands.events]
    case.wait(days=2)

    assert reminded.count("reminded") == 2
    assert one_left == ["give_up"]
    assert case.steps == ["note"]
    case.complete("note")
    assert case.steps == ["approve"]


def test_a_last_day_ends_all_consultations_wherever_they_are() -> None:
    case = Twins(elements.interrupted_consultation())

    case.complete("answer")
    case.complete("answer")
    case.complete("sign")
    asked = case.steps
    case.wait(days=5)

    assert asked == ["answer", "sign"]
    assert case.steps == ["approve"]
    assert case.saved.stands.events == ()


def test_a_step_is_repeated_while_its_condition_holds_and_no_longer() -> None:
    once, often = Twins(elements.repeated_step()), Twins(elements.repeated_step())

    once.complete("check", choice="done")
    for _ in range(3):
        often.complete("check", choice="rework")
    still = often.steps
    often.complete("check", choice="rework")

    assert once.steps == ["approve"]
    assert still == ["check"]
    assert often.steps == ["approve"]


def test_an_escalation_calls_for_help_without_stopping_the_work() -> None:
    case = Twins(elements.escalation())

    case.complete("write")
    called = case.steps
    case.complete("go_on", choice="done")

    assert called == ["go_on", "help"]
    assert case.steps == ["help"]
    case.complete("help")
    assert case.finished


def test_an_escalation_that_interrupts_takes_the_work_away() -> None:
    case = Twins(elements.escalation())

    case.complete("write")
    case.complete("go_on", choice="rework")

    assert case.steps == ["help", "take_over"]


def test_an_error_takes_the_other_branch_with_it() -> None:
    case = Twins(elements.error())

    case.complete("write", choice="rework")

    assert case.steps == ["apologise"]
    case.complete("apologise")
    assert case.finished


def test_without_the_error_both_branches_are_waited_for() -> None:
    case = Twins(elements.error())

    case.complete("write", choice="done")
    waiting = case.steps
    case.complete("draw")

    assert waiting == ["draw"]
    assert case.steps == ["after"]


def test_terminating_a_subprocess_ends_it_alone_and_terminating_the_case_all() -> None:
    case = Twins(elements.terminate())

    case.complete("in_write")
    inside_over = case.steps
    case.complete("write")

    assert inside_over == ["draw", "write"]
    assert case.finished


def test_a_transaction_that_is_called_off_goes_the_other_way() -> None:
    called_off, done = Twins(elements.transaction()), Twins(elements.transaction())

    called_off.complete("reserve", choice="rework")
    done.complete("reserve", choice="done")
    done.complete("pay")

    assert called_off.steps == ["tell"]
    assert done.steps == ["after"]


def test_a_signal_reaches_everyone_who_waits_for_it() -> None:
    case = Twins(elements.signal())

    case.complete("write")

    assert case.steps == ["hide", "listen"]


def test_a_signal_finds_nobody_at_a_step_that_is_over() -> None:
    case = Twins(elements.signal())

    case.complete("draw")
    case.complete("write")

    assert case.steps == ["listen"]


def test_a_condition_is_noticed_when_a_value_makes_it_true() -> None:
    low, high = Twins(elements.condition()), Twins(elements.condition())

    low.complete("measure", level="low")
    high.complete("measure", level="high")

    assert low.steps == ["draw"]
    assert high.steps == ["hide", "look"]


def test_the_first_of_several_events_wins_and_the_others_are_forgotten() -> None:
    by_message, by_time = Twins(drawing.answer_or_silence()), Twins(drawing.answer_or_silence())
    by_message.complete("ask")
    by_time.complete("ask")

    by_message.deliver("Trả lời", {"answered": True})
    by_time.wait(days=1)

    assert by_message.steps == ["read"]
    assert by_time.steps == ["remind"]
    assert by_message.saved.stands.events == by_time.saved.stands.events == ()


def test_a_loop_in_a_subprocess_keeps_the_timers_inside_and_outside() -> None:
    case = Twins(elements.wrapped_twice())

    case.wait(days=1)
    reminded = case.saved.stands.path
    case.complete("work", choice="rework")
    case.wait(days=1)
    again = case.saved.stands.path
    case.wait(days=7)

    assert reminded == again == ("late", "reminded")
    assert case.steps == ["explain"]


def test_branches_write_their_values_side_by_side() -> None:
    chance = random.Random(3)
    case = Twins(drawing.parallel_loop())

    for step in chance.sample(["economy", "tax"], 2):
        case.complete(step, **{step: f"by {step}"})

    assert case.steps == ["approve"]
    assert case.saved.stands.data == {"economy": "by economy", "tax": "by tax"}
