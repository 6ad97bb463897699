"""A report as a workbook that an office can print, sign and send.

Each table is a sheet under the national header; the report itself is the
first, the cover sheet (what, of which days, when, by whom) the last. Days are
dates and figures are numbers, without formulas: a formula has no value until
somebody opens the file in Excel. What people typed is always text, so that
``=1+1`` in a name stays what it is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from engine.i18n import Said
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.standing import WORKING_DAY
from reports.book import Book
from reports.render import front_matter
from reports.table import Cell, Column, Kind, Table, Word, groups, said

NUMBER_FORMATS = {
    Kind.CODE: "@",
    Kind.INTEGER: "#,##0",
    Kind.DAY: "dd/mm/yyyy",
    Kind.MOMENT: "dd/mm/yyyy hh:mm",
    Kind.MONEY: "#,##0",
    Kind.PERCENT: "0%",
    Kind.DURATION: "0.0",
}
A4 = 9
LINE = 15.0  # points that a line of text takes
LETTERS_A_WIDTH = 0.9  # how many letters fit into a unit of a column's width
# A sheet is XML, which has no sign for these; openpyxl's own list forgets the last two lines.
NOT_IN_A_SHEET = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f"
    r"\ud800-\udfff"
    r"\ufffe\uffff]"
)
HEADINGS = 7  # the row below the national header, the title, the period and the summary

_FACE = "Times New Roman"
_LINE = Side(style="thin")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_PLAIN, _BOLD = Font(name=_FACE, size=11), Font(name=_FACE, size=11, bold=True)
_ITALIC = Font(name=_FACE, size=11, italic=True)
_MOTTO = Font(name=_FACE, size=11, bold=True, underline="single")
_TITLE = Font(name=_FACE, size=14, bold=True)
_SHADE = PatternFill("solid", fgColor="E8EEF7")
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_RIGHT = Alignment(horizontal="right", vertical="center", indent=1)
_CENTRED = frozenset({Kind.CODE, Kind.DAY, Kind.MOMENT})


def write(book: Book) -> bytes:
    """Write the book as an .xlsx file: its tables in order, its cover sheet last."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in book.tables:
        _write_table(workbook.create_sheet(said(table.title, book.language)), book, table)
    _write_cover(workbook.create_sheet(front_matter.COVER.to(book.language)), book)
    workbook.properties.title = said(book.title, book.language)
    workbook.properties.creator = "Motcua"
    workbook.properties.created = book.made_at.astimezone(UTC).replace(tzinfo=None)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _write_table(sheet: Worksheet, book: Book, table: Table) -> None:
    width = len(table.columns)
    letter = get_column_letter(width)
    for index, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    _write_header(sheet, book, table)
    first = _write_headings(sheet, table, book.language)
    last = _write_rows(sheet, first, table.rows, table.columns, book.language)
    if not table.rows:
        last = first
        nothing = front_matter.NO_ROWS.to(book.language)
        _spread(sheet, first, 1, width, nothing, _ITALIC, _MIDDLE)
    sheet.freeze_panes = f"A{first}"
    sheet.auto_filter.ref = f"A{first - 1}:{letter}{last}"
    if table.totals:
        last = _write_rows(sheet, last + 1, [table.totals], table.columns, book.language)
        for cell in sheet[last]:
            cell.font = _BOLD
        last = _write_signatures(sheet, last + 2, book, width)
    _set_up_print(sheet, book, f"A1:{letter}{last}")
    sheet.print_title_rows = f"{HEADINGS}:{first - 1}"


def _write_header(sheet: Worksheet, book: Book, table: Table) -> None:
    width, language = len(table.columns), book.language
    half = _about_half(table.columns)
    _spread(sheet, 1, 1, half, book.above.upper(), _PLAIN, _MIDDLE)
    _spread(sheet, 1, half + 1, width, front_matter.COUNTRY.to(language), _BOLD, _MIDDLE)
    _spread(sheet, 2, 1, half, book.agency.upper(), _BOLD, _MIDDLE)
    _spread(sheet, 2, half + 1, width, front_matter.MOTTO.to(language), _MOTTO, _MIDDLE)
    _spread(sheet, 3, half + 1, width, front_matter.place_and_day(book), _ITALIC, _MIDDLE)
    _spread(sheet, 4, 1, width, front_matter.heading(book, table), _TITLE, _MIDDLE)
    _spread(sheet, 5, 1, width, front_matter.period(book), _ITALIC, _MIDDLE)
    _spread(sheet, 6, 1, width, said(book.summary, language), _PLAIN, _LEFT)
    sheet.row_dimensions[4].height = 24
    sheet.row_dimensions[6].height = 32


def _write_headings(sheet: Worksheet, table: Table, language: str) -> int:
    """Write the two heading rows, merged where a group spans; give the first row below."""
    upper, lower, index = HEADINGS, HEADINGS + 1, 1
    for group, span in groups(table.columns):
        columns = table.columns[index - 1 : index - 1 + span]
        if group is None:
            _head(sheet, upper, index, lower, index, columns[0].heading.to(language))
        else:
            _head(sheet, upper, index, upper, index + span - 1, group.to(language))
            for place, column in enumerate(columns, start=index):
                _head(sheet, lower, place, lower, place, column.heading.to(language))
        index += span
    sheet.row_dimensions[lower].height = 48
    return lower + 1


