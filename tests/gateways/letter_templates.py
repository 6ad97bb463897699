"""The Word templates that ship, as they were made: what a .docx can't show in a review.

``python -m tests.gateways.letter_templates`` writes them anew; a test holds
that what lies in ``engine/papers/letters`` is what is told here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Letter
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from tests.repository import ROOT

LETTERS = ROOT / "engine" / "papers" / "letters"
FACE = "Times New Roman"
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
CAUSES = (1.1, 8.4, 3.4, 1.8, 1.8)  # centimetres, together the width of the text
CASES = (1.1, 4.0, 3.6, 7.8)


def late_causes() -> Letter:
    """The explanation of a period's late cases, laid out as Decree 30/2020/NĐ-CP lays letters."""
    letter = _empty()
    _head(letter)
    _line(letter, "Kính gửi: {{ superior or '……………………………' }}.", before=12, after=12, align=CENTRE)
    _line(
        letter,
        "{{ agency }} giải trình việc các hồ sơ thủ tục hành chính bị trễ hạn trong "
        "{{ period }} ({{ days }}) như sau:",
    )
    _line(letter, "1. Tình hình chung", bold=True)
    _line(letter, "{{ summary }} Số liệu do hệ thống lập lúc {{ made_at }}.")
    _line(letter, "{%p if tables.cases.rows %}")
    _line(letter, "2. Số hồ sơ trễ hạn theo nguyên nhân", bold=True)
    _causes(letter)
    _line(letter, "3. Danh sách hồ sơ trễ hạn và nguyên nhân", bold=True, before=8)
    _cases(letter)
    _line(letter, "4. Biện pháp khắc phục", bold=True, before=8)
    _line(letter, "………………………………………………………………………………")
    _line(letter, "{%p endif %}")
    _line(letter, "{{ agency }} kính báo cáo./.")
    _signature(letter)
    return letter


def written(letter: Letter) -> bytes:
    """A template as its file."""
    file = io.BytesIO()
    letter.save(file)
    return file.getvalue()


def _empty() -> Letter:
    letter = Document()
    section = letter.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(17)
    section.top_margin = section.bottom_margin = Mm(20)
    style = letter.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    return letter


def _head(letter: Letter) -> None:
    table = letter.add_table(1, 2)
    _set_widths(table, (7.2, 9.3))
    ours, country = table.rows[0].cells
    _lines(ours, [("{{ superior|upper }}", False, 12), ("{{ agency|upper }}", True, 12),
                  ("Số:        /………", False, 13),
                  ("V/v giải trình hồ sơ trễ hạn trong {{ period }}", False, 12)])  # fmt: skip
    _lines(country, [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, 12),
                     ("Độc lập - Tự do - Hạnh phúc", True, 13)])  # fmt: skip
    country.paragraphs[-1].runs[0].underline = True
    dated = _line(country, "{{ place }}, {{ dated }}", before=8, align=CENTRE)
    dated.runs[0].italic = True


def _causes(letter: Letter) -> None:
    table = _grid(letter, CAUSES, ("STT", "Nguyên nhân", "Thuộc về", "Số hồ sơ", "Chưa xong"))
    _loop(table, "{%tr for row in tables.by_cause.rows %}")
    _fill(_row(table), [("{{ row.no }}", CENTRE), ("{{ row.cause }}", LEFT),
                            ("{{ row.whose }}", LEFT), ("{{ row.cases }}", RIGHT),
                            ("{{ row.open }}", RIGHT)])  # fmt: skip
    _loop(table, "{%tr endfor %}")
    _fill(
        _row(table),
        [
            ("", LEFT),
            ("Tổng số", LEFT),
            ("", LEFT),
            ("{{ tables.by_cause.totals.cases }}", RIGHT),
            ("{{ tables.by_cause.totals.open }}", RIGHT),
        ],
        bold=True,
    )


