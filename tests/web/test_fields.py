"""Fields on a page: each kind of a form has one, labelled, with its problem beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from werkzeug.datastructures import MultiDict

from engine.i18n import Said
from engine.rules.field import KINDS, Choice, Field
from engine.rules.form import Form
from tests.office import make_office
from tests.web.desk import screens
from web.forms import read_answers

Draw = Callable[..., str]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    office = make_office(tmp_path_factory.mktemp("fields"))
    yield screens(office)
    office.close()


@pytest.fixture
def draw(app: Flask) -> Draw:
    def drawn(field: Field, *args: Any, **more: Any) -> str:
        with app.test_request_context():
            macro = get_template_attribute("components/fields.html", "field")
            return unescape(str(macro(field, *args, **more)))

    return drawn


def a_field(kind: str, **more: Any) -> Field:
    if kind == "choice":
        more.setdefault("choices", (Choice("a", "Một", "One"), Choice("b", "Hai", "Two")))
    if kind == "table":
        more.setdefault("columns", (Field("name", "text", "Tên", "Name"),))
    return Field("thing", kind, "Nhãn", "Label", **more)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_with_its_label_and_its_problem(draw: Draw, kind: str) -> None:
    page = draw(a_field(kind), None, Said("This must be filled in."), prefix="answers.")

    assert "Nhãn" in page
    assert 'id="answers.thing"' in page
    assert 'aria-describedby="answers.thing-problem' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"choice", "yes_no", "file", "table"}))
def test_what_was_typed_stays_in_the_field(draw: Draw, kind: str) -> None:
    assert "23-11-2026x" in draw(a_field(kind), "23-11-2026x")


def test_what_was_typed_is_never_markup(app: Flask) -> None:
    with app.test_request_context():
        macro = get_template_attribute("components/fields.html", "field")
        page = str(macro(a_field("text"), '"><script>alert(1)</script>'))

    assert "<script>" not in page


def test_the_chosen_answer_stays_chosen(draw: Draw) -> None:
    page = draw(a_field("choice"), "b")

    assert 'value="b" checked' in page
    assert 'value="a" checked' not in page


def test_a_required_field_says_so_in_words(draw: Draw) -> None:
    assert "(bắt buộc)" in draw(a_field("text", required=True))


def test_a_table_offers_empty_rows_after_those_typed(draw: Draw) -> None:
    page = draw(a_field("table"), [{"name": "Lan"}])

    assert 'value="Lan"' in page
    assert 'name="thing.3.name"' in page


def test_answers_are_read_by_the_names_of_their_fields() -> None:
    form = Form("", "", (a_field("table"), Field("note", "text", "", "")))
    sent = MultiDict(
        {
            "answers.thing.0.name": "Lan",
            "answers.thing.1.name": " ",
            "answers.thing.2.name": "Hoa",
            "answers.thing.2.unknown": "x",
            "answers.note": "hai",
            "note": "not this one",
        }
    )

    typed = read_answers(form, sent, prefix="answers.")

    assert typed == {"thing": [{"name": "Lan"}, {"name": "Hoa"}], "note": "hai"}
