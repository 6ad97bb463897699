"""Whose calendar it is: the nation's, an agency's, a unit's, laid one over the other.

The nation announces holidays and make-up days; an agency has its office hours
and is closed in a storm; a unit may open on other hours. Each says only what
differs from the layer beneath it.

>>> from engine.rules.calendar import read_json
>>> nation = read_json({"sessions": {"mon": [["07:30", "11:30"]], "tue": [["07:30", "11:30"]]}})
>>> unit = read_json({"sessions": {"tue": []}})
>>> laid(nation, unit).is_working_day(date(2026, 3, 3))
False
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from engine.i18n import Said, mark
from engine.rules.office_hours import BadCalendar, OfficeHours
from engine.rules.special_day import SpecialDay
from engine.rules.working_time import WorkingCalendar


@dataclass(frozen=True)
class CalendarLayer:
    """What one body says about working time.

    ``announced`` are the years whose holidays it has decided; None when that
    is not for it to say.
    """

    hours: tuple[OfficeHours, ...] = ()
    days: tuple[SpecialDay, ...] = ()
    announced: frozenset[int] | None = None

    def __post_init__(self) -> None:
        for one, other in pairwise(sorted(self.days, key=lambda special: special.day)):
            if one.day == other.day and one.kind.is_worked != other.kind.is_worked:
                raise _both(one.day)
        seen = set()
        for hours in self.hours:
            for weekday in hours.week:
                if (weekday, hours.since) in seen:
                    raise BadCalendar(Said(mark("Two seasons begin on the same day.")))
                seen.add((weekday, hours.since))


def laid(*layers: CalendarLayer) -> WorkingCalendar:
    """Lay calendars over each other; the later one counts where two speak of the same.

    A layer may close on a make-up day and open in another's closure, but it does
    not work on a holiday.
    """
    hours: list[OfficeHours] = []
    days: dict[date, SpecialDay] = {}
    announced: frozenset[int] | None = None
    for layer in layers:
        hours += sorted(layer.hours, key=lambda one: one.since or date.min)
        for special in layer.days:
            beneath = days.get(special.day)
            if beneath and special.kind.is_worked and beneath.kind.is_rest:
                raise _both(special.day)
            days[special.day] = special
        if layer.announced is not None:
            announced = layer.announced | (announced or frozenset())
    return WorkingCalendar(tuple(hours), days, announced)


def _both(day: date) -> BadCalendar:
    text = mark("%(day)s is both a day off and a make-up day.")
    return BadCalendar(Said(text, day=day.isoformat()))
