"""Only documents come in, whatever their names say."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile

import pytest

from engine.errors import BadFile, FileTooLarge
from engine.gateways import uploads
from engine.gateways.uploads import clean_name, sniff

BPMN = (
    b'<?xml version="1.0"?><d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
)
DMN = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'


SCAN = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


def a_package(*parts: str, content: bytes = b"<x/>", packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack the parts into a ZIP as office programs do."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as package:
        for part in parts:
            package.writestr(part, content)
    return packed.getvalue()


def a_png(width: int, height: int) -> bytes:
    """Give the head and the end of a PNG, which are all that is looked at."""
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return head + size + b"\x08\x02\x00\x00\x00....\x00\x00\x00\x00IEND\xaeB`\x82"


def a_jpeg(width: int, height: int) -> bytes:
    """Give a JPEG's marks: an application's, a filled table's, its frame, its scan and its end."""
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return (
        b"\xff\xd8\xff\xe0\x00\x06JFIF\xff\xff\xdb\x00\x03."
        b"\xff\xc0\x00\x0b\x08" + size + b"\x01\x01\x11\x00\xff\xda\x00\x02...\xff\xd9"
    )


WORD = a_package("[Content_Types].xml", "word/document.xml")
EXCEL = a_package("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (SCAN, "Giấy đề nghị.pdf", uploads.PDF),
        (SCAN + bytes(4_000), "filled up by the scanner.pdf", uploads.PDF),
        (a_jpeg(2_480, 3_508), "quét.JPEG", uploads.JPEG),
        (a_png(2_480, 3_508), "quét.png", uploads.PNG),
        (SCAN, "without a suffix", uploads.PDF),
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
        pytest.param(a_jpeg(8, 8), "a.pdf", uploads.OTHER_KIND, id="a photo called pdf"),
        pytest.param(SCAN, "a.pdf.exe", uploads.OTHER_KIND, id="a second suffix"),
        pytest.param(b"%PDF-", "a.pdf", uploads.BROKEN, id="a PDF of five bytes"),
        pytest.param(SCAN[:-6], "a.pdf", uploads.BROKEN, id="a PDF cut off on the way"),
        pytest.param(a_png(8, 8)[:-9], "a.png", uploads.BROKEN, id="a PNG cut off on the way"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "a.png", uploads.BROKEN, id="a PNG of its first bytes"),
        pytest.param(a_jpeg(8, 8)[:-2], "a.jpg", uploads.BROKEN, id="a JPEG cut off on the way"),
        pytest.param(b"\xff\xd8\xff\xd9", "a.jpg", uploads.BROKEN, id="a JPEG without a frame"),
        pytest.param(a_png(0, 8), "a.png", uploads.BROKEN, id="a picture without a dot"),
        pytest.param(b"<html></html>", "a.xml", uploads.UNKNOWN_KIND, id="a web page"),
        pytest.param(
            b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.xml", uploads.UNKNOWN_KIND, id="svg"
        ),
        pytest.param(
            b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a.xml", uploads.UNKNOWN_KIND, id="doctype"
        ),
        pytest.param(b"<a><b></a>", "a.xml", uploads.BROKEN, id="XML that doesn't close"),
        pytest.param(a_package("a.txt"), "a.zip", uploads.UNKNOWN_KIND, id="an archive"),
        pytest.param(
            b"<?xml version='1.0' encoding='x-nope'?><a/>",
            "a.xml",
            uploads.BROKEN,
            id="XML in letters that nobody knows",
        ),
        pytest.param(WORD[:-30], "a.docx", uploads.BROKEN, id="half a document"),
        pytest.param(WORD[:60] + WORD[90:], "a.docx", uploads.BROKEN, id="a document with a hole"),
        pytest.param(
            a_package("[Content_Types].xml", "word/document.xml", packing=zipfile.ZIP_LZMA),
            "a.docx",
            uploads.BROKEN,
            id="a document packed as no office program packs",
        ),
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


@pytest.mark.parametrize(
    ("content", "name"), [(a_png(20_000, 10_000), "a.png"), (a_jpeg(65_535, 65_535), "a.jpg")]
)
def test_a_picture_of_more_dots_than_can_be_shown_is_too_large(content: bytes, name: str) -> None:
    with pytest.raises(FileTooLarge) as refusal:
        sniff(content, name)

    assert (refusal.value.status, refusal.value.said.text) == (413, uploads.TOO_MANY_DOTS)


@pytest.mark.parametrize("whole", [WORD, EXCEL, BPMN, SCAN, a_png(8, 8), a_jpeg(8, 8)])
def test_a_damaged_file_is_taken_or_refused_but_never_breaks_its_reader(whole: bytes) -> None:
    chance = random.Random(len(whole))
    taken = 0

    for _ in range(300):
        damaged = bytearray(whole)
        at = chance.randrange(len(damaged))
        damaged[at : at + chance.choice([0, 1, 5])] = chance.randbytes(chance.choice([0, 1, 3]))
        with contextlib.suppress(BadFile):
            sniff(bytes(damaged), "a")
            taken += 1

    # A reader that refused everything would break at nothing either.
    assert taken > 0


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
