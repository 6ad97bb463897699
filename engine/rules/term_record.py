"""A term as rows and JSON keep it, and back.

A case remembers the rule its day was promised by, so that the day can be
recomputed and explained long after the rule has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from engine.rules.deadline import Policy, Resume, Saturday, Term, Unit


def write_term(term: Term) -> dict[str, Any]:
    """A term as a history row keeps it.

    >>> read_term(write_term(Term(Decimal(3), Unit.WORKING_DAYS))).amount
    Decimal('3')
    """
    return {
        "amount": str(term.amount),
        "unit": term.unit.value,
        "policy": term.policy.value,
        "cutoff": term.cutoff.strftime("%H:%M") if term.cutoff else None,
        "saturday": term.saturday.value,
        "pause_day_consumed": term.pause_day_consumed,
        "resume": term.resume.value,
    }


def read_term(kept: Mapping[str, Any]) -> Term:
    """The term of a history row."""
    return Term(
        amount=Decimal(kept["amount"]),
        unit=Unit(kept["unit"]),
        policy=Policy(kept["policy"]),
        cutoff=time.fromisoformat(kept["cutoff"]) if kept["cutoff"] else None,
        saturday=Saturday(kept["saturday"]),
        pause_day_consumed=kept["pause_day_consumed"],
        resume=Resume(kept["resume"]),
    )
