"""The calendars and moments that the tests of time stand on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import resources

from hypothesis import strategies as st

from engine.rules.calendar import (
    OFFICE_ZONE,
    Session,
    SpecialDay,
    WorkingCalendar,
    laid,
    read_toml,
)

FOLDER = resources.files("bpmn") / "calendar"
NATIONAL = read_toml(*(file.read_text("utf-8") for file in FOLDER.iterdir()))
SHIPPED = laid(NATIONAL)


def with_days(calendar: WorkingCalendar, *more: SpecialDay) -> WorkingCalendar:
    """The same calendar with more special days, which replace what stood on them."""
    days = {**calendar.days, **{special.day: special for special in more}}
    return replace(calendar, days=days)


def moment(text: str) -> datetime:
    """Read "02/03/2026 09:00" as the office writes it."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=OFFICE_ZONE)


def moments() -> st.SearchStrategy[datetime]:
    """Any minute of the two shipped years, with Tết and both year ends."""
    start = moment("28/12/2025 00:00")
    return st.integers(0, 730 * 24 * 60).map(lambda minutes: start + timedelta(minutes=minutes))


def days() -> st.SearchStrategy[date]:
    return st.dates(date(2025, 12, 28), date(2027, 12, 31))


def in_session(sessions: tuple[Session, ...], minute: datetime) -> bool:
    """Whether the minute that begins here is worked."""
    return any(session.start <= minute.time() < session.end for session in sessions)


def minutes_walked(start: datetime, end: datetime, calendar: WorkingCalendar) -> int:
    """Count working minutes one by one: slow, and too simple to be wrong."""
    worked, now = 0, start
    while now < end:
        worked += in_session(calendar.sessions_on(now.date()), now)
        now += timedelta(minutes=1)
    return worked
