"""The late cases of a period and their causes: the same rows and figures at every door."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from engine.actions import late_causes as confirming
from engine.actions.late_causes import Confirmation
from engine.office import Office
from reports import catalogue, period, render
from reports.book import Book
from reports.queries.deadlines import Question, deadlines
from reports.queries.late_causes import late_cases, late_figures
from reports.render.docx import NoLetter
from tests.office import person
from tests.postgres import fresh_database
from tests.reports.a_week import make_week

NOVEMBER = Question(period.read("2026-11"))
Week = tuple[Office, dict[str, str]]


@pytest.fixture(scope="module")
def late_week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    """The week of the reports, with one cause confirmed: of the case that was finished late."""
    office, codes = confirmed_week(tmp_path_factory.mktemp("late"))
    yield office, codes
    office.close()


def confirmed_week(folder: Path, url: str | None = None) -> Week:
    office, codes = make_week(folder, url)
    with office.transaction() as session:
        confirming.confirm_cause(
            session, office, person(office, "binh"),
            Confirmation(codes["late"], "other", note="=1+1 người vắng"),
        )  # fmt: skip
    return office, codes


def told(week: Week, question: Question = NOVEMBER) -> list[tuple[str, str]]:
    office, codes = week
    names = {code: name for name, code in codes.items()}
    with office.reading() as session:
        return [
            (names[row.case.code], row.confirmed.cause if row.confirmed else "")
            for row in late_cases(session, office, question)
        ]


def made(week: Week, name: str = "late-causes", **changes: Any) -> Book:
    office, _ = week
    with office.reading() as session:
        return catalogue.make(
            session, office, name, replace(NOVEMBER, **changes), language="vi", made_by="An"
        )


def test_late_is_who_missed_its_date_open_or_not(late_week: Week) -> None:
    assert told(late_week) == [("overdue", ""), ("late", "other")]


@pytest.mark.postgres
def test_both_databases_tell_the_same(late_week: Week, tmp_path: Path) -> None:
    office, codes = confirmed_week(tmp_path, fresh_database())

    with closing(office):
        assert told((office, codes)) == told(late_week)


def test_they_are_the_late_ones_of_the_deadline_report(late_week: Week) -> None:
    office, _ = late_week
    for asked in ("2026-11", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-23"):
        question = Question(period.read(asked))
        with office.reading() as session:
            rows = deadlines(session, office, question)
            late = [row.case for row in late_cases(session, office, question)]

        assert late == [row for row in rows if row.standing.is_late]


def test_they_are_narrowed_by_whether_the_cause_is_known(late_week: Week) -> None:
    assert told(late_week, replace(NOVEMBER, confirmed=True)) == [("late", "other")]
    assert told(late_week, replace(NOVEMBER, confirmed=False)) == [("overdue", "")]


def test_a_unit_is_where_most_of_the_time_went_not_where_it_lies_now(late_week: Week) -> None:
    office, _ = late_week
    counter = person(office, "lan").department_id

    assert told(late_week, replace(NOVEMBER, department_id=counter)) == told(late_week)
    assert (
        told(late_week, replace(NOVEMBER, department_id=person(office, "my").department_id)) == []
    )


def test_each_case_has_both_causes_beside_each_other(late_week: Week) -> None:
    table = json.loads(render.render(made(late_week), "json"))["tables"][0]

    overdue, late = table["rows"]
    assert (overdue["computed"], overdue["proposed"], overdue["cause"]) == (
        "unclaimed", "overload", None,
    )  # fmt: skip
    assert (late["cause"], late["note"], late["confirmed_by"]) == (
        "other", "=1+1 người vắng", "Huỳnh Thanh Bình",
    )  # fmt: skip
    assert late["late"] == 90
    assert late["why"].startswith("Từ khi tiếp nhận đã qua 4 ngày 1 giờ làm việc: 4 ngày 1 giờ chờ")


def test_the_figures_by_cause_add_up_to_the_list(late_week: Week) -> None:
    book = made(late_week)
    by_cause = book.tables[1]

    assert [(row[1].code, *row[3:]) for row in by_cause.rows] == [  # type: ignore[union-attr]  # a word
        ("other", 1, 1, 0),
        ("", 1, 0, 1),
    ]
    assert by_cause.totals is not None
    assert by_cause.totals[3:] == (2, 1, 1)
    assert book.summary.to("vi") == (
        "2 hồ sơ trễ hạn: 1 đã xong trễ hạn, 1 chưa xong và đã quá hạn; "
        "1 hồ sơ đã xác nhận nguyên nhân, 1 chưa xác nhận."
    )


def test_the_workbook_has_the_same_rows_and_no_formula(late_week: Week) -> None:
    book = made(late_week)
    sheet = load_workbook(io.BytesIO(render.render(book, "xlsx"))).worksheets[0]
    keys = [column.key for column in book.tables[0].columns]

    note = sheet.cell(10, keys.index("note") + 1)

    assert sheet.cell(9, 2).value == late_week[1]["overdue"]
    assert (note.value, note.data_type) == ("=1+1 người vắng", "s")


def test_the_deadline_sheet_tells_both_causes_of_late_cases_only(late_week: Week) -> None:
    _, codes = late_week
    rows = json.loads(render.render(made(late_week, "deadlines"), "json"))["tables"][0]["rows"]

    causes = {row["code"]: (row["computed_cause"], row["official_cause"]) for row in rows}

    assert causes[codes["late"]] == ("unclaimed", "other")
    assert causes[codes["overdue"]] == ("unclaimed", None)
    assert causes[codes["early"]] == (None, None)


def test_the_letter_has_the_figures_and_the_rows_of_the_sheet(late_week: Week) -> None:
    book = made(late_week)
    letter = Document(io.BytesIO(render.render(book, "docx")))
    _, figures, cases, _ = letter.tables

    assert [cell.text for cell in figures.rows[1].cells] == [
        "1",
        "Nguyên nhân khác",
        "khác",
        "1",
        "0",
    ]
    assert [cell.text for cell in figures.rows[-1].cells] == ["", "Tổng số", "", "2", "1"]
    assert len(figures.rows) == 2 + len(book.tables[1].rows)
    assert [row.cells[1].text.split("\n")[0] for row in cases.rows[1:]] == [
        row[1] for row in book.tables[0].rows
    ]
    assert (
        cases.rows[2]
        .cells[3]
        .text.startswith(
            "Nguyên nhân khác\n=1+1 người vắng\nXác nhận: Huỳnh Thanh Bình, 09:00 23/11/2026.\n"
            "Từ khi tiếp nhận đã qua 4 ngày 1 giờ làm việc:"
        )
    )
    assert book.summary.to("vi") in letter.paragraphs[3].text


def test_a_letter_is_vietnamese_whatever_the_screen_speaks(late_week: Week) -> None:
    book = made(late_week)

    assert render.language("docx", "en") == "vi"
    assert render.language("xlsx", "en") == "en"
    assert render.file_name(book, "docx") == "Giải trình hồ sơ trễ hạn 2026-11.docx"


def test_a_letter_without_cases_says_that_there_are_none(late_week: Week) -> None:
    book = made(late_week, period=period.read("2026-11-16"))

    letter = Document(io.BytesIO(render.render(book, "docx")))

    assert len(letter.tables) == 2
    assert "0 hồ sơ trễ hạn" in letter.paragraphs[3].text


def test_a_report_without_a_template_is_no_letter(late_week: Week) -> None:
    with pytest.raises(NoLetter):
        render.render(made(late_week, "deadlines"), "docx")

    assert "docx" not in catalogue.REPORTS["deadlines"].formats
    assert "docx" in catalogue.REPORTS["late-causes"].formats


def test_a_period_without_late_cases_says_so(late_week: Week) -> None:
    office, _ = late_week
    question = Question(period.read("2026-11-16"))
    with office.reading() as session:
        counted = late_figures(late_cases(session, office, question))

    assert (counted.late, counted.unconfirmed) == (0, 0)
