"""Days and moments in words, in both languages: thứ Sáu 13/02/2026.

>>> str(moment_said(datetime(2026, 2, 13, 10, 0)))
'10:00 on Friday 13/02/2026'
>>> stretch(date(2026, 2, 16), date(2026, 2, 20))
'16/02–20/02/2026'
"""

from __future__ import annotations

from datetime import date, datetime

from engine.i18n import Said, mark

WEEKDAY_NAMES = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)


def day_said(day: date) -> Said:
    """Say a day with its weekday."""
    text = mark("%(weekday)s %(day)s")
    return Said(text, weekday=Said(WEEKDAY_NAMES[day.weekday()]), day=f"{day:%d/%m/%Y}")


def moment_said(moment: datetime) -> Said:
    """Say a moment of office time with its weekday."""
    text = mark("%(time)s on %(day)s")
    return Said(text, time=f"{moment:%H:%M}", day=day_said(moment.date()))


def short(moment: datetime) -> str:
    """Write a moment in figures."""
    return f"{moment:%H:%M %d/%m/%Y}"


def stretch(start: date, end: date) -> str:
    """Write days from one to another, or the one day that it is."""
    if start == end:
        return f"{end:%d/%m/%Y}"
    years = "%d/%m" if start.year == end.year else "%d/%m/%Y"
    return f"{start.strftime(years)}–{end:%d/%m/%Y}"
