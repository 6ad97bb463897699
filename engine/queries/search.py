"""Searching: cases by what people remember of them, a code, an owner, a procedure."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from engine.models import Case, Procedure
from engine.rules import case_number, names
from engine.rules.case_number import BadCaseNumber

# Nothing that is searched holds more; SQLite refuses patterns of tens of thousands of letters.
LONGEST = 300


def holds(typed: str) -> ColumnElement[bool]:
    """The condition that code, owner or procedure hold what was typed.

    Accents, đ and capitals don't count. A whole code, typed or scanned, is looked up and
    not searched for. The query must join ``Case`` and ``Procedure``.
    """
    if whole := _whole_code(typed):
        return Case.code == whole
    wanted = typed[: LONGEST + 1]
    folded = names.fold(wanted)
    code = "".join(wanted.split()).upper()
    return or_(
        Case.code.contains(code, autoescape=True),
        Case.owner_folded.contains(folded, autoescape=True),
        Procedure.folded.contains(folded, autoescape=True),
    )


def _whole_code(typed: str) -> str | None:
    try:
        return str(case_number.parse(typed))
    except BadCaseNumber:
        return None
