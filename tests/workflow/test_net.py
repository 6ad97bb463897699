import pytest

from engine.workflow import diagram
from engine.workflow.net import Found, Scope, Trouble, inside
from tests.workflow import drawing
from tests.workflow.drawing import arrow, chain, node

PARALLEL = Scope(diagram.read(drawing.parallel_loop()), "case")
INCLUSIVE = Scope(diagram.read(drawing.inclusive_loop()), "case")
REMINDED = Scope(diagram.read(drawing.reminded_loop()), "case")


@pytest.mark.parametrize(
    "places",
    [
        pytest.param(["economy", "tax"], id="both branches"),
        pytest.param(["approve"], id="behind the join"),
        pytest.param([], id="nowhere"),
    ],
)
def test_all_ways_on_end_well(places: list[str]) -> None:
    assert PARALLEL.trouble(tuple(inside(place) for place in places)) is None


def test_one_branch_alone_is_stuck_at_the_join() -> None:
    assert PARALLEL.trouble((inside("economy"),)) == Found(Trouble.STUCK, "joined")


def test_a_branch_that_has_arrived_counts() -> None:
    assert PARALLEL.trouble((inside("tax"), "economy__joined")) is None


def test_one_branch_and_the_step_behind_both_come_twice_to_the_same_place() -> None:
    found = PARALLEL.trouble((inside("tax"), inside("approve")))

    assert found is not None
    assert found.trouble is Trouble.DOUBLED


def test_an_inclusive_join_waits_only_for_those_that_come() -> None:
    assert INCLUSIVE.trouble((inside("economy"),)) is None
    assert INCLUSIVE.trouble((inside("economy"), inside("tax"))) is None


def test_an_event_that_interrupts_is_a_way_on_and_one_that_does_not_is_none() -> None:
    assert REMINDED.trouble((inside("appraise"),)) is None
    assert "given_up" in REMINDED.reached("appraise")
    assert "explained" in REMINDED.reached("appraise")


def test_terminating_ends_every_branch() -> None:
    over = "<terminateEventDefinition/>"
    drawn = drawing.diagram(
        node("startEvent", "began"),
        node("parallelGateway", "parted"),
        node("userTask", "one"),
        node("userTask", "two"),
        node("parallelGateway", "joined"),
        node("endEvent", "stopped", over),
        node("endEvent", "ended"),
        chain("began", "parted", "one", "joined", "ended"),
        chain("parted", "two", "stopped"),
        arrow("two", "joined"),
    )
    scope = Scope(diagram.read(drawn), "case")

    assert scope.trouble((inside("stopped"), inside("one"))) is None


def test_many_branches_are_walked_quickly_and_never_for_ever() -> None:
    branches = [f"either_{n}" for n in range(12)]
    drawn = drawing.diagram(
        node("startEvent", "began"),
        node("parallelGateway", "parted"),
        node("parallelGateway", "joined"),
        node("endEvent", "ended"),
        *(
            node("exclusiveGateway", key) + node("exclusiveGateway", f"{key}_met")
            + arrow("parted", key) + arrow(f"{key}_met", "joined")
            + arrow(key, f"{key}_met", key=f"{key}_a") + arrow(key, f"{key}_met", key=f"{key}_b")
            for key in branches
        ),
        chain("began", "parted"),
        chain("joined", "ended"),
    )  # fmt: skip

    scope = Scope(diagram.read(drawn), "case")
    found = scope.trouble((inside("began"),), most=5)

    assert found is not None
    assert found.trouble is Trouble.UNKNOWN
    assert scope.trouble((inside("began"),)) is None
