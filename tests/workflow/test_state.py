import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from engine.rules.expression.times import Months
from engine.workflow import define
from engine.workflow.state import StateUnreadable
from engine.workflow.values import CannotBeKept
from tests.workflow import drawing
from tests.workflow.moving import Moving


def test_a_state_is_read_by_another_process(tmp_path: Path) -> None:
    content = drawing.supplement_loop()
    case = Moving.begin(define(content))
    case.complete("appraise", appraisal="supplement")
    (tmp_path / "diagram").write_bytes(content)
    (tmp_path / "state").write_bytes(case.stands.state)
    other = (
        "import sys, pathlib\n"
        "from engine.workflow import define, fire_timers\n"
        "from tests.workflow.moving import MONDAY, working_time\n"
        "here = pathlib.Path(sys.argv[1])\n"
        "definition = define((here / 'diagram').read_bytes())\n"
        "stands = fire_timers(definition, (here / 'state').read_bytes(), now=MONDAY,\n"
        "                     working_time=working_time)\n"
        "print([each.step.id for each in stands.waiting], stands.data)\n"
    )

    said = subprocess.run(
        [sys.executable, "-c", other, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "['issue'] {'appraisal': 'supplement'}"


def test_a_state_of_another_diagram_is_refused() -> None:
    case = Moving.begin(define(drawing.supplement_loop()))
    case.definition = define(drawing.one_step())

    with pytest.raises(StateUnreadable):
        case.wait()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda state: b"m0" + state[2:],
        lambda state: state[:-1],
        lambda _: b"m1:[1]",
        lambda state: state.replace(b"work", b"else"),
        lambda state: state.replace(b",0,1,", b",99,1,"),
        lambda state: state.replace(b"[[", b"[[["),
    ],
    ids=["empty", "another codec", "cut", "short", "unknown step", "no parent", "nested"],
)
def test_a_damaged_state_is_refused(damage: Callable[[bytes], bytes]) -> None:
    case = Moving.begin(define(drawing.one_step()))
    object.__setattr__(case.stands, "state", damage(case.stands.state))

    with pytest.raises(StateUnreadable):
        case.wait()


def test_values_json_does_not_know_come_back_as_they_were() -> None:
    case = Moving.begin(define(drawing.parallel_loop()))
    kept = {
        "day": date(2026, 11, 23),
        "fee": Decimal("100000.50"),
        "length": timedelta(hours=36, microseconds=1),
        "months": Months(14),
        "pair": (1, "a"),
        "by_number": {1: "a"},
        "dollar": {"$": "date"},
        "yes": True,
        "one": 1,
    }

    case.complete("economy", **kept)
    case.complete("tax")

    assert case.stands.data == kept
    assert case.stands.data["yes"] is True
    assert type(case.stands.data["one"]) is int


@pytest.mark.parametrize(
    "value", [object(), float("nan"), 2**70, {1, 2}, "\ud800"], ids=lambda value: repr(value)[:12]
)
def test_a_value_of_an_unknown_kind_is_refused_when_saving(value: object) -> None:
    case = Moving.begin(define(drawing.supplement_loop()))

    with pytest.raises(CannotBeKept):
        case.complete("appraise", appraisal="supplement", odd=value)


def test_true_does_not_turn_into_one_on_the_way() -> None:
    case = Moving.begin(define(drawing.supplement_loop()), urgent=1)

    case.complete("appraise", appraisal="supplement", urgent=True)

    assert case.wait().data["urgent"] is True
