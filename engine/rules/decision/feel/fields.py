"""What stands behind a dot in FEEL: the parts of days, moments and lengths of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from engine.rules.expression.times import Months

FIELDS: Final[Mapping[tuple[type, str], Callable[[Any], Any]]] = {
    **{
        (kind, name): attrgetter(name)
        for kind in (date, datetime)
        for name in ("year", "month", "day")
    },
    **{(kind, "weekday"): lambda day: day.isoweekday() for kind in (date, datetime)},
    **{(datetime, name): attrgetter(name) for name in ("hour", "minute", "second")},
    (timedelta, "days"): attrgetter("days"),
    (timedelta, "hours"): lambda length: length.seconds // 3600,
    (timedelta, "minutes"): lambda length: length.seconds // 60 % 60,
    (timedelta, "seconds"): lambda length: length.seconds % 60,
    (Months, "years"): lambda length: length.count // 12,
    (Months, "months"): lambda length: length.count % 12,
}
