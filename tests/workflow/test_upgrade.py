"""A running case goes over to another version of its diagram, or is refused in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from engine.workflow import (
    CannotUpgrade,
    Definition,
    Fit,
    Plan,
    define,
    fire_timers,
    plan_upgrade,
    upgrade,
)
from tests.campaign.upgrades import walk_upgrades
from tests.workflow import drawing, elements
from tests.workflow.drawing import arrow, chain, diagram, node, properties, timer
from tests.workflow.elements import boundary, several, within
from tests.workflow.moving import MONDAY, Moving, working_time

BEGAN, ENDED = node("startEvent", "began"), node("endEvent", "ended")


def row(*steps: str, more: str = "") -> Definition:
    drawn = "".join(node("userTask", step) for step in steps)
    return define(diagram(BEGAN, drawn, more, ENDED, chain("began", *steps, "ended")))


def to(case: Moving, new: Definition, **choices: str) -> Moving:
    at: Any = {"now": case.now, "working_time": working_time}
    return Moving(new, upgrade(case.definition, new, case.stands.state, choices, **at), case.now)


def plan(case: Moving, new: Definition, choices: Mapping[str, str] | None = None) -> Plan:
    at: Any = {"now": case.now, "working_time": working_time}
    return plan_upgrade(case.definition, new, case.stands.state, choices or {}, **at)


def test_a_waiting_step_goes_over_with_its_values_and_its_task() -> None:
    case = Moving.begin(row("one", "two"), fee=10)
    case.complete("one", paid=True)

    moved = to(case, row("one", "two", "three"))

    assert moved.steps == ["two"]
    assert moved.stands.data == {"fee": 10, "paid": True}
    assert moved.stands.waiting[0].task == case.stands.waiting[0].task
    moved.complete("two")
    assert moved.steps == ["three"]
    assert moved.complete("three").finished


def test_a_step_drawn_in_right_behind_the_present_one_is_done() -> None:
    case = Moving.begin(row("one", "two"))

    moved = to(case, row("one", "check", "two"))
    moved.complete("one")

    assert moved.steps == ["check"]


def test_a_step_drawn_in_right_before_the_present_one_is_never_passed_over_in_silence() -> None:
    case, new = Moving.begin(row("one", "two")), row("one", "check", "two")
    case.complete("one")

    (place,) = plan(case, new).places
    with pytest.raises(CannotUpgrade, match="check"):
        to(case, new)

    assert place.fit is Fit.CHOICE
    assert place.candidates == ("two", "check")
    assert to(case, new, two="two").steps == ["two"]
    assert to(case, new, two="check").steps == ["check"]


def test_a_step_drawn_in_beside_the_way_is_no_question() -> None:
    old = define(drawing.supplement_loop())
    new = define(
        drawing.supplement_loop()
        .replace(chain("receive", "to_appraisal").encode(),
                 (node("userTask", "look") + chain("receive", "look", "to_appraisal")).encode())
    )  # fmt: skip
    case = Moving.begin(old)

    moved = to(case, new)
    moved.complete("appraise", appraisal="supplement")
    moved.complete("issue")
    moved.complete("receive")

    assert moved.steps == ["look"]


def test_a_step_that_is_gone_must_be_chosen_another_place() -> None:
    case, new = Moving.begin(row("one", "two")), row("first", "two")

    (place,) = plan(case, new).places
    with pytest.raises(CannotUpgrade):
        to(case, new, one="nowhere")
    moved = to(case, new, one="first")

    assert (place.fit, place.candidates) == (Fit.CHOICE, ("first",))
    assert moved.steps == ["first"]
    assert moved.stands.waiting[0].task != case.stands.waiting[0].task


def test_what_nothing_can_take_the_place_of_is_impossible() -> None:
    case = Moving.begin(define(drawing.answer_or_silence()))
    case.complete("ask")

    found = plan(case, row("ask", "read"))

    assert [(each.element, each.fit) for each in found.places] == [("either", Fit.IMPOSSIBLE)]
    assert found.places[0].why is not None


def test_timers_keep_the_times_they_are_due() -> None:
    case = Moving.begin(define(drawing.late_reminder("2 working_days")))
    case.wait(days=1)

    moved = to(case, define(drawing.late_reminder("5 working_days")))

    assert moved.stands.next_timer == MONDAY + timedelta(days=2)
    assert moved.wait(days=1).path == ("tax_late", "reminded")
    assert moved.complete("tax_code").finished


def test_a_timer_drawn_in_at_an_open_step_begins_to_wait_and_one_taken_away_ends() -> None:
    without = define(
        diagram(BEGAN, node("userTask", "tax_code"), ENDED, chain("began", "tax_code", "ended"))
    )
    reminded = define(drawing.late_reminder("1 working_days"))
    case = Moving.begin(without)
    case.now += timedelta(days=3)

    found = plan(Moving.begin(reminded), without)
    added = to(case, reminded)
    taken_away = to(Moving.begin(reminded), without)

    assert added.stands.next_timer == MONDAY + timedelta(days=4)
    assert added.wait(days=1).path == ("tax_late", "reminded")
    assert added.complete("tax_code").finished
    assert [(each.element, each.to) for each in found.places] == [
        ("tax_code", "tax_code"),
        ("tax_late", None),
    ]
    assert taken_away.stands.events == ()
    assert taken_away.complete("tax_code").finished


def test_branches_and_the_join_that_waits_for_them_go_over() -> None:
    case = Moving.begin(define(drawing.parallel_loop()))
    case.complete("economy", found="yes")
    new = define(drawing.parallel_loop().replace(b'name="approve"', b'name="Sign"'))

    moved = to(case, new)
    moved.complete("tax", paid="yes")

    assert moved.steps == ["approve"]
    assert moved.stands.data == {"found": "yes", "paid": "yes"}
    moved.complete("approve", choice="rework")
    assert moved.steps == ["economy", "tax"]


def test_a_branch_that_has_come_by_an_arrow_that_is_gone_is_refused() -> None:
    case = Moving.begin(define(drawing.parallel_loop()))
    case.complete("economy")
    longer = drawing.parallel_loop().replace(
        chain("economy", "joined").encode(),
        (node("userTask", "more") + chain("economy", "more", "joined")).encode(),
    )

    found = plan(case, define(longer))

    assert "economy" in str(found.problems[0])
    with pytest.raises(CannotUpgrade):
        to(case, define(longer))


def test_places_that_are_right_one_by_one_and_wrong_together_are_refused() -> None:
    case = Moving.begin(row("one", "tax"))
    case.complete("one")

    found = plan(case, define(drawing.parallel_loop()))

    assert not found.is_safe
    assert "wait for ever at “joined”" in str(found.problems[0])


def test_a_consultation_goes_over_with_the_answers_it_has() -> None:
    def asked(*after: str) -> Definition:
        several_times = several("<loopCardinality>3</loopCardinality>")
        steps = "".join(node("userTask", step) for step in after)
        return define(
            diagram(
                BEGAN,
                node("userTask", "consult", several_times),
                steps,
                ENDED,
                chain("began", "consult", *after, "ended"),
            )
        )

    case = Moving.begin(asked("approve"))
    case.complete("consult", answer="yes")

    moved = to(case, asked("check", "approve"))

    assert moved.steps == ["consult", "consult"]
    moved.complete("consult")
    moved.complete("consult")
    assert moved.steps == ["check"]
    one_at_a_time = row("consult", "approve")
    assert [each.fit for each in plan(case, one_at_a_time).places] == [Fit.IMPOSSIBLE]


def test_what_runs_inside_a_subprocess_goes_over_with_it() -> None:
    case = Moving.begin(define(elements.wrapped_twice()))
    case.now += timedelta(hours=3)
    changed = elements.wrapped_twice().replace(
        chain("inner_began", "work", "inner_ended").encode(),
        (node("userTask", "look") + chain("inner_began", "work", "look", "inner_ended")).encode(),
    )

    moved = to(case, define(changed))
    reminded = moved.wait(days=1).path
    moved.complete("work")

    assert moved.stands.events[0].due == MONDAY + timedelta(days=9)
    assert reminded == ("late", "reminded")
    assert moved.steps == ["look"]
    moved.complete("look", choice="done")
    assert moved.stands.finished


def test_each_agency_asked_goes_over_where_it_stands() -> None:
    case = Moving.begin(define(elements.interrupted_consultation()))
    case.complete("answer", said="yes")

    moved = to(case, define(elements.interrupted_consultation().replace(b"P5D", b"P6D")))

    assert moved.steps == ["answer", "answer", "sign"]
    moved.wait(days=5)
    assert moved.steps == ["approve"]


def test_a_reminder_that_is_being_answered_goes_over() -> None:
    case = Moving.begin(define(drawing.reminded_loop()))
    case.wait(hours=2)
    without = diagram(
        BEGAN,
        node("exclusiveGateway", "again"),
        node("userTask", "appraise"),
        boundary("over", "appraise", timer("timeDuration", "P3D")),
        node("userTask", "explain"),
        node("exclusiveGateway", "qualified", default="is_qualified"),
        node("exclusiveGateway", "to_explain", default="not_yet"),
        *(node("endEvent", key) for key in ("explained", "given_up", "ended")),
        chain("began", "again", "appraise", "qualified", "to_explain"),
        arrow("to_explain", "ended", key="not_yet"),
        arrow("to_explain", "explain", "choice == 'explain'"),
        chain("explain", "explained"),
        chain("over", "given_up"),
        arrow("qualified", "to_explain", key="is_qualified"),
        arrow("qualified", "again", "choice == 'rework'"),
    ).replace(chain("qualified", "to_explain").encode(), b"")

    moved = to(case, define(without), explain="explain")

    assert moved.steps == ["appraise", "explain"]
    assert moved.complete("explain").path == ("explain", "explained")
    moved.wait(days=3)
    assert moved.stands.finished


def test_a_case_is_undone_by_keeping_its_bytes() -> None:
    case = Moving.begin(row("one", "two"))
    before = case.stands.state

    to(case, row("one", "check", "two"))
    undone = fire_timers(case.definition, before, now=MONDAY, working_time=working_time)

    assert [each.step.id for each in undone.waiting] == ["one"]


def test_every_reason_is_said_in_vietnamese() -> None:
    case = Moving.begin(row("one", "two"))
    case.complete("one")
    reasons = [
        plan(case, row("one", "check", "two")).places[0].why,
        plan(case, row("one", "three")).places[0].why,
        plan(case, define(drawing.parallel_loop()), {"two": "tax"}).problems[0],
    ]

    for reason in reasons:
        assert reason is not None
        assert reason.to("vi") != reason.to("en")


def test_an_allowance_of_the_office_is_no_reason_to_refuse() -> None:
    case = Moving.begin(row("one"))
    allowed = node("userTask", "one", properties(allowance="1 working_days"))

    moved = to(case, define(diagram(BEGAN, allowed, ENDED, chain("began", "one", "ended"))))

    assert moved.steps == ["one"]


def test_a_subprocess_drawn_around_the_present_step_is_a_question() -> None:
    case = Moving.begin(row("one", "two"))
    around = within("part", node("userTask", "one"), chain("part_began", "one", "part_ended"))
    new = diagram(
        BEGAN, around, node("userTask", "two"), ENDED, chain("began", "part", "two", "ended")
    )

    (place,) = plan(case, define(new)).places

    assert (place.fit, place.candidates) == (Fit.CHOICE, ("two",))


def test_an_edit_elsewhere_changes_nothing_but_what_it_is_about() -> None:
    outcome = walk_upgrades(12, seed=2026)

    assert outcome.different == []
    assert outcome.ended > 20
