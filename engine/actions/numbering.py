"""Gap-free numbers, taken inside the transaction that uses them.

A number comes from a counter row and never from counting: two clerks who
register at the same moment wait for each other here, and one who gives up
leaves no gap, because the counter rolls back with the rest.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.models import Agency
from engine.rules import case_number

# The same words on SQLite and PostgreSQL; the row stays locked until the commit.
_NEXT = text(
    "INSERT INTO counter (key, n) VALUES (:key, 1)"
    " ON CONFLICT (key) DO UPDATE SET n = counter.n + 1 RETURNING n"
)


def next_case_code(session: Session, agency: Agency, day: date) -> str:
    """The next code of an agency's day (Circular 03/2025/TT-VPCP: 1..n a day)."""
    number = _next(session, f"case:{agency.code}:{day:%y%m%d}")
    return case_number.compose(agency.code, day, number)


def next_in_register(session: Session, agency: Agency, register: str, year: int) -> int:
    """The next number of a register, which starts again every year."""
    return _next(session, f"register:{agency.code}:{register}:{year}")


def _next(session: Session, key: str) -> int:
    return int(session.execute(_NEXT, {"key": key}).scalar_one())
