"""A case is moved from outside its diagram, and goes on as if it had come that way."""

import random

import pytest

import bpmn
from engine.workflow import CannotMove, NoSuchTask, Progress, define, is_stalled, ways_back, ways_on
from tests.workflow import drawing, elements
from tests.workflow.drawing import chain, diagram, node
from tests.workflow.moving import Moving
from tests.workflow.twins import ANSWERS

ROW = diagram(
    node("startEvent", "began"),
    *(node("userTask", key) for key in ("one", "two", "three")),
    node("endEvent", "ended"),
    chain("began", "one", "two", "three", "ended"),
)


def back(case: Moving, step: str, to: str) -> Progress:
    return case.send_back(_task(case, step), to)


def on(case: Moving, step: str, to: str | None = None) -> Progress:
    return case.move_on(_task(case, step), to)


def _task(case: Moving, step: str) -> str:
    steps = {each.step.id: each.task for each in case.stands.waiting}
    events = {each.element: each.task for each in case.stands.events}
    return {**events, **steps}[step]


def test_a_step_is_sent_back_with_the_values_as_they_are() -> None:
    case = Moving.begin(define(ROW))
    case.complete("one", fee=10)
    case.complete("two", paid=True)
    before = case.stands.waiting[0].task

    moved = back(case, "three", "one")

    assert [each.step.id for each in moved.waiting] == ["one"]
    assert moved.data == {"fee": 10, "paid": True}
    assert moved.waiting[0].task != before
    case.complete("one", fee=20)
    case.complete("two")
    assert case.complete("three").data == {"fee": 20, "paid": True}
    assert case.stands.finished


def test_a_step_may_only_be_sent_back_to_a_step_before_it() -> None:
    case = Moving.begin(define(ROW))
    case.complete("one")

    for to in ("two", "three", "ended", "nowhere"):
        with pytest.raises(CannotMove):
            back(case, "two", to)
    with pytest.raises(NoSuchTask):
        case.send_back("x", "one")
    assert case.steps == ["two"]


def test_the_steps_it_may_be_sent_back_to_are_listed_as_drawn() -> None:
    case = Moving.begin(define(ROW))
    case.complete("one")
    case.complete("two")

    found = ways_back(case.definition, case.stands.state, _task(case, "three"))

    assert [each.id for each in found] == ["one", "two"]


def test_timers_of_a_step_end_with_it_and_start_anew_where_it_goes() -> None:
    case = Moving.begin(define(drawing.reminded_loop()))
    case.wait(hours=2)

    with pytest.raises(CannotMove, match="edge"):
        back(case, "over", "appraise")
    moved = on(case, "appraise", "given_up")

    assert moved.path[-1] == "given_up"
    assert moved.next_timer is None
    assert case.steps == ["explain"]


def test_a_branch_goes_back_within_itself_and_not_before_the_parting() -> None:
    two_branches = diagram(
        node("startEvent", "began"),
        node("userTask", "first"),
        node("parallelGateway", "parted"),
        *(node("userTask", key) for key in ("draft", "check", "tax", "approve")),
        node("parallelGateway", "joined"),
        node("endEvent", "ended"),
        chain("began", "first", "parted", "draft", "check", "joined", "approve", "ended"),
        chain("parted", "tax", "joined"),
    )
    case = Moving.begin(define(two_branches))
    case.complete("first")
    case.complete("draft")

    with pytest.raises(CannotMove, match="come twice to"):
        back(case, "check", "first")
    with pytest.raises(CannotMove, match="wait for ever at “joined”"):
        on(case, "check", "approve")
    back(case, "check", "draft")

    assert case.steps == ["draft", "tax"]
    for step in ("draft", "tax", "check", "approve"):
        case.complete(step)
    assert case.stands.finished


def test_behind_the_join_a_case_goes_back_before_the_parting_and_not_into_a_branch() -> None:
    case = Moving.begin(define(drawing.parallel_loop()))
    case.complete("economy")
    case.complete("tax")

    with pytest.raises(CannotMove, match="for a branch that nobody is on"):
        back(case, "approve", "economy")
    assert ways_back(case.definition, case.stands.state, _task(case, "approve")) == ()


def test_a_branch_that_waits_at_the_join_is_not_asked_for_twice() -> None:
    case = Moving.begin(define(drawing.parallel_loop()))
    case.complete("economy")

    on(case, "tax")

    assert case.steps == ["approve"]
    assert case.stands.path == ("joined",)
    assert case.stands.flows == ("tax__joined", "joined__approve")
    assert case.complete("approve", choice="").finished


