"""The times that stand in a diagram: ISO 8601 dates, durations and cycles.

Modelers write ``PT1H``; SpiffWorkflow would run that as Python. Here the text
is only ever read. In place of a date or a duration an expression may stand, which
is asked when the timer starts. Nothing reaches further than a hundred years, so that no
diagram can make the engine count for ever, and a date without an offset is the
office's own time.

>>> read_duration("P1M").after(datetime(2026, 1, 31, 8, tzinfo=OFFICE_ZONE)).isoformat()
'2026-02-28T08:00:00+07:00'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from engine.i18n import Said, mark
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.expression import BadExpression, compile_expression, times
from engine.rules.expression.times import Duration
from engine.rules.expression.values import kind_of

# What begins like this is meant as a time, never as a name.
_LIKE_A_TIME = re.compile(r"-?P[\dT]|R\d*/|\d{4}-", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CYCLE = re.compile(
    r"R(?P<times>\d{0,9})/(?:(?P<start>[^P/][^/]*)/)?(?P<every>P[^/]+)", re.IGNORECASE
)


@dataclass(frozen=True)
class Cycle:
    """A repetition: so many times (None: without end), every so often, from a moment on."""

    times: int | None
    every: Duration
    start: datetime | None


@dataclass(frozen=True)
class Asked:
    """An expression that says when a timer fires: asked when the timer starts."""

    text: str
    kind: Literal["moment", "length"]

    def read(self, answer: Any) -> datetime | Duration:
        """What the expression answered, as a moment or a length of time."""
        found: datetime | Duration | None = None
        if self.kind == "moment":
            match answer:
                case str():
                    found = read_date(answer)
                case datetime():
                    found = answer
                case date():
                    found = times.start_of(answer)
        else:
            match answer:
                case str():
                    found = read_duration(answer)
                case timedelta():
                    found = Duration(0, answer)
                case times.Months():
                    found = Duration(answer.count, timedelta())
        if found is None:
            raise BadExpression(
                Said(
                    mark("“%(text)s” gives no time for a timer, but %(kind)s."),
                    text=self.text[:120],
                    kind=kind_of(answer),
                )
            )
        return found


def bare(text: str) -> str:
    """Take off the quotes that SpiffWorkflow's own modelers put around a literal."""
    written = text.strip()
    return written[1:-1].strip() if _QUOTED.fullmatch(written) else written


def asked(text: str, kind: Literal["moment", "length"]) -> Asked | None:
    """An expression in place of a written time; None for what is, or should be, a time."""
    written = text.strip()
    if not written or _QUOTED.fullmatch(written) or _LIKE_A_TIME.match(written):
        return None
    return Asked(compile_expression(written).text, kind)


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


# How each of the three ways of writing a time in a diagram is read.
TIMES: Final[Mapping[str, Callable[[str], Any]]] = {
    "timeDate": read_date,
    "timeDuration": read_duration,
    "timeCycle": read_cycle,
}


def _unreadable(text: str) -> BadExpression:
    return BadExpression(
        Said(mark("“%(text)s” is not an ISO 8601 time, such as PT1H or P3D."), text=text[:120])
    )
