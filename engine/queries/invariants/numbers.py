"""I2: the case numbers of an agency and a day are 1..n, without a gap or a double.

The counter tells how many were given, so that a last case that is gone is
missed too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Case, Counter
from engine.office import Office
from engine.rules import case_number

_COUNTERS = "case:"


def rule(session: Session, _office: Office) -> Iterator[str]:
    """Name the agencies and days whose numbers do not run from one to the counter."""
    found: dict[str, list[int]] = defaultdict(list)
    for code in session.scalars(select(Case.code).where(Case.code.isnot(None))):
        parsed = case_number.parse(str(code))
        found[_key(parsed.agency, parsed.day)].append(parsed.n)
    counted = dict(
        session.execute(
            select(Counter.key, Counter.n).where(Counter.key.startswith(_COUNTERS))
        ).all()
    )
    for key in sorted(found.keys() | counted.keys()):
        if sorted(found[key]) != list(range(1, counted.get(key, 0) + 1)):
            yield key.removeprefix(_COUNTERS)


def _key(agency: str, day: date) -> str:
    return f"{_COUNTERS}{agency}:{day:%y%m%d}"
