"""Reading a procedure's folder: whole, or refused with every mistake named."""

from collections.abc import Mapping
from datetime import time

import pytest

import bpmn
from engine.rules import letter, procedure
from engine.rules.extension import ExtensionRule
from engine.rules.letter import LetterNotFilled
from engine.rules.procedure import BadProcedure

FILES = bpmn.procedure_files("household_business")


def changed(file: str, *changes: tuple[str, str]) -> dict[str, bytes]:
    """The shipped folder with some words of one file replaced."""
    text = FILES[file].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return {**FILES, file: text.encode()}


def without_extensions() -> dict[str, bytes]:
    """The shipped folder, silent about putting a case off."""
    text = FILES["procedure.toml"].decode()
    start, end = text.index("[extensions]"), text.index("# The entry names these amounts")
    return {**FILES, "procedure.toml": (text[:start] + text[end:]).encode()}


def problems(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    with pytest.raises(BadProcedure) as refusal:
        procedure.read(files)
    return [(one.file, one.key) for one in refusal.value.problems]


def test_the_ruling_term_goes_on_after_a_supplement_as_the_procedure_says() -> None:
    restarting = changed(
        "procedure.toml", ('[resume]\nruns = "domain_notes"', '[resume]\nruns = "decree_61_2018"')
    )

    assert procedure.read(FILES).ruling_term.resume == "continue"
    assert procedure.read(restarting).ruling_term.resume == "restart"


FACTS_OF_TIME = """
[cutoff]
runs = "domain_notes"
[cutoff.stated.domain_notes]
hour = "15:00"
confirmed = false

[pause_day]
runs = "domain_notes"
[pause_day.stated.domain_notes]
consumed = true
confirmed = false

# The entry names these amounts"""


def test_a_cut_off_and_a_used_up_pause_day_are_stated_with_their_source() -> None:
    found = procedure.read(
        changed("procedure.toml", ("# The entry names these amounts", FACTS_OF_TIME))
    )

    assert found.ruling_term.cutoff == time(15)
    assert found.ruling_term.pause_day_consumed
    assert not procedure.read(FILES).ruling_term.pause_day_consumed


def test_a_case_is_put_off_as_often_as_a_source_allows() -> None:
    found = procedure.read(FILES)
    silent = procedure.read(without_extensions())

    assert found.extension_rule == ExtensionRule(most=1, counts=False)
    assert silent.extension_rule == ExtensionRule(most=0)


def test_a_term_may_have_parts_of_different_units() -> None:
    parts = 'segments = [{ amount = 3, unit = "working_days" }, { amount = 1.5, unit = "months" }]'
    found = procedure.read(changed("procedure.toml", ('amount = 3\nunit = "working_days"', parts)))

    assert str(found.ruling_term.said) == "3 working days, then 1.5 months"


def test_a_term_of_the_same_day_needs_no_amount() -> None:
    found = procedure.read(
        changed("procedure.toml", ('amount = 3\nunit = "working_days"', 'unit = "same_day"'))
    )

    assert str(found.ruling_term.said) == "the same day"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        pytest.param('code = "1.001612"', "", "code", id="a missing code"),
        pytest.param("2025-07-01", '"tháng 7"', "effective_from", id="a day in words"),
        pytest.param(
            'unit = "working_days"',
            'unit = "weeks"',
            "term.stated.national_entry.unit",
            id="an unknown unit",
        ),
        pytest.param(
            "amount = 3", "amount = 99999", "term.stated.national_entry.amount", id="a long term"
        ),
        pytest.param(
            'amount = 3\nunit = "working_days"',
            'segments = [{ amount = 1.3, unit = "months" }]',
            "term.stated.national_entry.segments[1].amount",
            id="a third of a month",
        ),
        pytest.param(
            'amount = 3\nunit = "working_days"',
            "segments = []",
            "term.stated.national_entry.segments",
            id="a term of no parts",
        ),
        pytest.param(
            "# The entry names these amounts",
            FACTS_OF_TIME.replace("15:00", "3 pm"),
            "cutoff.stated.domain_notes.hour",
            id="a cut-off that is no hour",
        ),
        pytest.param(
            "most = 1", "most = -1", "extensions.stated.domain_notes.most", id="less than never"
        ),
        pytest.param(
            '[term]\nruns = "national_entry"',
            '[term]\nruns = "decree_61_2018"',
            "term.runs",
            id="a source that states no term",
        ),
        pytest.param(
            'confirmed = true\nwhere = "Trình tự',
            'where = "Trình tự',
            "term.stated.national_entry.confirmed",
            id="a fact nobody calls confirmed or not",
        ),
        pytest.param(
            "amount = 50_000",
            'amount = "50.000"',
            "fees.counter.stated.national_entry.amount",
            id="a fee in words",
        ),
        pytest.param(
            'required_when = "members"',
            'required_when = "family"',
            "papers[2].required_when",
            id="a condition that no field answers",
        ),
        pytest.param(
            'kinds = ["original", "electronic"]',
            'kinds = ["fax"]',
            "papers[1].kinds",
            id="an unknown kind of paper",
        ),
        pytest.param(
            'source = "national_entry"', 'source = "hearsay"', "papers[1].source", id="no source"
        ),
        pytest.param("form_set", "formset", "formset", id="a misspelt key"),
    ],
)
def test_a_mistake_in_the_facts_is_named_with_its_key(old: str, new: str, key: str) -> None:
    assert ("procedure.toml", key) in problems(changed("procedure.toml", (old, new)))


