"""The forecast as a report: of now and of no other day, typed, in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from openpyxl import load_workbook

from engine.i18n import Said
from engine.office import Office
from reports import catalogue, period, render
from reports.book import Book
from reports.period import BadPeriod
from reports.queries.deadlines import Question
from tests.a_fortnight import LEFT, live_a_fortnight
from tests.office import make_office

Fortnight = tuple[Office, dict[str, str]]


@pytest.fixture(scope="module")
def fortnight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fortnight]:
    office = make_office(tmp_path_factory.mktemp("fortnight"))
    with closing(office):
        yield office, live_a_fortnight(office)


@pytest.fixture
def book(fortnight: Fortnight) -> Book:
    office, _ = fortnight
    of_now = catalogue.usual_period(office, "forecast")
    assert of_now is not None
    return made(office, Question(of_now))


def made(office: Office, question: Question) -> Book:
    with office.reading() as session:
        return catalogue.make(
            session, office, "forecast", question, language="vi", made_by="Trương Văn Quang"
        )


def test_the_cells_are_typed(book: Book, fortnight: Fortnight) -> None:
    _, codes = fortnight
    cells = dict(
        zip((one.key for one in book.tables[0].columns), book.tables[0].rows[0], strict=True)
    )

    assert (cells["code"], cells["chance"], cells["left"]) == (codes["lingering"], 90, LEFT)
    assert (cells["too_long"], cells["compared"]) == (8, 8)


def test_the_workbook_has_percentages_that_a_reader_can_sort(book: Book) -> None:
    sheet = load_workbook(io.BytesIO(render.render(book, "xlsx"))).worksheets[0]
    chances = [cell for row in sheet.iter_rows() for cell in row if cell.number_format == "0%"]

    assert [cell.value for cell in chances] == [0.9, 0.41, None]


def test_csv_and_json_say_the_same(book: Book) -> None:
    table = list(csv.DictReader(io.StringIO(render.render(book, "csv").decode("utf-8-sig"))))
    rows = json.loads(render.render(book, "json"))["tables"][0]["rows"]

    assert [row["Khả năng trễ hạn"] for row in table] == ["90%", "41%", ""]
    assert [row["chance"] for row in rows] == [90, 41, None]
    assert [row["clock"] for row in rows] == ["runs", "runs", "paused"]


def test_its_cover_says_how_it_is_made_and_how_good_it_was(book: Book) -> None:
    notes = [(note.about.to("vi"), str(note.says)) for note in book.notes]

    assert notes[0][0] == "Cách dự báo"
    assert [about for about, _ in notes[1:]] == ["Mức tin cậy, tính trên toàn tỉnh"] * 3


def test_no_day_but_today_has_a_forecast(fortnight: Fortnight) -> None:
    office, _ = fortnight

    for other in ("2026-11-20", "2026-11"):
        with pytest.raises(BadPeriod) as refusal:
            made(office, Question(period.read(other)))
        assert "23/11/2026" in str(refusal.value.said)
    assert made(office, Question(period.read("2026-11-23"))).rows == 3


def test_only_a_report_of_the_present_needs_no_period(fortnight: Fortnight) -> None:
    office, _ = fortnight

    assert catalogue.usual_period(office, "forecast") == period.read("2026-11-23")
    assert catalogue.usual_period(office, "deadlines") is None


def test_it_is_narrowed_to_the_likely_and_says_so(fortnight: Fortnight) -> None:
    office, _ = fortnight

    narrowed = made(office, Question(period.read("2026-11-23"), at_least=75))

    assert narrowed.rows == 1
    said = {note.says.to("vi") for note in narrowed.notes if isinstance(note.says, Said)}
    assert "khả năng trễ từ 75%" in said
