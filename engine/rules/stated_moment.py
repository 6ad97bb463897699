"""A moment that a person states: a day and an hour, as they were typed.

Such a moment is never taken as it is. Whoever asks for one says between which
moments it must lie, and by what it is proved.

>>> StatedMoment("13/02/2026", "10h05").read("received").isoformat()
'2026-02-13T10:05:00+07:00'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from engine.errors import BadAnswers
from engine.i18n import Said, mark
from engine.rules.answers import Unreadable, clean, read_date
from engine.rules.calendar import OFFICE_ZONE

_HOUR = re.compile(r"([0-9]{1,2})\s*(?:[:.hg]|giờ)\s*([0-9]{1,2})?(?:\s*phút)?", re.IGNORECASE)
_FOUR_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})")


@dataclass(frozen=True)
class StatedMoment:
    """A day and an hour as typed; both empty where nothing was said."""

    day: str = ""
    hour: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was stated."""
        return not (clean(self.day) or clean(self.hour))

    def read(self, field: str) -> datetime:
        """The moment in office time; raises ``BadAnswers`` at the day or the hour of a field."""
        problems: dict[str, Said] = {}
        try:
            day = read_date(self.day)
        except Unreadable as wrong:
            problems[f"{field}.day"] = wrong.said
        try:
            hour = read_hour(self.hour)
        except Unreadable as wrong:
            problems[f"{field}.hour"] = wrong.said
        if problems:
            raise BadAnswers(problems)
        return datetime.combine(day, hour, OFFICE_ZONE)


def read_hour(typed: str) -> time:
    """An hour of the day as it is typed here.

    >>> read_hour("7 giờ 30"), read_hour("0730"), read_hour("16.05")
    (datetime.time(7, 30), datetime.time(7, 30), datetime.time(16, 5))
    """
    text = clean(typed)
    found = _HOUR.fullmatch(text) or _FOUR_DIGITS.fullmatch(text)
    if found is None:
        raise Unreadable(Said(mark("This must be an hour, such as 09:30.")))
    try:
        return time(int(found[1]), int(found[2] or 0))
    except ValueError as wrong:
        raise Unreadable(Said(mark("There is no such hour."))) from wrong
