"""The times that stand in a diagram: ISO 8601 dates, durations and cycles.

Modelers write ``PT1H``; SpiffWorkflow would run that as Python. Here the text
is only ever read. Nothing reaches further than a hundred years, so that no
diagram can make the engine count for ever, and a date without an offset is the
office's own time.

>>> read_duration("P1M").after(datetime(2026, 1, 31, 8, tzinfo=OFFICE_ZONE)).isoformat()
'2026-02-28T08:00:00+07:00'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.i18n import Said, mark
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.expression import BadExpression, times
from engine.rules.expression.times import Duration

_CYCLE = re.compile(
    r"R(?P<times>\d{0,9})/(?:(?P<start>[^P/][^/]*)/)?(?P<every>P[^/]+)", re.IGNORECASE
)


@dataclass(frozen=True)
class Cycle:
    """A repetition: so many times (None: without end), every so often, from a moment on."""

    times: int | None
    every: Duration
    start: datetime | None


def bare(text: str) -> str:
    """Take off the quotes that SpiffWorkflow's own modelers put around a literal."""
    written = text.strip()
    for quote in ('"', "'"):
        if len(written) > 1 and written[0] == written[-1] == quote:
            return written[1:-1].strip()
    return written


def read_date(text: str) -> datetime:
    """Read a moment; without an offset it is the office's time."""
    try:
        moment = datetime.fromisoformat(bare(text))
    except ValueError as wrong:
        raise _unreadable(text) from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)


def read_duration(text: str) -> Duration:
    """Read a duration such as ``P3DT4H``, of at most a hundred years."""
    return times.read_duration(bare(text))


def read_cycle(text: str) -> Cycle:
    """Read a repetition such as ``R3/PT24H`` or ``R/2026-11-23T08:00/P1D``."""
    written = _CYCLE.fullmatch(bare(text))
    if written is None:
        raise _unreadable(text)
    every = read_duration(written["every"])
    if every.months == 0 and every.exact < timedelta(minutes=1):
        raise BadExpression(
            Said(mark("“%(text)s” would repeat more often than every minute."), text=text[:120])
        )
    start = read_date(written["start"]) if written["start"] else None
    return Cycle(int(written["times"]) if written["times"] else None, every, start)


def _unreadable(text: str) -> BadExpression:
    return BadExpression(
        Said(mark("“%(text)s” is not an ISO 8601 time, such as PT1H or P3D."), text=text[:120])
    )