def _cases(letter: Letter) -> None:
    table = _grid(letter, CASES, ("STT", "Hồ sơ", "Thời hạn", "Nguyên nhân và diễn giải"))
    _loop(table, "{%tr for row in tables.cases.rows %}")
    row = _row(table)
    _fill(row, [("{{ row.no }}", CENTRE)])
    _, case, deadline, why = row.cells
    _stack(case, ["{{ row.code }}", "{{ row.owner }}", "{{ row.procedure }}"], bold_first=True)
    _stack(deadline, [
        "Hẹn trả: {{ row.due }}",
        "{% if row.finished %}Xong: {{ row.finished }}{% else %}Chưa xong{% endif %}",
        "Trễ: {{ row.late }} làm việc", "Đang giữ: {{ row.holder }}"])  # fmt: skip
    _stack(why, [
        "{% if row.cause %}{{ row.cause }}{% else %}Chưa xác nhận nguyên nhân{% endif %}",
        "{%p if row.note %}", "{{ row.note }}", "{%p endif %}",
        "{%p if row.confirmed_by %}", "Xác nhận: {{ row.confirmed_by }}, {{ row.confirmed_at }}.",
        "{%p endif %}", "{{ row.why }}"], bold_first=True)  # fmt: skip
    _loop(table, "{%tr endfor %}")


def _signature(letter: Letter) -> None:
    table = letter.add_table(1, 2)
    _set_widths(table, (8.2, 8.3))
    copies, signer = table.rows[0].cells
    _lines(copies, [("Nơi nhận:", True, 11), ("- Như trên;", False, 11), ("- Lưu: VT.", False, 11)],
           align=LEFT)  # fmt: skip
    _lines(signer, [("THỦ TRƯỞNG CƠ QUAN", True, 13), ("(Ký, đóng dấu, ghi rõ họ tên)", False, 12)])
    _keep_whole(table.rows[0])


def _grid(letter: Letter, widths: Sequence[float], headings: Sequence[str]) -> Table:
    table: Table = letter.add_table(1, len(headings))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(table, widths)
    _fill(table.rows[0], [(heading, CENTRE) for heading in headings], bold=True)
    # The headings come again on each page.
    _mark(table.rows[0], "w:tblHeader")
    return table


def _loop(table: Table, tag: str) -> None:
    """A row that only says how often the next one comes; it vanishes."""
    _row(table).cells[0].paragraphs[0].add_run(tag)


def _fill(
    row: _Row, texts: Iterable[tuple[str, WD_ALIGN_PARAGRAPH]], *, bold: bool = False
) -> None:
    _keep_whole(row)
    for cell, (text, align) in zip(row.cells, texts, strict=False):
        _set(cell.paragraphs[0], text, 11, bold=bold, align=align)


def _stack(cell: _Cell, texts: Sequence[str], *, bold_first: bool = False) -> None:
    for place, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _set(paragraph, text, 11, bold=bold_first and place == 0, align=LEFT)


def _lines(
    cell: _Cell,
    texts: Sequence[tuple[str, bool, int]],
    align: WD_ALIGN_PARAGRAPH = CENTRE,
) -> None:
    for place, (text, bold, size) in enumerate(texts):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _set(paragraph, text, size, bold=bold, align=align)


def _line(
    there: Letter | _Cell,
    text: str,
    *,
    bold: bool = False,
    before: int = 0,
    after: int = 4,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
) -> Paragraph:
    paragraph = there.add_paragraph()
    _set(paragraph, text, 13, bold=bold, align=align)
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.keep_with_next = bold
    return paragraph


def _set(
    paragraph: Paragraph, text: str, size: int, *, bold: bool, align: WD_ALIGN_PARAGRAPH
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold or None, Pt(size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _keep_whole(row: _Row) -> None:
    """A row is not torn between two pages."""
    _mark(row, "w:cantSplit")


def _row(table: Table) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx left it out
    return row


def _mark(row: _Row, name: str) -> None:
    properties: _Element = row._tr.get_or_add_trPr()
    properties.append(OxmlElement(name))


TEMPLATES = {"late_causes.docx": late_causes}


def main(folder: Path = LETTERS) -> None:
    """Write all templates."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in TEMPLATES.items():
        (folder / name).write_bytes(written(make()))


if __name__ == "__main__":
    main()
