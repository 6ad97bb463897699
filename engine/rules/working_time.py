"""Counting in working time: so many days, so many minutes, from here to there.

An ordinary Saturday is never a working day: the counter may be open on it, but
the term does not run (Decision 14/2010/QĐ-TTg); only an announced make-up
Saturday works.

Each year is laid out once as a table of its working days, so that a term of
ten thousand days costs a look-up a year, not a walk over each day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from engine.i18n import Said, mark
from engine.rules.office_hours import (
    FIRST_YEAR,
    LAST_YEAR,
    SATURDAY,
    BadCalendar,
    BeyondCalendar,
    OfficeHours,
    Session,
    at,
    minute_of,
    office_time,
)
from engine.rules.special_day import DayKind, SpecialDay

_WORKING_WEEK = [weekday for weekday in range(7) if weekday != SATURDAY]


@dataclass(frozen=True)
class _Year:
    """The working days of a year, and the minutes worked before each of them."""

    days: tuple[date, ...]
    worked: tuple[int, ...]
    total: int
    sessions: Mapping[date, tuple[Session, ...]]


@dataclass(frozen=True)
class WorkingCalendar:
    """An office's hours, and the days that differ from their weekday.

    Of hours that cover the same day the later ones count. ``announced`` are the
    years whose holidays are decided; outside them dates are counted by what is
    known, and are worth a warning. None means that nobody said.
    """

    hours: tuple[OfficeHours, ...]
    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    announced: frozenset[int] | None = None
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for day in self._changes_of_hours():
            if not any(self.weekday_hours(day, weekday) for weekday in _WORKING_WEEK):
                raise BadCalendar(
                    Said(mark("The calendar has no working hours in the whole week."))
                )
        for special in self.days.values():
            if special.kind is DayKind.MAKEUP and not self._hours_of(special):
                text = mark("The make-up day %(day)s works as a weekday without office hours.")
                raise BadCalendar(Said(text, day=special.day.isoformat()))

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """Give the office hours of a day; none when it is not a working day."""
        return self._year(day.year).sessions.get(day, ())

    def is_working_day(self, day: date) -> bool:
        return day in self._year(day.year).sessions

    def is_announced(self, day: date) -> bool:
        """Whether the holidays of that time have been decided."""
        return self.announced is None or day.year in self.announced

    @property
    def announced_until(self) -> date | None:
        """The last day before a year that is not announced, or is missing."""
        if not self.announced:
            return None
        year = min(self.announced)
        while year + 1 in self.announced:
            year += 1
        return date(year, 12, 31)

    def doubt(self, start: date, end: date) -> Said | None:
        """Say why a date counted from ``start`` to ``end`` may still move; None when it won't."""
        if self.announced is None:
            return None
        until = self.announced_until
        for year in range(start.year, end.year + 1):
            if until is not None and year > until.year:
                text = mark(
                    "Holidays are announced only until %(day)s; a later date may still move."
                )
                return Said(text, day=f"{until:%d/%m/%Y}")
            if year not in self.announced:
                text = mark("The calendar has no announced holidays of %(year)s.")
                return Said(text, year=year)
        return None

    def receives_on_saturday(self, moment: datetime) -> bool:
        """Whether a moment lies on an ordinary Saturday on which the counter may receive.

        Where the calendar gives Saturday hours they are the counter's, and
        what comes after the last of them is no longer that day's.
        """
        local = office_time(moment)
        if local.weekday() != SATURDAY or local.date() in self.days:
            return False
        hours = self.weekday_hours(local.date(), SATURDAY)
        return not hours or local.time() <= hours[-1].end

    def next_working_day(self, day: date) -> date:
        """Give the first working day strictly after ``day``."""
        return self.add_days(day, 1)

    def working_day_from(self, day: date) -> date:
        """Give the day itself when it is worked, else the next that is."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def add_days(self, day: date, n: int) -> date:
        """Give the n-th working day after ``day``, which itself does not count.

        (Civil Code 2015, art. 147: a term in days starts on the day after.)
        """
        if n < 0:
            raise ValueError("working days are counted forwards")
        if n == 0:
            return day
        year = day.year
        position = bisect_right(self._year(year).days, day) + n - 1
        while position >= len(self._year(year).days):
            position -= len(self._year(year).days)
            year += 1
        return self._year(year).days[position]

    def days_before(self, day: date, n: int) -> date:
        """Give the n-th working day before ``day``, which itself does not count."""
        if n <= 0:
            return day
        year = day.year
        position = bisect_left(self._year(year).days, day) - n
        while position < 0:
            year -= 1
            position += len(self._year(year).days)
        return self._year(year).days[position]

    def days_between(self, earlier: date, later: date) -> int:
        """Count the working days after ``earlier`` and before ``later``."""
        if later <= earlier:
            return 0
        whole_years = sum(len(self._year(year).days) for year in range(earlier.year, later.year))
        before_later = bisect_left(self._year(later.year).days, later)
        return whole_years + before_later - bisect_right(self._year(earlier.year).days, earlier)

    def opening(self, moment: datetime) -> datetime:
        """Give the moment itself when the office is open, else the start of the next session.

        The very end of a session still belongs to it.
        """
        local = office_time(moment)
        for session in self.sessions_on(local.date()):
            if local.time() <= session.end:
                return max(local, at(local.date(), session.start))
        day = self.next_working_day(local.date())
        return at(day, self.sessions_on(day)[0].start)

    def end_of_day(self, day: date) -> datetime:
        """Give the moment at which the office closes on a working day."""
        sessions = self.sessions_on(day)
        if not sessions:
            raise ValueError(f"the office is closed on {day}")
        return at(day, sessions[-1].end)

    def add_minutes(self, moment: datetime, minutes: int) -> datetime:
        """Give the moment at which so many more minutes will have been worked.

        A result on the end of a session stays there: 11:30, not 13:00.
        """
        if minutes < 0:
            raise ValueError("working minutes are counted forwards")
        if minutes == 0:
            return self.opening(moment)
        local = office_time(moment)
        year, wanted = local.year, self._worked_since_new_year(local) + minutes
        while wanted > self._year(year).total:
            wanted -= self._year(year).total
            year += 1
        table = self._year(year)
        position = bisect_left(table.worked, wanted) - 1
        return self._moment_on(table.days[position], wanted - table.worked[position])

    def minutes_before(self, moment: datetime, minutes: int) -> datetime:
        """Give the moment from which so many minutes are worked until ``moment``.

        A result between two days is the start of the later one.
        """
        local = office_time(moment)
        year, wanted = local.year, self._worked_since_new_year(local) - minutes
        while wanted < 0:
            year -= 1
            wanted += self._year(year).total
        table = self._year(year)
        position = bisect_right(table.worked, wanted) - 1
        return self._moment_on(table.days[position], wanted - table.worked[position])

    def minutes_between(self, earlier: datetime, later: datetime) -> int:
        """Count the working minutes from one moment to the other; negative when they are turned."""
        start, end = office_time(earlier), office_time(later)
        if end < start:
            return -self.minutes_between(end, start)
        whole_years = sum(self._year(year).total for year in range(start.year, end.year))
        return whole_years + self._worked_since_new_year(end) - self._worked_since_new_year(start)

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise BeyondCalendar
            self._years[year] = self._lay_out(year)
        return self._years[year]

    def _lay_out(self, year: int) -> _Year:
        length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        every_day = (date(year, 1, 1) + timedelta(days=n) for n in range(length))
        days, worked, total = [], [], 0
        hours = {}
        for day in every_day:
            if sessions := self._announced_hours(day):
                days.append(day)
                worked.append(total)
                hours[day] = sessions
                total += sum(session.minutes for session in sessions)
        return _Year(tuple(days), tuple(worked), total, hours)

    def _announced_hours(self, day: date) -> tuple[Session, ...]:
        if day in self.days:
            return self._hours_of(self.days[day])
        if day.weekday() == SATURDAY:
            return ()
        return self.weekday_hours(day, day.weekday())

    def _hours_of(self, special: SpecialDay) -> tuple[Session, ...]:
        if special.works_as is None or special.sessions:
            return special.sessions
        return self.weekday_hours(special.day, special.works_as)

    def weekday_hours(self, day: date, weekday: int) -> tuple[Session, ...]:
        """Give the hours that a weekday (0 is Monday) has in the season of ``day``."""
        for hours in reversed(self.hours):
            if weekday in hours.week and hours.cover(day):
                return hours.week[weekday]
        return ()

    def _changes_of_hours(self) -> list[date]:
        """The first day of time, and each day on which other hours begin."""
        begun = [hours.since for hours in self.hours if hours.since]
        ended = [hours.until + timedelta(days=1) for hours in self.hours if hours.until]
        return [date.min, *begun, *ended]

    def _worked_since_new_year(self, local: datetime) -> int:
        table, day = self._year(local.year), local.date()
        position = bisect_left(table.days, day)
        if position == len(table.days):
            return table.total
        if table.days[position] != day:
            return table.worked[position]
        now = minute_of(local.time())
        return table.worked[position] + sum(
            min(max(now - minute_of(session.start), 0), session.minutes)
            for session in self.sessions_on(day)
        )

    def _moment_on(self, day: date, minutes: int) -> datetime:
        for session in self.sessions_on(day):
            if minutes <= session.minutes:
                return at(day, session.start) + timedelta(minutes=minutes)
            minutes -= session.minutes
        raise AssertionError("more minutes than the day has")
