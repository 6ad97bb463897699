"""Only documents come in, whatever their names say."""

from __future__ import annotations

import io
import zipfile

import pytest

from engine.errors import BadFile, FileTooLarge
from engine.gateways import uploads
from engine.gateways.uploads import clean_name, sniff

BPMN = (
    b'<?xml version="1.0"?><d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
)
DMN = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'


def a_package(*parts: str, content: bytes = b"<x/>") -> bytes:
    """Pack the parts into a ZIP as office programs do."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for part in parts:
            package.writestr(part, content)
    return packed.getvalue()


WORD = a_package("[Content_Types].xml", "word/document.xml")
EXCEL = a_package("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n", "Giấy đề nghị.pdf", uploads.PDF),
        (b"\xff\xd8\xff\xe0JFIF", "quét.JPEG", uploads.JPEG),
        (b"\x89PNG\r\n\x1a\n...", "quét.png", uploads.PNG),
        (b"%PDF-1.7\n", "without a suffix", uploads.PDF),
        (WORD, "đơn.docx", uploads.DOCX),
        (EXCEL, "bảng.xlsx", uploads.XLSX),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "a.xml", uploads.XML),
        ("<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16"), "a.xml", uploads.XML),
        (BPMN, "process.bpmn", uploads.BPMN),
        (DMN, "fee.dmn", uploads.DMN),
    ],
)
def test_a_document_is_known_by_its_content(content: bytes, name: str, kind: str) -> None:
    assert sniff(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        pytest.param(b"", "a.pdf", uploads.EMPTY, id="empty"),
        pytest.param(b"MZ\x90\x00", "a.pdf", uploads.UNKNOWN_KIND, id="a program called pdf"),
        pytest.param(b"\xff\xd8\xff\xe0", "a.pdf", uploads.OTHER_KIND, id="a photo called pdf"),
        pytest.param(b"<html></html>", "a.xml", uploads.UNKNOWN_KIND, id="a web page"),
        pytest.param(
            b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.xml", uploads.UNKNOWN_KIND, id="svg"
        ),
        pytest.param(
            b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a.xml", uploads.UNKNOWN_KIND, id="doctype"
        ),
        pytest.param(b"<a><b></a>", "a.xml", uploads.BROKEN, id="XML that doesn't close"),
        pytest.param(a_package("a.txt"), "a.zip", uploads.UNKNOWN_KIND, id="an archive"),
        pytest.param(WORD[:-30], "a.docx", uploads.BROKEN, id="half a document"),
        pytest.param(
            a_package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "a.docx",
            uploads.UNKNOWN_KIND,
            id="a document with a program inside",
        ),
        pytest.param(
            a_package("[Content_Types].xml", "word/document.xml", "../../evil"),
            "a.docx",
            uploads.BROKEN,
            id="a path that climbs out",
        ),
        pytest.param(
            a_package("[Content_Types].xml", "word/document.xml", content=bytes(20_000_000)),
            "a.docx",
            uploads.UNPACKS_TOO_FAR,
            id="a bomb by its ratio",
        ),
        pytest.param(
            a_package("[Content_Types].xml", "word/document.xml", *map(str, range(2_000))),
            "a.docx",
            uploads.UNPACKS_TOO_FAR,
            id="a bomb by its entries",
        ),
    ],
)
def test_anything_else_is_refused_in_words(content: bytes, name: str, message: str) -> None:
    with pytest.raises(BadFile) as refusal:
        sniff(content, name)

    assert refusal.value.status == 415
    assert refusal.value.said.text == message
    assert name in refusal.value.said.to("vi")
    assert refusal.value.said.to("vi") != refusal.value.said.to("en")


def test_a_file_above_the_limit_is_too_large() -> None:
    content = b"%PDF-" + bytes(uploads.LARGEST)

    with pytest.raises(FileTooLarge) as refusal:
        sniff(content, "a.pdf")

    assert refusal.value.status == 413
    assert "50 MB" in refusal.value.said.to("vi")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        pytest.param("Giấy đề nghị.pdf", "Giấy đề nghị.pdf", id="marks stay, composed"),
        pytest.param("../../etc/passwd", "passwd", id="no path"),
        pytest.param("C:\\quét\\a.pdf", "a.pdf", id="no Windows path"),
        pytest.param("a\x00b\n\tc\u202efdp.exe", "ab cfdp.exe", id="nothing invisible"),
        pytest.param('a<b>:"c".pdf', "a-b---c-.pdf", id="nothing a disk refuses"),
        pytest.param(" ...", "tep", id="nothing left"),
        pytest.param("ạ" * 300 + ".pdf", "ạ" * 116 + ".pdf", id="shortened before its suffix"),
    ],
)
def test_a_name_becomes_one_plain_line(name: str, clean: str) -> None:
    assert clean_name(name) == clean
    assert clean_name(clean) == clean
