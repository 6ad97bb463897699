"""The whole of BPMN 2.0, element by element."""

import pytest

from tests.workflow.notation import TABLE, every_element, table
from tests.workflow.notation.shown import Shown, tried

ELEMENTS = {f"{each.group}: {each.name}": each for each in every_element()}


@pytest.mark.parametrize("shown", ELEMENTS.values(), ids=ELEMENTS.keys())
def test_an_element_runs_right_or_is_refused_by_name(shown: Shown) -> None:
    outcome = tried(shown)

    assert outcome.errors == shown.refused
    if not shown.refused:
        assert sorted(outcome.path) == sorted(shown.path)  # branches take turns as they like
        assert outcome.finished == bool(shown.path)
        assert outcome.told == shown.told
        assert bool(outcome.problems) == (not shown.path)


def test_the_table_that_analysts_read_says_what_happens() -> None:
    assert TABLE.read_text(encoding="utf-8") == table()
