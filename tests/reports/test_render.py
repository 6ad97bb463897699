"""The same rows at every door: read back from the files as their readers would."""

import csv
import io
import json
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from engine.i18n import Said
from engine.rules.calendar import OFFICE_ZONE
from reports import period, render
from reports.book import Book
from reports.table import Column, Kind, Table, Word

AT = datetime(2026, 11, 23, 9, 0, tzinfo=OFFICE_ZONE)


def opened(book: Book) -> Workbook:
    return load_workbook(io.BytesIO(render.render(book, "xlsx")))


def first_sheet(book: Book) -> Worksheet:
    return opened(book).worksheets[0]


def a_book(*cells: Any, kind: Kind = Kind.TEXT) -> Book:
    """A book of one column, with these cells below each other."""
    table = Table(
        key="cases",
        title=Said("List"),
        columns=(
            Column("no", Said("No."), Kind.INTEGER),
            Column("it", Said("It"), kind, group=Said("Group")),
        ),
        rows=tuple((number, cell) for number, cell in enumerate(cells, start=1)),
    )
    return Book(
        name="deadlines", title=Said("A report"), language="vi", agency="Phường Tây Nha Trang",
        above="Tỉnh Khánh Hòa", place="Tây Nha Trang", period=period.read("2026-11"),
        summary=Said("All is well."), made_at=AT, made_by="An", tables=(table,), notes=(),
    )  # fmt: skip


FIRST = 9  # header, title, period, summary and two rows of headings stand above


def test_the_workbook_begins_with_the_report_and_ends_with_its_cover(book: Book) -> None:
    sheets = opened(book).sheetnames

    assert sheets == ["Danh sách hồ sơ", "Theo thủ tục", "Theo đơn vị", "Về báo cáo này"]


def test_the_cover_says_what_of_which_days_and_who_made_it_when(book: Book) -> None:
    cover = opened(book).worksheets[-1]
    said = {row[0]: row[1] for row in cover.iter_rows(values_only=True)}

    assert said["Báo cáo"] == "Thời hạn giải quyết hồ sơ"
    assert said["Thời gian"] == "từ ngày 01/11/2026 đến ngày 30/11/2026"
    assert said["Thời điểm lập"] == datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001  (Excel has no zones)
    assert said["Người lập"] == "Trương Văn Quang"
    assert said["Số dòng"] == 8


def test_the_workbook_csv_and_json_tell_the_same_rows(book: Book) -> None:
    width = len(book.tables[0].columns)
    sheet = first_sheet(book)
    from_sheet = [
        list(row[:width])
        for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + book.rows - 1, values_only=True)
    ]
    from_csv = list(csv.reader(io.StringIO(render.render(book, "csv").decode("utf-8-sig"))))[1:]
    table = json.loads(render.render(book, "json"))["tables"][0]

    assert len(from_sheet) == len(from_csv) == len(table["rows"]) == book.rows
    for in_sheet, in_csv, in_json in zip(from_sheet, from_csv, table["rows"], strict=True):
        for index, column in enumerate(table["columns"]):
            shown = _as_text(in_sheet[index], column["kind"])
            assert shown == in_csv[index]
            assert shown == _as_text(_from_json(in_json[column["key"]], column), column["kind"])


def _as_text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:.1f}".replace(".", ",") if kind == "duration" else str(value)


def _from_json(value: Any, column: dict[str, Any]) -> Any:
    if value is None or column["kind"] not in {"word", "moment", "duration"}:
        return value
    if column["kind"] == "word":
        return column["words"][value]
    return value / 480 if column["kind"] == "duration" else datetime.fromisoformat(value)


def test_moments_are_dates_that_excel_can_sort_and_codes_are_text(book: Book) -> None:
    sheet = first_sheet(book)
    code, received = sheet.cell(FIRST, 2), sheet.cell(FIRST, 5)

    assert (code.data_type, code.number_format) == ("s", "@")
    assert received.value == datetime(2026, 11, 16, 8, 0)  # noqa: DTZ001  (Excel has no zones)
    assert (received.is_date, received.number_format) == (True, "dd/mm/yyyy hh:mm")


def test_figures_are_numbers_and_nothing_is_a_formula(book: Book) -> None:
    for sheet in opened(book).worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    figures = opened(book).worksheets[1]
    totals = [cell.value for cell in figures[FIRST + 1]]

    assert totals == [None, "Tổng số", 8, 0, 8, 4, 2, 1, 1, 4, 1, 1, 1, 1]


