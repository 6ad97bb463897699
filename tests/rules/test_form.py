"""The one check of answers: what is taken, what is refused, and in which words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.rules import form
from engine.rules.answers import READERS
from engine.rules.field import Field
from engine.rules.form import Form
from engine.rules.form_file import BadForm

TWO_QUESTIONS = """
title = "Thẩm định"
title_en = "Appraise"

[[fields]]
key = "verdict"
kind = "choice"
label = "Kết luận"
label_en = "Conclusion"
required = true
routes = true
choices = [
    { value = "yes", label = "Đạt", label_en = "Passes" },
    { value = "no", label = "Không đạt", label_en = "Fails" },
]

[[fields]]
key = "reason"
kind = "long_text"
label = "Lý do"
label_en = "Reason"
required_if = "verdict == 'no'"
"""


def a_form(*fields: Field) -> Form:
    return Form("Biểu mẫu", "Form", fields)


def a_field(kind: str, **more: Any) -> Field:
    return Field("answer", kind, "Trả lời", "Answer", **more)


def mistakes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(BadForm) as refusal:
        form.read(text)
    return [(one.key, str(one.said)) for one in refusal.value.mistakes]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        pytest.param(
            "text", "  Nguye\u0302\u0303n An ", "Nguyễn An", id="a text composed, trimmed"
        ),
        pytest.param("text", "\u202eNg\u200buyễn\ufeff An", "Nguyễn An", id="a text as it is seen"),
        pytest.param("long_text", "một\r\nhai", "một\nhai", id="lines with one kind of end"),
        pytest.param("long_text", "một\u2028hai", "một\nhai", id="lines a word processor parted"),
        pytest.param("number", "1.234,5", Decimal("1234.5"), id="a number as written here"),
        pytest.param("number", "12", 12, id="a whole number"),
        pytest.param("number", 1.5, Decimal("1.5"), id="a number as programs send it"),
        pytest.param("money", "100.000.000", 100_000_000, id="money with dots"),
        pytest.param("money", "100.000 đồng", 100_000, id="money with its unit"),
        pytest.param("money", 50_000, 50_000, id="money as programs send it"),
        pytest.param("date", "23112026", date(2026, 11, 23), id="a date in eight digits"),
        pytest.param("date", "23-11-2026", date(2026, 11, 23), id="a date with dashes"),
        pytest.param("date", "3/1/2026", date(2026, 1, 3), id="a date with strokes"),
        pytest.param("date", "2026-11-23", date(2026, 11, 23), id="a date as programs send it"),
        pytest.param("yes_no", "on", True, id="a ticked box"),
        pytest.param("yes_no", "không", False, id="a no in words"),
        pytest.param("person_id", "056 090 001 234", "056090001234", id="a personal number"),
        pytest.param("organisation_id", "4201234567-001", "4201234567-001", id="a branch"),
        pytest.param("phone", "+84 905.123.456", "0905123456", id="a phone from abroad"),
        pytest.param("address", "12 Tháp Bà", "12 Tháp Bà", id="an address"),
        pytest.param("file", "a1B2-c3", "a1B2-c3", id="a stored file"),
    ],
)
def test_what_people_type_becomes_a_value(kind: str, typed: Any, value: Any) -> None:
    checked = form.check(a_form(a_field(kind)), {"answer": typed})

    assert checked.problems == {}
    assert checked.values["answer"] == value
    assert type(checked.values["answer"]) is type(value)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        pytest.param("text", "một\nhai", id="two lines in one"),
        pytest.param("text", "a\x00b", id="a NUL"),
        pytest.param("long_text", "a\x07b", id="a bell"),
        pytest.param("text", "a\ufffeb", id="a sign that no sheet can hold"),
        pytest.param("text", "Nguy\ufffdn", id="a damaged letter"),
        pytest.param("text", 5, id="a number for a text"),
        pytest.param("number", "mười", id="a number in words"),
        pytest.param("number", "1.2.3", id="dots that group nothing"),
        pytest.param("number", "1,٣", id="decimals of another script"),
        pytest.param("number", True, id="a truth for a number"),
        pytest.param("money", "12,5", id="parts of a đồng"),
        pytest.param("money", "-5", id="money below zero"),
        pytest.param("money", "١٢", id="digits of another script"),
        pytest.param("date", "31/02/2026", id="no such day"),
        pytest.param("date", "23/11/26", id="a year of two digits"),
        pytest.param("date", "٢٣/١١/٢٠٢٦", id="a day in digits of another script"),
        pytest.param("date", "01011776", id="a year before all offices"),
        pytest.param("yes_no", "maybe", id="neither yes nor no"),
        pytest.param("person_id", "05609000123", id="eleven digits"),
        pytest.param("person_id", "05609000123a", id="a letter among digits"),
        pytest.param("organisation_id", "4201234567-01", id="a branch of two digits"),
        pytest.param("phone", "905123456", id="a phone without its zero"),
        pytest.param("file", "../secret", id="a path for a file"),
    ],
)
def test_what_is_not_of_the_kind_is_refused_in_words(kind: str, typed: Any) -> None:
    checked = form.check(a_form(a_field(kind)), {"answer": typed})

    assert "answer" in checked.problems
    assert "answer" not in checked.values
    assert checked.problems["answer"].to("vi") != str(checked.problems["answer"])


ANYTHING: tuple[Any, ...] = (None, [], {}, 10**30, -1, 1.5, "", "\ud800", "9" * 5000, True)


@pytest.mark.parametrize("kind", READERS)
def test_every_kind_takes_or_refuses_whatever_json_can_send(kind: str) -> None:
    asked = a_form(a_field(kind))

    for sent in ANYTHING:
        checked = form.check(asked, {"answer": sent})
        assert ("answer" in checked.values) is not ("answer" in checked.problems)


def test_a_field_is_required_when_another_answer_says_so() -> None:
    asked = form.read(TWO_QUESTIONS)

    assert form.check(asked, {"verdict": "yes"}).problems == {}
    assert list(form.check(asked, {"verdict": "no"}).problems) == ["reason"]
    assert list(form.check(asked, {"verdict": "no", "reason": "  "}).problems) == ["reason"]


def test_a_field_is_required_when_the_case_says_so() -> None:
    asked = a_form(a_field("text", required_if="by_proxy"))

    assert form.check(asked, {}).problems == {}
    assert list(form.check(asked, {}, facts={"by_proxy": True}).problems) == ["answer"]


@pytest.mark.parametrize("sent", ["\u200b\u200b", "\ufeff", "\u3164", "\u202e \u202c"])
def test_an_answer_that_nobody_can_see_is_an_empty_one(sent: str) -> None:
    asked = a_form(a_field("text", required=True))

    assert str(form.check(asked, {"answer": sent}).problems["answer"]) == "This must be filled in."


def test_an_unread_answer_is_one_problem_and_not_two() -> None:
    asked = a_form(a_field("date", required=True))

    problem = form.check(asked, {"answer": "gì đó"}).problems["answer"]

    assert "23/11/2026" in str(problem)


def test_a_field_that_the_form_does_not_have_is_a_problem() -> None:
    checked = form.check(form.read(TWO_QUESTIONS), {"verdict": "yes", "status": "10"})

    assert list(checked.problems) == ["status"]
    assert "status" not in checked.values


def test_a_default_stands_in_for_what_was_not_sent_but_not_for_what_was_emptied() -> None:
    asked = a_form(a_field("text", default="Nha Trang", required=True))

    assert form.check(asked, {}).values["answer"] == "Nha Trang"
    assert list(form.check(asked, {"answer": ""}).problems) == ["answer"]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        pytest.param(a_field("text", max_length=3), "abcd", "at most 3", id="too long"),
        pytest.param(a_field("number", lowest=1), "0", "at least 1", id="too small"),
        pytest.param(a_field("number", highest=9), "10", "at most 9", id="too large"),
        pytest.param(a_field("text", pattern="[0-9]{4}"), "561", "as it should", id="pattern"),
        pytest.param(
            Field("answer", "choice", "", "", choices=form.read(TWO_QUESTIONS).fields[0].choices),
            "maybe",
            "answers offered",
            id="not offered",
        ),
    ],
)
def test_an_answer_outside_its_bounds_is_refused(field: Field, typed: str, says: str) -> None:
    assert says in str(form.check(a_form(field), {"answer": typed}).problems["answer"])


def test_a_table_is_checked_row_by_row() -> None:
    items = a_field("table", columns=(Field("paper", "text", "Giấy tờ", "Paper", required=True),))

    checked = form.check(a_form(items), {"answer": [{"paper": "Đơn"}, {"paper": ""}, {"x": "1"}]})

    assert list(checked.problems) == ["answer.1.paper", "answer.2.paper", "answer.2.x"]
    assert checked.values["answer"][0] == {"paper": "Đơn"}


@pytest.mark.parametrize("sent", ["một", [1], {"0": {}}, [{}] * 101])
def test_what_is_no_table_is_refused(sent: Any) -> None:
    items = a_field("table", columns=(Field("paper", "text", "Giấy tờ", "Paper"),))

    assert form.check(a_form(items), {"answer": sent}).problems


def test_only_the_answers_that_route_a_case_reach_its_diagram() -> None:
    asked = form.read(TWO_QUESTIONS)

    assert asked.routing({"verdict": "no", "reason": "Thiếu"}) == {"verdict": "no"}


def test_answers_are_kept_as_json_and_shown_again_in_words() -> None:
    asked = a_form(
        Field("day", "date", "", ""),
        Field("capital", "money", "", ""),
        Field("verdict", "choice", "", "", choices=form.read(TWO_QUESTIONS).fields[0].choices),
        Field("family", "yes_no", "", ""),
    )
    typed = {"day": "23112026", "capital": "100000000", "verdict": "no", "family": "yes"}

    kept = form.as_json(form.check(asked, typed).values)

    assert kept == {"day": "2026-11-23", "capital": 100_000_000, "verdict": "no", "family": True}
    assert form.shown(asked, kept, "vi") == {
        "day": "23/11/2026",
        "capital": "100.000.000 đồng",
        "verdict": "Không đạt",
        "family": "có",
    }
    assert form.shown(asked, kept, "en")["verdict"] == "Fails"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        pytest.param('kind = "txt"', "fields[1].kind", id="an unknown kind"),
        pytest.param('key = "Tên"', "fields[1].key", id="a key with marks"),
        pytest.param('lable = "x"', "fields[1].lable", id="a misspelt key"),
        pytest.param('required = "yes"', "fields[1].required", id="a text for a truth"),
        pytest.param('required_if = "nobody == 1"', "fields[1].required_if", id="an unknown name"),
        pytest.param('required_if = "open(1)"', "fields[1].required_if", id="no condition"),
        pytest.param('pattern = "["', "fields[1].pattern", id="a broken pattern"),
        pytest.param("max_length = -1", "fields[1].max_length", id="a length below zero"),
        pytest.param("routes = true", "fields[1].routes", id="a text that routes"),
        pytest.param("default = 5", "fields[1].default", id="a default of another kind"),
        pytest.param(
            'choices = [{ value = "a", label = "A", label_en = "A" }]',
            "fields[1].choices",
            id="choices of a text",
        ),
    ],
)
def test_a_mistake_in_a_form_is_named_with_its_place(line: str, key: str) -> None:
    entry = {"key": '"a"', "kind": '"text"', "label": '"A"', "label_en": '"A"'}
    name, _, value = line.partition(" = ")
    entry[name] = value
    text = 'title = "A"\ntitle_en = "A"\n[[fields]]\n'
    text += "\n".join(f"{one} = {given}" for one, given in entry.items())

    assert key in [place for place, _said in mistakes(text)]


def test_all_mistakes_of_a_form_come_back_at_once() -> None:
    found = mistakes('[[fields]]\nkey = "a"\nkind = "choice"\n')

    assert [key for key, _said in found] == [
        "title",
        "title_en",
        "fields[1].label",
        "fields[1].label_en",
        "fields[1].choices",
    ]


def test_a_form_that_is_no_toml_is_refused() -> None:
    assert "not TOML" in mistakes("title = ")[0][1]


def test_two_fields_of_one_key_are_refused() -> None:
    field = '[[fields]]\nkey = "a"\nkind = "text"\nlabel = "A"\nlabel_en = "A"\n'

    assert mistakes(f'title = "A"\ntitle_en = "A"\n{field}{field}') == [
        ("fields[2].key", "Another field has this key.")
    ]
