"""Moments of the November in which most tests live: the 16th is a Monday, the 24th a holiday."""

from __future__ import annotations

from datetime import datetime

from engine.rules.calendar import OFFICE_ZONE


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, in office time."""
    return datetime(2026, 11, day, hour, minute, tzinfo=OFFICE_ZONE)