def test_a_case_goes_on_past_a_gateway_that_cannot_decide() -> None:
    case = Moving.begin(define(drawing.supplement_loop()))

    with pytest.raises(CannotMove):
        on(case, "appraise", "qualified")
    on(case, "appraise", "issue")

    assert case.steps == ["issue"]
    assert case.stands.choices == ()


def test_a_case_goes_on_past_an_event_that_never_comes() -> None:
    case = Moving.begin(define(drawing.answer_or_silence()))
    case.complete("ask")

    with pytest.raises(CannotMove, match="Several arrows"):
        on(case, "silence")
    on(case, "silence", "remind")

    assert case.steps == ["remind"]
    assert (case.stands.events, case.stands.awaited) == ((), ())


def test_an_event_that_a_case_waits_for_is_sent_back_too() -> None:
    case = Moving.begin(define(drawing.answer_or_silence()))
    case.complete("ask")

    back(case, "answered", "ask")

    assert case.steps == ["ask"]
    assert case.stands.events == ()


def test_a_consultation_goes_back_or_on_as_a_whole() -> None:
    asked = diagram(
        node("startEvent", "began"),
        node("userTask", "prepare"),
        node("userTask", "consult", elements.several("<loopCardinality>3</loopCardinality>")),
        node("userTask", "approve"),
        node("endEvent", "ended"),
        chain("began", "prepare", "consult", "approve", "ended"),
    )
    case = Moving.begin(define(asked))
    case.complete("prepare")
    case.complete("consult", answer="yes")

    back(case, "consult", "prepare")
    again = case.steps
    case.complete("prepare")
    on(case, "consult")

    assert again == ["prepare"]
    assert case.steps == ["approve"]


def test_a_subprocess_is_left_as_a_whole_for_a_step_before_it() -> None:
    inside = elements.within(
        "inside",
        node("parallelGateway", "parted"),
        node("userTask", "draw"),
        node("userTask", "write"),
        node("userTask", "more"),
        node("endEvent", "drawn"),
        chain("inside_began", "parted", "write", "more", "inside_ended"),
        chain("parted", "draw", "drawn"),
    )
    wrapped = diagram(
        node("startEvent", "began"),
        node("userTask", "before"),
        inside,
        node("userTask", "after"),
        node("endEvent", "ended"),
        chain("began", "before", "inside", "after", "ended"),
    )
    case = Moving.begin(define(wrapped))
    case.complete("before")
    case.complete("write")

    within = back(case, "more", "write").waiting
    back(case, "write", "before")

    assert [each.step.id for each in within] == ["draw", "write"]
    assert case.steps == ["before"]
    case.complete("before")
    assert case.steps == ["draw", "write"]
    on(case, "draw", "after")
    assert case.steps == ["after"]
    assert case.complete("after").finished


def test_a_step_inside_another_part_is_no_place_to_go() -> None:
    case = Moving.begin(define(drawing.wrapped_loop()))
    case.complete("appraise", choice="done")

    with pytest.raises(CannotMove, match="another part"):
        back(case, "approve", "appraise")


DIAGRAMS = {
    "supplement": drawing.supplement_loop(),
    "reminded loop": drawing.reminded_loop(),
    "parallel loop": drawing.parallel_loop(),
    "inclusive loop": drawing.inclusive_loop(),
    "wrapped loop": drawing.wrapped_loop(),
    "timed consultation": elements.timed_consultation(),
    "wrapped twice": elements.wrapped_twice(),
    "error": elements.error(),
    "household": bpmn.procedure_files("household_business")["process.bpmn"],
}


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_case_that_was_moved_about_still_comes_to_its_end(name: str) -> None:
    definition = define(DIAGRAMS[name])
    moved = 0

    for walk in range(5):
        chance = random.Random(f"{name} {walk}")
        case = Moving.begin(definition, choice="both")
        for move in range(60):
            if case.stands.finished:
                break
            steps = case.stands.waiting
            # Towards the end nobody meddles any more, so that the case can come to it.
            if steps and move < 25 and chance.random() < 0.4:
                moved += _meddle(case, chance.choice(steps).task, chance)
            elif steps:
                nth = chance.randrange(len(steps))
                late = move > 30
                answers = {key: of[0] if late else chance.choice(of) for key, of in ANSWERS.items()}
                case.complete_nth(nth, answers)
            else:
                case.wait(days=5)
            assert not is_stalled(definition, case.stands.state)
        assert case.stands.finished

    assert moved > 0


def _meddle(case: Moving, task: str, chance: random.Random) -> int:
    earlier = ways_back(case.definition, case.stands.state, task)
    later = ways_on(case.definition, case.stands.state, task)
    if earlier and chance.random() < 0.6:
        case.send_back(task, chance.choice(earlier).id)
    elif later:
        case.move_on(task, chance.choice(later).id)
    return bool(earlier or later)
