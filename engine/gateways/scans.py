"""Scans judged from outside: whether a PDF or a picture came whole, how many dots it has.

Nothing is opened or unpacked: a file of some kilobytes can claim billions of
dots, and the browser of whoever looks at it would pay. The head of a picture
says how large it is, its last mark that it was not cut off on the way.
"""

from __future__ import annotations

from typing import Final

# An A3 page at 600 dots an inch has 139 million; few browsers show twice that.
MOST_DOTS: Final = 150_000_000

_PDF_END: Final = b"%%EOF"
_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PNG_END: Final = b"IEND\xaeB`\x82"
_JPEG_END: Final = b"\xff\xd9"
# The frames that carry a size: C0 to CF, without the tables that share the range.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Marks that stand alone, without a length behind them.
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_SCAN: Final = 0xDA


def is_whole_pdf(content: bytes) -> bool:
    """Whether a PDF has its end mark; what scanners write behind it does no harm."""
    return _PDF_END in content


def dots_of_png(content: bytes) -> int | None:
    """How many dots a PNG has, or None when its head or its end is missing."""
    if not content.startswith(_PNG_HEAD) or _PNG_END not in content:
        return None
    at = len(_PNG_HEAD)
    return _number(content, at, 4) * _number(content, at + 4, 4)


def dots_of_jpeg(content: bytes) -> int | None:
    """How many dots a JPEG has, or None when its frame or its end is missing."""
    if content.rfind(_JPEG_END) < 2:
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark in _FRAMES:
            return _number(content, at + 5, 2) * _number(content, at + 7, 2)
        if mark == _SCAN:
            return None
        # A mark may be led by any number of filling 0xFF.
        bare = mark in _BARE or mark == 0xFF
        at += (1 if mark == 0xFF else 2) if bare else 2 + _number(content, at + 2, 2)
    return None


def _number(content: bytes, at: int, length: int) -> int:
    return int.from_bytes(content[at : at + length], "big")
