"""What people type, turned into values: one reader for each kind of field.

Clerks type a date as ``23112026`` and money as ``100.000.000``; programs send
``2026-11-23`` and ``100000000``. Both are read here, so a screen, the API, a
sheet of Excel and a scenario take the same and refuse the same.

>>> read_date("23112026")
datetime.date(2026, 11, 23)
>>> read_money("100.000.000 đồng")
100000000
>>> read_phone("+84 258 3822 111")
'02583822111'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.i18n import Said, mark

FIRST_YEAR, LAST_YEAR = 1900, 2199

_DATE = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_GROUPED = re.compile(r"[0-9]{1,3}([. ,])[0-9]{3}(?:\1[0-9]{3})*")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")
_MONEY_UNIT = re.compile(r"\s*(?:đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)
_ORGANISATION = re.compile(r"\d{10}(?:-\d{3})?|\d{12}")
_STORED_FILE = re.compile(r"[0-9A-Za-z_-]{1,64}")
_YES = frozenset({"yes", "true", "on", "1", "có"})
_NO = frozenset({"no", "false", "off", "0", "không"})
# Signs that show nothing or turn the text around them: zero-width blanks and joiners, direction
# marks, letters made to be blank. Pasted text carries them unseen; a paper must say what it shows.
_UNSEEN = re.compile(
    r"[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LINE_END = re.compile(r"\r\n|[\r\u2028\u2029]")
# Control signs, halves and damaged letters: no database, sheet or paper takes them all.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]")
_MORE_THAN_A_LINE = re.compile(r"[\t\n]")


class Unreadable(ValueError):
    """What was typed is not of the kind that is asked for; ``said`` tells what is."""

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__(str(said))


def clean(typed: str) -> str:
    """Bring a text to one spelling: composed letters, one kind of line end, no outer blanks.

    What can't be seen goes, so that an answer of nothing else is an empty one.

    >>> clean("  Nguye\u0302\u0303n\u200b An\ufeff ")
    'Nguyễn An'
    """
    seen = _LINE_END.sub("\n", _UNSEEN.sub("", typed))
    return unicodedata.normalize("NFC", seen).strip()


def read_text(typed: Any) -> str:
    """A single line."""
    text = _words(typed)
    if _NO_TEXT.search(text) or _MORE_THAN_A_LINE.search(text):
        raise Unreadable(Said(mark("This must be a single line of plain text.")))
    return text


def read_long_text(typed: Any) -> str:
    """Lines of text; tabs and line ends are the only control characters taken."""
    text = _words(typed)
    if _NO_TEXT.search(text):
        raise Unreadable(Said(mark("This holds characters that are not text.")))
    return text


def read_number(typed: Any) -> int | Decimal:
    """A number as it is written here: a comma before decimals, dots between thousands."""
    if isinstance(typed, int | Decimal) and not isinstance(typed, bool):
        return typed
    said = Said(mark("This must be a number, such as 12 or 1,5."))
    text = str(typed) if isinstance(typed, float) else _words(typed)
    whole, comma, decimals = text.partition(",")
    if not isinstance(typed, float) and _GROUPED.fullmatch(whole):
        whole = re.sub(r"[. ,]", "", whole)
    has_decimals = decimals.isascii() and decimals.isdecimal()
    if not _DECIMAL.fullmatch(whole) or (comma and not has_decimals):
        raise Unreadable(said)
    try:
        number = Decimal(f"{whole}.{decimals}" if comma else whole)
    except InvalidOperation as wrong:
        raise Unreadable(said) from wrong
    return int(number) if number == number.to_integral_value() else number


def read_money(typed: Any) -> int:
    """Whole đồng."""
    said = Said(mark("This must be an amount in whole đồng, such as 100.000.000."))
    if isinstance(typed, int) and not isinstance(typed, bool):
        amount = typed
    else:
        digits = _MONEY_UNIT.sub("", _words(typed, said))
        if _GROUPED.fullmatch(digits):
            digits = re.sub(r"[. ,]", "", digits)
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 18:
            raise Unreadable(said)
        amount = int(digits)
    if amount < 0:
        raise Unreadable(said)
    return amount


def read_date(typed: Any) -> date:
    """A day as it is typed here, or as programs write it."""
    if isinstance(typed, date) and not isinstance(typed, datetime):
        return typed
    said = Said(mark("This must be a date, such as 23/11/2026."))
    text = _words(typed, said)
    if found := _DATE.fullmatch(text):
        day, month, year = (int(part) for part in found.groups() if part is not None)
    elif found := _ISO_DATE.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise Unreadable(said)
    try:
        read = date(year, month, day)
    except ValueError as wrong:
        raise Unreadable(Said(mark("There is no such day."))) from wrong
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise Unreadable(Said(mark("There is no such day.")))
    return read


def read_yes_no(typed: Any) -> bool:
    """A yes or a no, in either language or as a tick box sends it."""
    if isinstance(typed, bool):
        return typed
    said = Said(mark("This must be yes or no."))
    text = _words(typed, said).casefold()
    if text not in _YES | _NO:
        raise Unreadable(said)
    return text in _YES


def read_person_id(typed: Any) -> str:
    """The personal identification number: twelve digits."""
    said = Said(mark("A personal number has 12 digits."))
    digits = re.sub(r"[ .]", "", _words(typed, said))
    if not (len(digits) == 12 and digits.isascii() and digits.isdecimal()):
        raise Unreadable(said)
    return digits


def read_organisation_id(typed: Any) -> str:
    """A tax code: 10 digits, a branch's 10-3, or the 12 of the person it belongs to."""
    said = Said(mark("A tax code has 10 digits, 10 and 3 with a dash, or 12."))
    code = re.sub(r"[ .]", "", _words(typed, said))
    if not (code.isascii() and _ORGANISATION.fullmatch(code)):
        raise Unreadable(said)
    return code


def read_phone(typed: Any) -> str:
    """A Vietnamese number: a zero and nine digits, ten for some landlines."""
    said = Said(mark("A telephone number has 10 or 11 digits and begins with 0."))
    digits = re.sub(r"[ .()-]", "", _words(typed, said))
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    if not (digits.isascii() and re.fullmatch(r"0[1-9]\d{8,9}", digits)):
        raise Unreadable(said)
    return digits


def read_file(typed: Any) -> str:
    """The id under which an uploaded file is kept."""
    said = Said(mark("Choose a file and wait until it is uploaded."))
    stored = _words(typed, said)
    if not _STORED_FILE.fullmatch(stored):
        raise Unreadable(said)
    return stored


READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": read_text,
    "long_text": read_long_text,
    "number": read_number,
    "money": read_money,
    "date": read_date,
    "choice": read_text,
    "yes_no": read_yes_no,
    "person_id": read_person_id,
    "organisation_id": read_organisation_id,
    "phone": read_phone,
    "address": read_text,
    "file": read_file,
}


def _words(typed: Any, otherwise: Said | None = None) -> str:
    if not isinstance(typed, str):
        raise Unreadable(otherwise or Said(mark("This must be a text.")))
    return clean(typed)
