"""A term as rows and JSON keep it, and back.

A case remembers the rule its day was promised by, so that the day can be
recomputed and explained long after the rule has changed. Rows of older cases
have one amount and unit where newer ones have segments; both are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from engine.rules.deadline import Policy, Resume, Saturday, Segment, Term, Unit


def write_term(term: Term) -> dict[str, Any]:
    """A term as a history row keeps it.

    >>> read_term(write_term(Term.of(Decimal(3), Unit.WORKING_DAYS))).segments
    (Segment(amount=Decimal('3'), unit=<Unit.WORKING_DAYS: 'working_days'>),)
    """
    return {
        "segments": [
            {"amount": str(segment.amount), "unit": segment.unit.value} for segment in term.segments
        ],
        "policy": term.policy.value,
        "cutoff": term.cutoff.strftime("%H:%M") if term.cutoff else None,
        "saturday": term.saturday.value,
        "pause_day_consumed": term.pause_day_consumed,
        "resume": term.resume.value,
    }


def read_term(kept: Mapping[str, Any]) -> Term:
    """The term of a history row."""
    return Term(
        segments=tuple(
            Segment(Decimal(part["amount"]), Unit(part["unit"]))
            for part in kept.get("segments", [kept])
        ),
        policy=Policy(kept["policy"]),
        cutoff=time.fromisoformat(kept["cutoff"]) if kept["cutoff"] else None,
        saturday=Saturday(kept["saturday"]),
        pause_day_consumed=kept["pause_day_consumed"],
        resume=Resume(kept["resume"]),
    )
