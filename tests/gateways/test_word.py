"""Letters in Word: our templates open and fill, and what people typed stays what it is."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from itertools import chain

import pytest
from docx import Document
from docx.document import Document as Letter
from jinja2 import UndefinedError

from engine.gateways import word
from engine.rules.calendar import OFFICE_ZONE
from tests.gateways.letter_templates import LETTERS, TEMPLATES, written

AT = datetime(2026, 11, 25, 9, 0, tzinfo=OFFICE_ZONE)
ROW = {
    "no": "1", "code": "H32.901-261116-0001", "owner": "An", "procedure": "Hộ kinh doanh",
    "due": "17:00 19/11/2026", "finished": "", "late": "2 ngày", "holder": "Phòng Kinh tế",
    "cause": "Quá tải", "note": "", "confirmed_by": "", "confirmed_at": "", "why": "5 ngày",
}  # fmt: skip
TOTALS = {"no": "", "cause": "", "whose": "", "cases": "1", "open": "1"}


def filled(**typed: str) -> bytes:
    """The explanation with one case, of which something was typed."""
    facts = {
        "agency": "Phường Tây Nha Trang", "superior": "", "place": "Tây Nha Trang",
        "dated": "ngày 25 tháng 11 năm 2026", "period": "tháng 11 năm 2026", "days": "01–30/11",
        "summary": "1 hồ sơ.", "made_at": "09:00 25/11/2026",
        "tables": {
            "cases": {"rows": [{**ROW, **typed}], "totals": None},
            "by_cause": {"rows": [TOTALS], "totals": TOTALS},
        },
    }  # fmt: skip
    return word.fill("late_causes.docx", facts, title="Giải trình", made_at=AT)


def opened(content: bytes) -> Letter:
    return Document(io.BytesIO(content))


def case_cells(content: bytes) -> list[str]:
    """The one case of the letter, cell by cell."""
    table = opened(content).tables[2]
    assert len(table.rows) == 2
    return [cell.text for cell in table.rows[1].cells]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_shipped_template_is_the_one_that_is_told_here(name: str) -> None:
    shipped, told = (LETTERS / name).read_bytes(), written(TEMPLATES[name]())

    for part in ("word/document.xml", "word/styles.xml"):
        assert _part(shipped, part) == _part(told, part)
    assert len(shipped) < 50_000


def test_nothing_of_the_template_is_left_in_a_letter() -> None:
    letter = opened(filled())
    cells = (cell.text for table in letter.tables for row in table.rows for cell in row.cells)

    text = "\n".join(chain((paragraph.text for paragraph in letter.paragraphs), cells))

    assert "{" not in text
    assert "Kính gửi: ……………………………." in text
    assert "PHƯỜNG TÂY NHA TRANG" in text
    assert (letter.core_properties.title, letter.core_properties.author) == ("Giải trình", "Motcua")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("{{ 7*7 }}", "{{ 7*7 }}", id="an expression"),
        pytest.param("{% for x in y %}", "{% for x in y %}", id="a loop without an end"),
        pytest.param("{%tr endfor %}", "{%tr endfor %}", id="a row's end"),
        pytest.param("{_{ 7*7 }_}", "{_{ 7*7 }_}", id="what docxtpl would unfold"),
        pytest.param("{# lost #}", "{# lost #}", id="a comment"),
        pytest.param("{{r note }}{{p note }}", "{{r note }}{{p note }}", id="rich text"),
        pytest.param("</w:t></w:r></w:p><w:p>", "</w:t></w:r></w:p><w:p>", id="an element's end"),
        pytest.param("\n<w:p >x", "\n<w:p >x", id="a paragraph after a line's end"),
        pytest.param("<!DOCTYPE x><![CDATA[&amp;]]>", "<!DOCTYPE x><![CDATA[&amp;]]>", id="markup"),
        pytest.param("a\x00b\x07c\x0cd\x1fe\x7ff", "abcdef", id="control characters"),
        pytest.param("a\ud800b\uffffc", "abc", id="no characters at all"),
        pytest.param("một\r\nhai\rba", "một\nhai\nba", id="lines of three machines"),
        pytest.param("trước\tsau", "trước\tsau", id="a tab"),
        pytest.param("😀 Ngữ văn ﷽ עברית", "😀 Ngữ văn ﷽ עברית", id="all the world's letters"),
        pytest.param("ạ" * 10_000, "ạ" * 10_000, id="ten thousand letters"),
    ],
)
def test_what_was_typed_is_read_as_it_was_typed(typed: str, read: str) -> None:
    _, case, _, why = case_cells(filled(owner=typed, note=typed))

    assert case == f"H32.901-261116-0001\n{read}\nHộ kinh doanh"
    assert why == f"Quá tải\n{read}\n5 ngày"


def test_a_letter_with_a_hole_is_not_made() -> None:
    with pytest.raises(UndefinedError):
        word.fill("late_causes.docx", {"agency": "An"}, title="", made_at=AT)


def _part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as letter:
        return letter.read(name)