def _head(sheet: Worksheet, top: int, left: int, bottom: int, right: int, text: str) -> None:
    _put(sheet, top, left, text)
    # A merged cell shows the borders of each of its parts.
    for row in sheet.iter_rows(top, bottom, left, right):
        for cell in row:
            cell.border, cell.font, cell.fill, cell.alignment = _GRID, _BOLD, _SHADE, _MIDDLE
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _write_rows(
    sheet: Worksheet,
    first: int,
    rows: Iterable[tuple[Cell, ...]],
    columns: tuple[Column, ...],
    language: str,
) -> int:
    """Write typed cells from row ``first`` on; give the last row written."""
    at = first - 1
    for at, row in enumerate(rows, start=first):
        for index, (value, column) in enumerate(zip(row, columns, strict=True), start=1):
            cell = _put(sheet, at, index, _shown(value, column.kind, language))
            cell.border, cell.font, cell.alignment = _GRID, _PLAIN, _alignment(column.kind)
            cell.number_format = NUMBER_FORMATS.get(column.kind, "General")
            _make_room(sheet, cell, column.width)
    return at


def _shown(value: Cell, kind: Kind, language: str) -> str | float | date | None:
    if isinstance(value, Word):
        return said(value.said, language)
    if isinstance(value, datetime):
        # A workbook knows no time zones: it shows the office's time.
        return value.astimezone(OFFICE_ZONE).replace(tzinfo=None)
    if isinstance(value, int) and kind is Kind.DURATION:
        return round(value / WORKING_DAY, 2)
    if isinstance(value, int) and kind is Kind.PERCENT:
        return value / 100
    return value


def _put(sheet: Worksheet, row: int, column: int, value: str | float | date | None) -> SheetCell:
    """Set a cell; a text is a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TypeError(f"{cell.coordinate} lies under another cell.")
    if isinstance(value, str):
        cell.value = NOT_IN_A_SHEET.sub("", value)
        cell.data_type = "s"
        # Excel would take it for a formula when somebody edits the cell.
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    else:
        cell.value = value
    return cell


def _make_room(sheet: Worksheet, cell: SheetCell, width: int) -> None:
    """Make the row high enough for a text that wraps: not every program does it by itself."""
    if isinstance(cell.value, str) and cell.number_format == "General":
        row = sheet.row_dimensions[cell.row]
        lines = ceil(len(cell.value) / (LETTERS_A_WIDTH * max(width - 2, 1)))
        row.height = max(row.height or LINE, lines * LINE)


def _write_signatures(sheet: Worksheet, row: int, book: Book, width: int) -> int:
    half, language = width // 2, book.language
    _spread(sheet, row, 1, half, front_matter.PREPARED_BY.to(language), _BOLD, _MIDDLE)
    _spread(sheet, row, half + 1, width, front_matter.HEAD_OF_UNIT.to(language), _BOLD, _MIDDLE)
    _spread(sheet, row + 1, half + 1, width, front_matter.SIGNATURE.to(language), _ITALIC, _MIDDLE)
    return row + 6


def _write_cover(sheet: Worksheet, book: Book) -> None:
    language = book.language
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100
    row = 0
    for row, note in enumerate(front_matter.cover(book), start=1):
        about = _put(sheet, row, 1, note.about.to(language))
        says = note.says.to(language) if isinstance(note.says, Said) else note.says
        kind = Kind.MOMENT if isinstance(says, datetime) else Kind.TEXT
        cell = _put(sheet, row, 2, _shown(says, kind, language))
        cell.number_format = NUMBER_FORMATS.get(kind, "General")
        about.font, cell.font = _BOLD, _PLAIN
        about.alignment = cell.alignment = _LEFT
        _make_room(sheet, cell, 100)
    _set_up_print(sheet, book, f"A1:B{row}")


def _set_up_print(sheet: Worksheet, book: Book, area: str) -> None:
    """A4 across, as wide as the page, with a number on each page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.8, 0.4
    sheet.print_area = area
    title = said(book.title, book.language).replace("&", "&&")
    page = front_matter.PAGE.to(book.language)
    made = f"{book.made_at:%d/%m/%Y %H:%M}"
    footer = HeaderFooterItem()
    footer.left.text, footer.center.text, footer.right.text = title, f"{page} &P/&N", made
    sheet.HeaderFooter.oddFooter = footer


def _spread(
    sheet: Worksheet, row: int, left: int, right: int, text: str, font: Font, how: Alignment
) -> None:
    """Write a text over several columns."""
    cell = _put(sheet, row, left, text)
    cell.font, cell.alignment = font, how
    sheet.merge_cells(start_row=row, start_column=left, end_row=row, end_column=right)


def _alignment(kind: Kind) -> Alignment:
    if kind in (Kind.TEXT, Kind.WORD):
        return _LEFT
    return _MIDDLE if kind in _CENTRED else _RIGHT


def _about_half(columns: tuple[Column, ...]) -> int:
    """How many columns make about half of the sheet's width."""
    width, whole = 0, sum(column.width for column in columns)
    for index, column in enumerate(columns[:-1], start=1):
        width += column.width
        if 2 * width >= whole:
            return index
    return len(columns) - 1
