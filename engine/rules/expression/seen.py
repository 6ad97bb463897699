"""What one evaluation sees: the names it asks for, the time it is, and its budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.i18n import mark
from engine.rules.expression import budget
from engine.rules.expression.refusals import Overspent, Senseless
from engine.rules.expression.values import CONTAINERS, picked, taken, weight

# From a moment, an amount and a unit to the moment when that much is used up.
WorkingTime = Callable[[datetime, Decimal, str], datetime]


@dataclass(frozen=True)
class Moment:
    """What time it is for an expression, and how the office counts working time."""

    now: datetime
    working_time: WorkingTime


class Seen(dict[str, Any]):
    """The values of names, which come in when they are first asked for."""

    __slots__ = ("at", "given", "left")

    def __init__(self, given: Mapping[str, Any], at: Moment | None = None) -> None:
        super().__init__()
        self.given = given
        self.at = at
        self.left = budget.MOST_STEPS

    def __missing__(self, name: str) -> Any:
        try:
            value = picked(self.given[name])
        except KeyError:
            raise Senseless(mark("nobody has given “%(name)s”"), name=name) from None
        self[name] = value
        return value

    def spend(self, steps: int) -> None:
        """Pay for work; ``Overspent`` when there is nothing left to pay with."""
        self.left -= steps
        if self.left < 0:
            raise Overspent(mark("it takes more than %(most)s steps"), most=budget.MOST_STEPS)

    def walk(self, value: Any) -> None:
        """Pay for walking through a whole value; ``Overspent`` when it is too large."""
        if type(value) is str:
            self.spend(len(value) // budget.SIGNS_A_STEP)
        elif type(value) in CONTAINERS:
            self.spend(weight(value) // budget.MEMBERS_A_STEP)

    def whole(self, value: Any) -> Any:
        """A copy of a value that nobody else holds."""
        if type(value) not in CONTAINERS:
            return value
        self.walk(value)
        return taken(value)[0]


# A part of an expression, ready to be asked.
Ask = Callable[[Seen], Any]
