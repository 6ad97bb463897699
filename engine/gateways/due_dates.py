"""Due dates as an iCalendar file (RFC 5545), which any calendar program opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

MEDIA_TYPE = "text/calendar"


@dataclass(frozen=True)
class DueDate:
    """A moment by which something is promised; its key stays the same when the moment moves."""

    key: str
    title: str
    due: datetime
    address: str


def written(dates: Iterable[DueDate], *, stamped: datetime, warning: timedelta) -> bytes:
    """Write due dates as a file; each warns its reader some time before."""
    file = Calendar()
    file.add("prodid", "-//Motcua//vi")
    file.add("version", "2.0")
    for date in dates:
        event = Event()
        event.add("uid", date.key)
        event.add("dtstamp", stamped)
        event.add("dtstart", date.due)
        event.add("summary", date.title)
        event.add("url", date.address)
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", date.title)
        alarm.add("trigger", -warning)
        event.add_component(alarm)
        file.add_component(event)
    return bytes(file.to_ical())
