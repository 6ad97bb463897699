"""The office's time for expressions: what time it is, and working days from here to there.

The clock and the calendar come with the evaluation, never from the machine: the
office's working time is one function that says when an amount is used up, and
with an amount of 0 says when the office next opens. All of it is counted by that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from engine.errors import Refusal
from engine.i18n import mark
from engine.rules.expression.refusals import Senseless
from engine.rules.expression.seen import Moment, Seen
from engine.rules.expression.times import in_office_time, start_of
from engine.rules.expression.values import NUMBERS, kind_of

_MOST_AMOUNT: Final = 10_000
_ONE_DAY: Final = timedelta(days=1)


def now(seen: Seen) -> datetime:
    """The moment of this move."""
    return in_office_time(_at(seen).now)


def today(seen: Seen) -> date:
    """The office's day of this move."""
    return now(seen).date()


def working_days_after(seen: Seen, start: Any, amount: Any) -> Any:
    """The n-th working day after a day; or, to the minute, so many working days after a moment."""
    if type(start) is datetime:
        return _used_up(seen, start, amount, "working_days")
    if type(start) is not date or type(amount) is not int or not 0 <= amount <= _MOST_AMOUNT:
        raise Senseless(
            mark("working days are counted in whole numbers after a day, or after a moment")
        )
    day = start
    for _ in range(amount):
        day = _next(seen, day)
    return day


def working_hours_after(seen: Seen, start: Any, amount: Any) -> datetime:
    """The moment so many working hours after another."""
    if type(start) is not datetime:
        raise Senseless(mark("working hours are counted from a moment, not %(kind)s"),
                        kind=kind_of(start))  # fmt: skip
    return _used_up(seen, start, amount, "working_hours")


def working_days_between(seen: Seen, earlier: Any, later: Any) -> int:
    """How many working days a day is after another: negative when it is before."""
    start, end = _day(earlier), _day(later)
    if end < start:
        return -working_days_between(seen, end, start)
    count, day = 0, _next(seen, start)
    while day <= end:
        count, day = count + 1, _next(seen, day)
    return count


def _at(seen: Seen) -> Moment:
    if seen.at is None:
        raise Senseless(mark("there is no clock here"))
    return seen.at


def _used_up(seen: Seen, start: datetime, amount: Any, unit: str) -> datetime:
    if type(amount) not in NUMBERS or not 0 <= amount <= _MOST_AMOUNT:
        raise Senseless(
            mark("an amount of working time lies between 0 and %(most)s"), most=_MOST_AMOUNT
        )
    return _asked(seen, start, Decimal(amount), unit)


def _next(seen: Seen, day: date) -> date:
    """The first working day after a day."""
    seen.spend(1)
    if day == date.max:
        raise Senseless(mark("a moment is too far off"))
    return _asked(seen, start_of(day + _ONE_DAY), Decimal(0), "working_days").date()


def _asked(seen: Seen, start: datetime, amount: Decimal, unit: str) -> datetime:
    try:
        return in_office_time(_at(seen).working_time(start, amount, unit))
    except (Refusal, OverflowError):
        raise Senseless(mark("a moment is too far off")) from None


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise Senseless(mark("a day or a moment is needed here, not %(kind)s"), kind=kind_of(value))


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "now": now,
    "today": today,
    "working_days_after": working_days_after,
    "working_hours_after": working_hours_after,
    "working_days_between": working_days_between,
}
