"""The code of a case: the receiving agency, the day, the running number of that day.

Circular 03/2025/TT-VPCP with the agency codes of Decision 20/2020/QĐ-TTg. The
number has four digits and widens past 9999 rather than begin again. Codes are
printed, read aloud and scanned, so reading one forgives spaces and small
letters; nothing else.

>>> compose("H32.1", date(2026, 11, 23), 42)
'H32.1-261123-0042'
>>> parse(" h32.1-261123-0042 ").n
42
>>> list(mentioned("/hs/H32.1-261123-0042/giay-hen"))
['H32.1-261123-0042']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.errors import Refusal
from engine.i18n import Said, mark

_AGENCY = re.compile(r"[A-Z0-9]+(\.[A-Z0-9]+)*", re.ASCII)
_LONGEST_AGENCY = 35
_NUMBER = re.compile(
    r"(?P<agency>[A-Z0-9.]+)-(?P<yy>[0-9]{2})(?P<mm>[0-9]{2})(?P<dd>[0-9]{2})-(?P<n>[0-9]{4,9})"
)
_CENTURY = 2000


class BadCaseNumber(Refusal):
    """What was typed or scanned is not the code of a case."""

    code = "bad-case-number"
    default = mark("This is not the code of a case.")


@dataclass(frozen=True)
class CaseNumber:
    """The parts of a case's code."""

    agency: str
    day: date
    n: int

    def __str__(self) -> str:
        return compose(self.agency, self.day, self.n)


def compose(agency: str, day: date, n: int) -> str:
    """Write the code of the n-th case that an agency received on a day."""
    if len(agency) > _LONGEST_AGENCY or not _AGENCY.fullmatch(agency):
        raise ValueError(f"{agency!r} is not the code of an agency")
    if not (n >= 1 and _CENTURY <= day.year < _CENTURY + 100):
        raise ValueError("a case has a number from 1 and a day of this century")
    return f"{agency}-{day:%y%m%d}-{n:04}"


def parse(text: str) -> CaseNumber:
    """Read the code of a case; refuse what ``compose`` would not write."""
    typed = "".join(text.split()).upper()
    if found := _NUMBER.fullmatch(typed):
        year, month, day = (int(found[part]) for part in ("yy", "mm", "dd"))
        try:
            number = CaseNumber(found["agency"], date(_CENTURY + year, month, day), int(found["n"]))
            if str(number) == typed:
                return number
        except ValueError:
            pass
    raise BadCaseNumber(Said(mark("%(text)s is not the code of a case."), text=text.strip()[:80]))


def mentioned(text: str) -> Iterator[str]:
    """The codes of cases that a text or an address names."""
    return (found[0] for found in _NUMBER.finditer(text))
