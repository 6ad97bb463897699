"""Outages: when the office could not record, and what may be recorded afterwards.

An outage protects filing times (domain: T1, §1 no. 6): what was received on
paper meanwhile counts from its true hour. It is no licence to date things
back. An hour is taken only when it lies within an outage, and only for some
working days after its end.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime

from engine.i18n import Said, mark
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.day_words import day_said, short
from engine.rules.procedure_parts import take_names
from engine.rules.stated import Fact, take_fact
from engine.rules.toml_table import Mistake, TomlTable

DAYS = "working_days"


@dataclass(frozen=True)
class Span:
    """From when to when an outage lasted; it has no end while it lasts."""

    began: datetime
    ended: datetime | None

    def covers(self, moment: datetime) -> bool:
        """Whether a moment lies within it, its ends included."""
        return self.began <= moment and (self.ended is None or moment <= self.ended)

    def overlaps(self, other: Span) -> bool:
        """Whether the two have more than a moment in common."""
        ends_after = other.ended is None or self.began < other.ended
        return ends_after and (self.ended is None or other.began < self.ended)


def wrong_span(span: Span, *, now: datetime, since: datetime) -> dict[str, Said]:
    """What is wrong with when an outage is said to have been, by field.

    ``since`` is when the agency began to work with the system.
    """
    if span.began > now:
        return {"began.day": Said(mark("An outage is noted once it has begun."))}
    if span.began < since:
        text = mark("Before %(since)s this agency did not work with the system yet.")
        return {"began.day": Said(text, since=short(office_time(since)))}
    if span.ended is not None and span.ended <= span.began:
        return {"ended.hour": Said(mark("The end must come after the beginning."))}
    if span.ended is not None and span.ended > now:
        return {"ended.day": Said(mark("The end lies in the future; leave it empty meanwhile."))}
    return {}


def wrong_hour(
    hour: datetime, span: Span, *, now: datetime, within: int, calendar: WorkingCalendar
) -> dict[str, Said]:
    """Why a dossier can't be entered now with this true hour, by field; empty when it can."""
    if hour > now:
        return {"received.day": Said(mark("This hour lies in the future."))}
    if not span.covers(hour):
        text = mark("At this hour the outage did not last: it was %(began)s – %(ended)s.")
        ended = short(office_time(span.ended)) if span.ended else Said(mark("until now"))
        return {"received.hour": Said(text, began=short(office_time(span.began)), ended=ended)}
    if span.ended is not None and now.date() > (last := last_day(span.ended, within, calendar)):
        text = mark("The papers of this outage could be entered until %(day)s.")
        return {"outage": Said(text, day=day_said(last))}
    return {}


def last_day(ended: datetime, within: int, calendar: WorkingCalendar) -> date:
    """The last day on which something of that moment may still be entered."""
    return calendar.add_days(office_time(ended).date(), within)


def read_within(text: str) -> Fact[int]:
    """For how many working days something may still be entered, with the source of it."""
    mistakes: list[Mistake] = []
    table = TomlTable("late_entry.toml", tomllib.loads(text), mistakes)
    sources = take_names(table.table("sources"))
    fact = take_fact(table.table("within"), frozenset(sources), lambda one: one.whole(DAYS))
    table.close()
    if fact is None or mistakes:
        raise ValueError(f"late_entry.toml can't be used: {mistakes}")
    return fact
