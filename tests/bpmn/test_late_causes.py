"""The list of causes that ships: whole, honest about its source, with a way for every case."""

from __future__ import annotations

from itertools import product

import bpmn
from engine.rules import late_cause
from engine.rules.late_cause import CauseList, Whose
from engine.rules.toml_table import Mistake
from engine.rules.why_late import Cause


def shipped() -> CauseList:
    mistakes: list[Mistake] = []
    found = late_cause.read(bpmn.LATE_CAUSES_FILE, bpmn.late_causes_content(), mistakes)
    assert mistakes == []
    assert found is not None
    return found


def test_no_two_causes_share_a_key_or_a_name() -> None:
    causes = shipped().causes
    names = [cause.named.to(language) for cause in causes for language in ("vi", "en")]

    assert len({cause.key for cause in causes}) == len(causes)
    assert len(set(names)) == len(names)


def test_the_list_says_that_it_waits_for_an_official_one() -> None:
    assert shipped().source.to("vi").startswith("Danh mục của dự án")
    assert shipped().source.to("en") == "The project's own list, until there is an official one"


def test_everybody_may_be_the_cause_and_only_the_last_wants_words() -> None:
    causes = shipped().causes

    assert {cause.whose for cause in causes} == set(Whose)
    assert [cause.key for cause in causes if cause.wants_note] == ["other"]


def test_whatever_is_computed_in_a_unit_has_a_proposal() -> None:
    in_units = (Cause.TRANSIT, Cause.REWORK, Cause.HANDS, Cause.UNCLAIMED)

    assert {*product(in_units, (True, False)), (Cause.CITIZEN, False)} == set(shipped().proposals)
