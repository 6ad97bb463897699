"""The fonts of printed papers: one whole font for each face.

WeasyPrint takes two files of one family, weight and style for the same font and
draws the letters of one with the outlines of the other, while the text that a
search finds in the PDF stays right. So a face must come from a single file
that has every letter.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from unicodedata import normalize

import pytest
from fontTools.ttLib import TTFont

from tests.repository import ROOT

DIST = ROOT / "web" / "static" / "dist"
FACE = re.compile(
    r'font-family: "(?P<family>[^"]+)";\s+font-weight: (?P<weight>\d+);\s+'
    r'font-style: (?P<style>\w+);\s+src: url\("(?P<file>[^"]+)"\)'
)
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]


@pytest.fixture(scope="module")
def faces() -> list[dict[str, str]]:
    sheet = DIST / "print-fonts.css"
    assert sheet.is_file(), "run `make setup`: it builds the screens' assets and the papers' fonts"
    return [match.groupdict() for match in FACE.finditer(sheet.read_text())]


def test_each_face_comes_from_one_file(faces: list[dict[str, str]]) -> None:
    files = Counter((face["family"], face["weight"], face["style"]) for face in faces)

    assert set(files) == set(
        product(("Noto Serif", "Noto Sans"), ("400", "700"), ("normal", "italic"))
    )
    assert set(files.values()) == {1}


def test_each_font_has_every_vietnamese_letter(faces: list[dict[str, str]]) -> None:
    letters = {normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)}
    alphabet = letters | {letter.upper() for letter in letters} | set("đĐ₫–0123456789")

    lacking = {
        face["file"]: alphabet - set(map(chr, TTFont(DIST / face["file"]).getBestCmap()))
        for face in faces
    }

    assert {file: missing for file, missing in lacking.items() if missing} == {}