def test_the_headings_are_merged_bordered_frozen_and_repeated_on_paper(book: Book) -> None:
    sheet = first_sheet(book)
    merged = {str(area) for area in sheet.merged_cells.ranges}

    assert {"A7:A8", "E7:I7", "J7:L7", "M7:P7", "Q7:W7", "X7:Y7"} <= merged
    assert sheet["E7"].value == "Các mốc thời gian"
    assert all(sheet.cell(7, place).border.top.style == "thin" for place in range(1, 26))
    assert sheet.freeze_panes == "A9"
    assert sheet.auto_filter.ref == "A8:Y16"
    assert sheet.print_title_rows == "$7:$8"


def test_the_sheet_prints_on_a4_across_with_page_numbers(book: Book) -> None:
    for sheet in opened(book).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        fitted, footer = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter
        assert fitted is not None
        assert fitted.fitToPage
        assert footer is not None
        assert footer.center.text == "Trang &P/&N"


def test_the_sheet_carries_the_national_header(book: Book) -> None:
    head = first_sheet(book).iter_rows(max_row=5, values_only=True)
    written = [cell for row in head for cell in row]

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in written
    assert "Độc lập - Tự do - Hạnh phúc" in written
    assert "ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA" in written
    assert "Khánh Hòa, ngày 23 tháng 11 năm 2026" in written


@pytest.mark.parametrize("typed", ["=1+1", "+84901234567", "-1", "@SUM(A1)", "=HYPERLINK(1)"])
def test_what_a_person_typed_never_becomes_a_formula(typed: str) -> None:
    cell = first_sheet(a_book(typed)).cell(FIRST, 2)
    row = render.render(a_book(typed), "csv").decode("utf-8-sig").splitlines()[1]

    assert (cell.value, cell.data_type) == (typed, "s")
    assert row.startswith(f"1,'{typed[:4]}")


def test_signs_that_xml_does_not_know_do_not_break_the_workbook() -> None:
    sheet = first_sheet(a_book("a\ufffeb", "c\uffffd", "e\ud800f"))

    assert [sheet.cell(FIRST + row, 2).value for row in range(3)] == ["ab", "cd", "ef"]


def test_control_characters_do_not_break_the_workbook() -> None:
    cell = first_sheet(a_book("Nguyễn\x00 Văn\x0b An")).cell(FIRST, 2)

    assert cell.value == "Nguyễn Văn An"


def test_csv_opens_in_excel_with_its_vietnamese() -> None:
    assert render.render(a_book("Tuyết"), "csv").startswith(b"\xef\xbb\xbf")


def test_money_is_whole_dong_and_days_are_days() -> None:
    money = first_sheet(a_book(100_000, kind=Kind.MONEY)).cell(FIRST, 2)
    day = first_sheet(a_book(AT.date(), kind=Kind.DAY)).cell(FIRST, 2)

    assert (money.value, money.number_format) == (100_000, "#,##0")
    assert isinstance(day.value, datetime)
    assert (day.value.date(), day.number_format) == (AT.date(), "dd/mm/yyyy")


def test_a_report_without_cases_says_so() -> None:
    assert first_sheet(a_book()).cell(FIRST, 1).value == "Không có hồ sơ nào trong kỳ này."


def test_json_gives_codes_and_what_they_mean() -> None:
    overdue = a_book(Word("overdue", Said("overdue")), kind=Kind.WORD)

    made = json.loads(render.render(overdue, "json"))
    table = made["tables"][0]

    assert table["rows"] == [{"no": 1, "it": "overdue"}]
    assert table["columns"][1]["words"] == {"overdue": "quá hạn"}
    assert made["period"]["from"] == "2026-11-01"


def test_a_row_with_a_cell_too_few_is_no_table() -> None:
    columns = (Column("no", Said("No."), Kind.INTEGER), Column("it", Said("It"), Kind.TEXT))

    with pytest.raises(ValueError, match="rows of"):
        Table("cases", Said("List"), columns, rows=((1,),))


def test_a_row_is_high_enough_for_the_text_that_wraps_in_it() -> None:
    sheet = first_sheet(a_book("Ngắn", "Một tên thủ tục rất dài không vừa trên một dòng của cột"))

    assert sheet.row_dimensions[FIRST].height == 15
    assert sheet.row_dimensions[FIRST + 1].height >= 75
