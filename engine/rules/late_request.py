"""Supplement requests made late: when most of a term was used up already.

What is missing can be seen when a case is first read; who asks in the last
fifth of the term buys time. The law allows it, so it is a list for heads and
no refusal.

>>> share_used(used=1_440, whole=1_800), share_used(used=1_439, whole=1_800) >= LAST_FIFTH
(80, False)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.pause import Pause, merged
from engine.rules.running_time import RunningTime

# From which percentage of its term on a request is late.
LAST_FIFTH: Final = 80


def share_used(*, used: int, whole: int) -> int:
    """The share of a term that is used up, in whole percent; 100 where there was no term."""
    return 100 if whole <= 0 else 100 * max(used, 0) // whole


def share_at(
    moment: datetime,
    received: datetime,
    due: datetime,
    calendar: WorkingCalendar,
    pauses: Iterable[Pause] = (),
) -> int:
    """The share of a case's working time that was used up at a moment.

    ``due`` is the date that held then. What ``pauses`` lasted by then is used up
    by nobody; one that went on has moved no date yet.
    """
    noted = list(pauses)
    over = [pause for pause in noted if office_time(pause.end) < office_time(moment)]
    used = RunningTime(calendar, received, merged(noted)).at(moment)
    whole = RunningTime(calendar, received, merged(over)).at(due)
    return share_used(used=used, whole=whole)
