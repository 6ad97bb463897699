"""How an agency counts what it promises, and what that comes to in an example.

The law leaves two things to local decision: whether a term of working days ends
with the day or at the minute, and whose day an ordinary Saturday of reception
is (domain: §4.3, §4.4). Both are the agency's; a procedure that it offers may
have an hour or a way of ending of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.rules.calendar import WorkingCalendar
from engine.rules.deadline import due
from engine.rules.office_hours import SATURDAY, at
from engine.rules.term import Policy, Saturday, Term, Unit

# Late in the day, so that the two ways of ending differ and a cut-off is felt.
LATE = time(16)
MORNING = time(9)


@dataclass(frozen=True)
class Counting:
    """How an agency counts: when working days end, and whose day a Saturday is."""

    policy: Policy = Policy.END_OF_DAY
    saturday: Saturday = Saturday.ROLLS

    @property
    def kept(self) -> dict[str, Any]:
        """It as a row keeps it."""
        return {"policy": self.policy.value, "saturday": self.saturday.value}


@dataclass(frozen=True)
class LocalRule:
    """What an agency decided for one procedure; None keeps the agency's or the procedure's."""

    policy: Policy | None = None
    cutoff: time | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """It as a row keeps it."""
        return {
            "policy": self.policy.value if self.policy else None,
            "cutoff": f"{self.cutoff:%H:%M}" if self.cutoff else None,
        }


@dataclass(frozen=True)
class Example:
    """A file received at a moment, and when it would be due under each choice."""

    received: datetime
    term: Term
    due: Mapping[str, datetime]


def of_policies(today: date, calendar: WorkingCalendar, term: Term | None = None) -> Example:
    """When a file received late on the next working day would be due, by each policy."""
    received = at(calendar.working_day_from(today), LATE)
    term = term or Term.of(Decimal(3), Unit.WORKING_DAYS)
    return Example(
        received,
        term,
        {each.value: due(received, replace(term, policy=each), calendar) for each in Policy},
    )


def of_saturdays(today: date, calendar: WorkingCalendar) -> Example:
    """When a file received on the next ordinary Saturday would be due, by each rule."""
    received = at(next(_ordinary_saturdays(today, calendar)), MORNING)
    term = Term.of(Decimal(3), Unit.WORKING_DAYS)
    return Example(
        received,
        term,
        {each.value: due(received, replace(term, saturday=each), calendar) for each in Saturday},
    )


def _ordinary_saturdays(today: date, calendar: WorkingCalendar) -> Iterator[date]:
    day = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
    while True:
        if calendar.receives_on_saturday(at(day, MORNING)):
            yield day
        day += timedelta(days=7)
