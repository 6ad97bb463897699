"""The list of official causes: read with every mistake, proposed from by what was computed."""

from __future__ import annotations

from datetime import date

import pytest

from engine.rules import late_cause
from engine.rules.late_cause import CauseList, Whose
from engine.rules.toml_table import Mistake
from engine.rules.why_late import Cause, Elapsed, Share

TODAY = date(2026, 11, 25)
LIST = """
source = "Danh mục của tỉnh"

[[causes]]
key = "overload"
name = "Quá tải"
name_en = "Overload"
whose = "office"

[[causes]]
key = "away"
name = "Lãnh đạo vắng"
whose = "office"
ended = 2026-11-24

[[proposals]]
computed = "hands"
cause = "overload"

[[proposals]]
computed = "unclaimed"
cause = "away"
"""


def read(text: str = LIST) -> tuple[CauseList, list[tuple[str, str]]]:
    mistakes: list[Mistake] = []
    found = late_cause.read("late_causes.toml", text.encode(), mistakes)
    assert found is not None
    return found, [(mistake.key, str(mistake.said)) for mistake in mistakes]


def test_a_list_is_read_in_its_order_and_speaks_both_languages() -> None:
    found, mistakes = read()

    assert mistakes == []
    assert [cause.key for cause in found.causes] == ["overload", "away"]
    assert found.causes[0].named.to("en") == "Overload"
    assert found.causes[1].named.to("en") == "Lãnh đạo vắng"
    assert found.causes[0].whose is Whose.OFFICE


def test_an_ended_cause_is_neither_offered_nor_proposed_but_keeps_its_name() -> None:
    found, _ = read()

    assert [cause.key for cause in found.offered(TODAY)] == ["overload"]
    assert [cause.key for cause in found.offered(date(2026, 11, 24))] == ["overload", "away"]
    assert found.proposed(Cause.UNCLAIMED, elsewhere=False, day=TODAY) is None
    assert str(found.called("away")) == "Lãnh đạo vắng"
    assert str(found.called("lost")) == "lost"


def test_time_at_another_agency_proposes_a_cause_of_its_own_or_none() -> None:
    found, _ = read()

    here = found.proposed(Cause.HANDS, elsewhere=False, day=TODAY)

    assert here is not None
    assert here.key == "overload"
    assert found.proposed(Cause.HANDS, elsewhere=True, day=TODAY) is None


def test_the_largest_time_that_counted_made_the_case_late() -> None:
    applicant, desk = Share(Cause.CITIZEN, "", 4_000), Share(Cause.HANDS, "H32.901.2", 900)

    assert late_cause.computed(Elapsed((applicant, desk), 4_900, 0)) == desk
    assert late_cause.computed(Elapsed((applicant,), 4_000, 0)) == applicant
    assert late_cause.computed(Elapsed((), 0, 0)) is None


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        pytest.param(
            ('key = "away"', 'key = "overload"'),
            ("causes[2].key", "The key “overload” is there twice; keys are never reused."),
            id="a key twice",
        ),
        pytest.param(
            ('whose = "office"', 'whose = "nobody"'),
            (
                "causes[1].whose",
                "Choose one of: office, applicant, other_agency, force_majeure, system, other.",
            ),
            id="nobody's doing",
        ),
        pytest.param(
            ('name = "Quá tải"', "name = 7"),
            ("causes[1].name", "This must be a text."),
            id="a name that is none",
        ),
        pytest.param(
            ('cause = "overload"', 'cause = "gone"'),
            ("proposals[1].cause", "The list has no cause “gone”."),
            id="a proposal of nothing",
        ),
        pytest.param(
            ('computed = "hands"', 'computed = "feet"'),
            (
                "proposals[1].computed",
                "Choose one of: citizen, transit, rework, hands, unclaimed, unknown.",
            ),
            id="a proposal for nothing",
        ),
        pytest.param(
            ("ended = 2026-11-24", 'ended = "soon"'),
            ("causes[2].ended", "This must be a day, such as 2025-07-01."),
            id="an end that is no day",
        ),
        pytest.param(
            ("ended =", "endet ="),
            ("causes[2].endet", "Nothing of this name is known here."),
            id="a misspelt word",
        ),
        pytest.param(
            ('key = "away"', f'key = "{"a" * 41}"'),
            ("causes[2].key", "A key has at most 40 letters."),
            id="a key too long to be kept",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(
    change: tuple[str, str], mistake: tuple[str, str]
) -> None:
    _, mistakes = read(LIST.replace(*change))

    assert mistake in mistakes


def test_an_empty_list_is_none() -> None:
    _, mistakes = read('source = "Danh mục"')

    assert mistakes == [("causes", "At least one cause is needed.")]
