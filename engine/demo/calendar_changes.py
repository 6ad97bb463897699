"""What the ward's manager decided about the calendar: winter hours, and a day closed for a drill.

So that the demo's calendar page has something to show: a season that begins
next month, and open cases whose dates moved, each with its history and notice.
"""

from __future__ import annotations

from datetime import date, timedelta

from engine.actions import calendars as keeping
from engine.actions.calendars import Announcement
from engine.models import Officer
from engine.office import Office
from engine.queries.calendars import HOURS, Entry
from engine.rules.calendar import WEEKDAYS, DayKind, WorkingCalendar

WINTER = [["07:30", "11:30"], ["13:15", "17:15"]]
# So far ahead that only the cases received last are moved, and some even before the office opens.
DAYS_AHEAD = 2


def announce(office: Office, manager: Officer, working: WorkingCalendar) -> None:
    """Enter both decisions; the dates follow with the jobs that are owed."""
    today = office.today()
    for decision, entry in (
        ("Quyết định 212/QĐ-UBND", _winter(today)),
        ("Thông báo 245/TB-UBND", _drill(working.add_days(today, DAYS_AHEAD))),
    ):
        with office.transaction() as session:
            keeping.announce(session, office, manager, Announcement(decision, (entry,)))


def _winter(today: date) -> Entry:
    since = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Entry(
        since,
        HOURS,
        {
            "sessions": dict.fromkeys(WEEKDAYS[:5], WINTER),
            "since": since.isoformat(),
            "until": (since + timedelta(days=89)).isoformat(),
            "reason": "Giờ mùa đông",
            "decision": "Quyết định 212/QĐ-UBND",
        },
    )


def _drill(day: date) -> Entry:
    return Entry(
        day,
        DayKind.CLOSURE,
        {
            "reason": "Diễn tập phòng, chống thiên tai",
            "reason_en": "Disaster drill",
            "decision": "Thông báo 245/TB-UBND",
        },
    )
