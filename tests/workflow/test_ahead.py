"""What lies ahead of a waiting step."""

from __future__ import annotations

import pytest

import bpmn
from engine import workflow
from engine.workflow import Definition, Step, steps_ahead


@pytest.fixture(scope="module")
def household() -> Definition:
    return workflow.define(bpmn.procedure_files("household_business")["process.bpmn"])


def _alike(_step: Step) -> float:
    return 1.0


def ahead(definition: Definition, *waiting: str) -> list[str]:
    return [step.id for step in steps_ahead(definition, waiting, _alike)]


def test_the_way_from_a_step_to_the_end_begins_with_that_step(household: Definition) -> None:
    assert ahead(household, "number_result") == ["number_result", "hand_back", "return_result"]


def test_of_several_waiting_steps_the_longest_way_counts(household: Definition) -> None:
    assert ahead(household, "return_result", "hand_back") == ["hand_back", "return_result"]


def test_each_loop_is_gone_round_once(household: Definition) -> None:
    found = ahead(household, "appraise")

    assert {"tax_code", "approve", "issue_supplement", "receive_supplement"} <= set(found)
    assert len(found) == len(set(found))


def test_an_element_that_is_gone_leads_nowhere(household: Definition) -> None:
    assert ahead(household, "no_such_step") == []