def test_mistakes_of_all_files_come_back_at_once() -> None:
    files = changed("procedure.toml", ('name = "Đăng ký', 'nam = "Đăng ký'))
    files["forms/appraise.toml"] = b"title = "
    files["letters/refusal.toml"] = FILES["letters/refusal.toml"].replace(b"{{", b"{{{%")
    del files["process.bpmn"]

    assert {file for file, _key in problems(files)} == {
        "process.bpmn",
        "procedure.toml",
        "forms/appraise.toml",
        "letters/refusal.toml",
    }


def test_an_empty_folder_is_refused() -> None:
    assert problems({}) == [("procedure.toml", ""), ("process.bpmn", "")]


def test_a_file_that_is_not_utf8_is_refused() -> None:
    assert problems({**FILES, "procedure.toml": b"\xff\xfe"}) == [("procedure.toml", "")]


def test_a_letter_reads_answers_in_the_citizens_words() -> None:
    found = procedure.read(FILES)
    answers = found.letter_answers(
        {"business_name": "Bánh căn", "capital": 100_000_000, "start_date": "2026-12-01"}
    )

    written = letter.fill(
        found.letters["certificate"], answers=answers, owner="Nguyễn An", agency="UBND"
    )

    assert "Vốn kinh doanh: 100.000.000 đồng" in written.paragraphs
    assert "Ngày bắt đầu hoạt động: 01/12/2026" in written.paragraphs
    assert "Chủ hộ kinh doanh: Nguyễn An" in written.paragraphs


def test_a_letter_that_asks_for_an_unknown_field_is_not_written() -> None:
    found = procedure.read(changed("letters/refusal.toml", ("refusal_reason", "weather")))

    with pytest.raises(LetterNotFilled):
        letter.fill(
            found.letters["refusal"], answers=found.letter_answers({}), owner="An", agency="UBND"
        )


def test_a_letter_can_not_reach_into_the_machine() -> None:
    spying = "refusal_reason.__class__.__mro__"
    found = procedure.read(changed("letters/refusal.toml", ("refusal_reason", spying)))

    with pytest.raises(LetterNotFilled):
        letter.fill(
            found.letters["refusal"], answers=found.letter_answers({}), owner="An", agency="UBND"
        )
