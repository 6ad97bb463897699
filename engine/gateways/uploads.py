"""What may be handed in as a file, judged by its content.

A name and a browser's word about a file prove nothing, so the first bytes
decide, and an office document is opened far enough to see that it is one and
that it won't unpack to something enormous. Whatever is not on the list is
refused in words that say what to do.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final
from xml.parsers import expat

from engine.errors import BadFile, FileTooLarge
from engine.gateways import scans
from engine.i18n import Said, mark

LARGEST: Final = 50 * 1024 * 1024
LARGEST_UNPACKED: Final = 200 * 1024 * 1024
MOST_ENTRIES: Final = 2_000
STEEPEST_RATIO: Final = 100
# Below this, a good ratio is only emptiness: a blank sheet packs very well.
RATIO_COUNTS_FROM: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 120

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XML: Final = "application/xml"
BPMN: Final = "application/bpmn+xml"
DMN: Final = "application/dmn+xml"

SUFFIXES: Final = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    XML: (".xml",),
    BPMN: (".bpmn", ".xml"),
    DMN: (".dmn", ".xml"),
}

_FIRST_BYTES: Final = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
# What a package or a page of XML can throw at its reader when it is broken on purpose.
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
# Office programs pack in no other way.
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OFFICE_PARTS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MODELS: Final = (("http://www.omg.org/spec/BPMN/", BPMN), ("https://www.omg.org/spec/DMN/", DMN))
# A browser runs the scripts of these, so they are pages and not documents.
_RUNNABLE: Final = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg")

UNKNOWN_KIND = mark(
    "“%(name)s” is not of a kind the office takes. "
    "Take PDF, JPG, PNG, Word (.docx), Excel (.xlsx) or XML."
)
OTHER_KIND = mark("“%(name)s” is in truth a %(kind)s file. Save it under its real kind.")
BROKEN = mark("“%(name)s” can't be opened: the file is broken or locked.")
UNPACKS_TOO_FAR = mark("“%(name)s” unpacks to far more than a document should hold.")
EMPTY = mark("“%(name)s” is empty.")
TOO_MANY_DOTS = mark("“%(name)s” has too many dots to be shown. Scan it at a lower resolution.")
TOO_LARGE = mark("“%(name)s” is larger than %(limit)s MB. Scan it at a lower resolution.")


def sniff(content: bytes, name: str) -> str:
    """Tell the media type from the content; refuse what the office doesn't take.

    Raises ``FileTooLarge`` above 50 MB, and ``BadFile`` for an unknown kind, a
    name that claims another kind, or a package that is broken or a trap.
    """
    name = clean_name(name)
    if len(content) > LARGEST:
        raise FileTooLarge(Said(TOO_LARGE, name=name, limit=LARGEST // 1024 // 1024))
    if not content:
        raise BadFile(Said(EMPTY, name=name))
    kind = _kind_of(content, name)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix and suffix not in SUFFIXES[kind]:
        raise BadFile(Said(OTHER_KIND, name=name, kind=SUFFIXES[kind][0]))
    _refuse_half_a_scan(content, kind, name)
    return kind


def clean_name(name: str) -> str:
    r"""Make a handed-in name fit to be shown and saved: one plain line, no path.

    Vietnamese marks stay (composed, NFC); control characters and the invisible
    ones that turn text around go.

    >>> clean_name("C:\\quét\\Giấy đề nghị.pdf")
    'Giấy đề nghị.pdf'
    """
    composed = unicodedata.normalize("NFC", name)
    last = composed.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(" " if letter.isspace() else letter for letter in last)
    kept = "".join(letter for letter in seen if unicodedata.category(letter)[0] != "C")
    plain = " ".join(kept.translate(_UNSAVEABLE).split()).strip(". ")
    if not plain:
        return "tep"
    suffix = PurePosixPath(plain).suffix
    suffix = suffix if len(suffix) <= 6 else ""
    return plain.removesuffix(suffix)[: LONGEST_NAME - len(suffix)].rstrip() + suffix


_UNSAVEABLE: Final = str.maketrans(dict.fromkeys('<>:"|?*', "-"))


def _kind_of(content: bytes, name: str) -> str:
    for start, kind in _FIRST_BYTES:
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content, name)
    if content[:512].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        return _xml_kind(content, name)
    raise BadFile(Said(UNKNOWN_KIND, name=name))


def _refuse_half_a_scan(content: bytes, kind: str, name: str) -> None:
    """Refuse what was cut off on the way, and a picture that nobody could look at."""
    if kind == PDF and not scans.is_whole_pdf(content):
        raise BadFile(Said(BROKEN, name=name))
    if kind in _DOTS:
        dots = _DOTS[kind](content)
        if not dots:
            raise BadFile(Said(BROKEN, name=name))
        if dots > scans.MOST_DOTS:
            raise FileTooLarge(Said(TOO_MANY_DOTS, name=name))


_DOTS: Final = {PNG: scans.dots_of_png, JPEG: scans.dots_of_jpeg}


def _office_kind(content: bytes, name: str) -> str:
    """Tell Word from Excel by their main part, after the package proved harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            _refuse_traps(entries, len(content), name)
            names = {entry.filename for entry in entries}
            if package.testzip() is not None:
                raise BadFile(Said(BROKEN, name=name))
    except _UNREADABLE as broken:
        raise BadFile(Said(BROKEN, name=name)) from broken
    # A workbook or letter that brings a program along is not a document.
    if any(part.endswith("vbaProject.bin") for part in names):
        raise BadFile(Said(UNKNOWN_KIND, name=name))
    for part, kind in _OFFICE_PARTS.items():
        if part in names and "[Content_Types].xml" in names:
            return kind
    raise BadFile(Said(UNKNOWN_KIND, name=name))


def _refuse_traps(entries: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    steep = unpacked > RATIO_COUNTS_FROM and unpacked > packed * STEEPEST_RATIO
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED or steep:
        raise BadFile(Said(UNPACKS_TOO_FAR, name=name))
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        climbs = ".." in parts or entry.filename.startswith(("/", "\\"))
        if climbs or entry.compress_type not in _PACKINGS:
            raise BadFile(Said(BROKEN, name=name))


def _xml_kind(content: bytes, name: str) -> str:
    """Tell diagrams and tables from other XML by the root; no DOCTYPE is taken.

    Without a DOCTYPE there are no entities, so nothing can grow or be fetched.
    """
    roots: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse_doctype(*_: object) -> None:
        raise BadFile(Said(UNKNOWN_KIND, name=name))

    def note_root(tag: str, _: object) -> None:
        roots.append(tag)
        parser.StartElementHandler = None

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = note_root
    try:
        parser.Parse(content, True)
    except _UNREADABLE as broken:
        raise BadFile(Said(BROKEN, name=name)) from broken
    root = roots[0]
    namespace, _, local = root.rpartition(" ")
    if namespace in _RUNNABLE or local.lower() in ("html", "svg"):
        raise BadFile(Said(UNKNOWN_KIND, name=name))
    for start, kind in _MODELS:
        if namespace.startswith(start) and local == "definitions":
            return kind
    return XML
