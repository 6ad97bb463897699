"""Office hours as they are typed: any number of sessions in a line.

>>> write(read("7h30-11h30, 13:00 – 17:00"))
'07:30–11:30, 13:00–17:00'
>>> read("")
()
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from engine.i18n import Said, mark
from engine.rules.office_hours import BadCalendar, Session, check_sessions

MOST_SESSIONS = 6
_CLOCK = r"(\d{1,2})\s*(?:[:hg.]\s*(\d{2})?)?"
_SESSION = re.compile(rf"\s*{_CLOCK}\s*(?:[-–—]|đến)\s*{_CLOCK}\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;\n]|\bvà\b")
# What people write for a day on which the office is closed.
_CLOSED = {"", "-", "–", "nghỉ", "đóng cửa", "closed", "off"}


def read(typed: str, day: str = "") -> tuple[Session, ...]:
    """Read a day's sessions; none when it is closed. Raises ``BadCalendar``.

    ``day`` is what the day is called, for the refusal.
    """
    text = typed.strip().casefold()
    if text in _CLOSED:
        return ()
    parts = _BETWEEN.split(text)
    if len(parts) > MOST_SESSIONS:
        raise BadCalendar(Said(mark("A day has at most %(n)s sessions."), n=MOST_SESSIONS))
    sessions = tuple(_session(part) for part in parts)
    check_sessions(day or typed.strip(), tuple(sorted(sessions)))
    return tuple(sorted(sessions))


def write(sessions: Iterable[Session]) -> str:
    """Write a day's sessions as people read them."""
    return ", ".join(f"{one.start:%H:%M}–{one.end:%H:%M}" for one in sessions)


def plain(sessions: Iterable[Session]) -> list[list[str]]:
    """A day's sessions as calendar files write them."""
    return [[f"{one.start:%H:%M}", f"{one.end:%H:%M}"] for one in sessions]


def _session(text: str) -> Session:
    found = _SESSION.fullmatch(text)
    if found is None:
        raise _unreadable(text)
    start, start_minute, end, end_minute = found.groups()
    try:
        return Session(
            time(int(start), int(start_minute or 0)), time(int(end), int(end_minute or 0))
        )
    except ValueError:
        raise _unreadable(text) from None


def _unreadable(text: str) -> BadCalendar:
    said = mark("“%(text)s” is no session. Write hours such as 07:30-11:30, 13:00-17:00.")
    return BadCalendar(Said(said, text=text.strip()[:40]))
