"""Searching: cases by what people remember of them, a code, an owner, a procedure."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from engine.models import Case, Procedure
from engine.rules import names

# Nothing that is searched holds more; SQLite refuses patterns of tens of thousands of letters.
LONGEST = 300


def holds(typed: str) -> ColumnElement[bool]:
    """The condition that code, owner or procedure hold what was typed.

    Accents, đ and capitals don't count. The query must join ``Case`` and ``Procedure``.
    """
    wanted = typed[: LONGEST + 1]
    folded = names.fold(wanted)
    code = "".join(wanted.split()).upper()
    return or_(
        Case.code.contains(code, autoescape=True),
        Case.owner_folded.contains(folded, autoescape=True),
        Procedure.folded.contains(folded, autoescape=True),
    )
