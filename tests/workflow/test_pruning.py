"""However long a case goes on, its state stays small and alive."""

import bpmn
from engine.workflow import define, start
from tests.workflow import drawing, elements
from tests.workflow.drawing import arrow, chain, diagram, node, timer
from tests.workflow.elements import boundary, several, within
from tests.workflow.moving import MONDAY, Moving, working_time
from tests.workflow.twins import Twins

LOOP = (
    node("exclusiveGateway", "again")
    + node("userTask", "appraise")
    + node("exclusiveGateway", "qualified", default="is_qualified")
    + chain("again", "appraise", "qualified")
    + arrow("qualified", "again", "choice == 'rework'")
)


def size(case: Moving) -> int:
    return len(case.stands.state)


def test_a_thousand_supplement_rounds_neither_stall_nor_grow() -> None:
    case = Moving.begin(define(drawing.supplement_loop()))
    sizes = []

    for _ in range(1_000):
        case.complete("appraise", appraisal="supplement")
        case.complete("issue")
        case.complete("receive")
        sizes.append(size(case))

    assert sizes[-1] == sizes[1]
    assert case.complete("appraise", appraisal="qualified").finished


def test_six_hundred_rounds_inside_a_subprocess_neither_stall_nor_grow() -> None:
    case = Moving.begin(define(drawing.wrapped_loop()))
    sizes = []

    for _ in range(600):
        case.complete("appraise", choice="rework")
        sizes.append(size(case))

    assert sizes[-1] == sizes[1]
    case.complete("appraise", choice="done")
    assert case.steps == ["approve"]


def test_six_hundred_rounds_of_a_subprocess_inside_a_subprocess_do_not_grow() -> None:
    case = Moving.begin(define(elements.wrapped_twice()))
    sizes = []

    for _ in range(600):
        case.complete("work", choice="rework")
        sizes.append(size(case))

    assert sizes[-1] == sizes[1]
    assert case.complete("work", choice="done").finished


def test_one_branch_may_go_round_while_the_others_wait() -> None:
    beside = diagram(
        node("startEvent", "began"),
        node("parallelGateway", "parted"),
        LOOP,
        *(node("userTask", key) for key in ("tax", "register", "police", "approve")),
        node("parallelGateway", "joined"),
        node("endEvent", "ended"),
        chain("began", "parted", "again"),
        arrow("qualified", "joined", key="is_qualified"),
        chain("parted", "tax", "register", "joined", "approve", "ended"),
        chain("parted", "police", "joined"),
    )
    case = Moving.begin(define(beside))
    case.complete("police", police="asked")
    case.complete("tax", tax="paid")
    sizes = []

    for _ in range(600):
        case.complete("appraise", choice="rework")
        sizes.append(size(case))
    case.complete("register", book=7)
    case.complete("appraise", choice="done")

    assert sizes[-1] == sizes[1]
    assert case.steps == ["approve"]
    assert case.stands.data == {"choice": "done", "tax": "paid", "book": 7, "police": "asked"}


def test_each_agency_of_a_consultation_may_go_round() -> None:
    each = within(
        "consult",
        LOOP,
        chain("consult_began", "again"),
        arrow("qualified", "consult_ended", key="is_qualified"),
        more=several("<loopCardinality>3</loopCardinality>"),
    )
    case = Moving.begin(
        define(
            diagram(
                node("startEvent", "began"),
                each,
                node("endEvent", "ended"),
                chain("began", "consult", "ended"),
            )
        )
    )
    sizes = []

    for _ in range(300):
        case.complete("appraise", choice="rework")
        sizes.append(size(case))

    assert sizes[-1] - sizes[5] < 20
    assert case.steps == ["appraise"] * 3


def test_a_thousand_are_asked_in_turn_without_the_state_growing() -> None:
    again = several("<loopCardinality>1000</loopCardinality>", sequential=True)
    case = Moving.begin(
        define(
            diagram(
                node("startEvent", "began"),
                node("userTask", "ask", again),
                node("endEvent", "ended"),
                chain("began", "ask", "ended"),
            )
        )
    )
    sizes = []

    for _ in range(999):
        case.complete("ask")
        sizes.append(size(case))

    assert sizes[-1] - sizes[1] < 20
    assert case.complete("ask").path == ("ask", "ended")
    assert case.stands.finished


def test_reminders_that_fired_do_not_pile_up() -> None:
    case = Moving.begin(define(drawing.reminded_loop()))
    sizes = []

    for _ in range(30):
        case.wait(hours=2)
        case.complete("explain")
        case.complete("appraise", choice="rework")
        sizes.append(size(case))

    assert sizes[-1] == sizes[5]
    assert case.complete("appraise", choice="done").finished


def test_a_daily_reminder_of_one_long_step_does_not_pile_up() -> None:
    reminded = diagram(
        node("startEvent", "began"),
        node("userTask", "work"),
        boundary("daily", "work", timer("timeCycle", "R/P1D"), interrupts=False),
        node("endEvent", "reminded"),
        node("endEvent", "ended"),
        chain("began", "work", "ended"),
        chain("daily", "reminded"),
    )
    case = Moving.begin(define(reminded))
    sizes = []

    for _ in range(1_100):
        assert case.wait(days=1).path == ("daily", "reminded")
        sizes.append(size(case))

    assert sizes[-1] == sizes[1]
    assert case.complete("work").finished


def test_a_step_whose_reminder_is_over_is_still_broken_off() -> None:
    case = Twins(drawing.reminded_loop())

    case.wait(hours=2)
    case.complete("explain")
    case.wait(days=3)

    assert case.finished
    assert "given_up" in case.saved.stands.path


def test_what_a_branch_that_ended_has_written_is_there_at_the_end() -> None:
    beside = diagram(
        node("startEvent", "began"),
        node("parallelGateway", "parted"),
        node("userTask", "aside"),
        node("endEvent", "aside_ended"),
        LOOP,
        node("endEvent", "ended"),
        chain("began", "parted", "again"),
        arrow("qualified", "ended", key="is_qualified"),
        chain("parted", "aside", "aside_ended"),
    )
    case = Twins(beside)

    case.complete("aside", found="papers")
    case.complete("appraise", choice="rework")
    case.complete("appraise", choice="done")

    assert case.finished
    assert case.saved.stands.data == {"found": "papers", "choice": "done"}


def test_the_state_of_the_shipped_procedure_is_small() -> None:
    content = bpmn.procedure_files("household_business")["process.bpmn"]
    case = Moving.begin(define(content))
    moves = [{"completeness": "complete"}, {}, {"receipt": "received"}, {}]
    sizes = [size(case)]

    for answers in [*moves, *([{"appraisal": "supplement"}, {}, {}] * 600)]:
        case.complete(case.steps[0], **answers)
        sizes.append(size(case))

    assert max(sizes) < 1_500


def test_values_count_for_the_size_and_nothing_else_does() -> None:
    definition = define(drawing.one_step())
    at = {"now": MONDAY, "working_time": working_time}

    empty = start(definition, {}, **at)  # type: ignore[arg-type]  # both are as they should be
    full = start(definition, {"note": "x" * 1_000}, **at)  # type: ignore[arg-type]  # likewise

    assert len(full.state) - len(empty.state) < 1_020
