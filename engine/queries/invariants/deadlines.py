"""I11: every deadline recomputes from its events.

Each line of a deadline's history names the calendar it was computed by, so a
line of last year is held against last year's calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import CalendarChange, Case, DeadlineEvent
from engine.office import Office
from engine.queries import calendars, extensions
from engine.queries.deadline_history import (
    COMPUTING,
    ENDING,
    PRINTING,
    Ended,
    ended_pauses,
    recomputed,
)
from engine.rules import deadline
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.extension import Extension, second_date
from engine.rules.pause import Pause
from engine.rules.term_record import read_term

BATCH = 500

_HISTORY = (
    select(
        Case.id,
        Case.code,
        Case.agency_id,
        Case.received_at,
        Case.original_due,
        Case.due,
        Case.second_due,
        DeadlineEvent.at,
        DeadlineEvent.kind,
        DeadlineEvent.counted_from,
        DeadlineEvent.due_after,
        DeadlineEvent.second_after,
        DeadlineEvent.reason,
        DeadlineEvent.term,
        DeadlineEvent.calendar_id,
    )
    .join(DeadlineEvent, DeadlineEvent.case_id == Case.id)
    .order_by(Case.id, DeadlineEvent.id)
    .execution_options(yield_per=BATCH)
)


def rule(session: Session, office: Office) -> Iterator[str]:
    """Name the cases whose promised, present or second date is not what their events make."""
    pauses = ended_pauses(session)
    first = calendars.first_revision(session)
    known = set(session.scalars(select(CalendarChange.id)))
    kept = {key: calendars.at_revision(session, office, key) for key in known}
    promised = set()
    with session.execute(_HISTORY) as rows:
        for case_id, lines in groupby(rows, key=lambda row: int(row.id)):
            history = list(lines)
            promised.add(case_id)
            working = [kept[line.calendar_id or first].of(line.agency_id) for line in history]
            if not _recomputes(history, working, pauses[case_id]):
                yield str(history[0].code)
    received_cases = select(Case.id, Case.code).where(Case.received_at.isnot(None))
    for key, code in session.execute(received_cases):
        if key not in promised:
            yield str(code)


def _recomputes(
    history: Sequence[Any],
    working: Sequence[WorkingCalendar],
    pauses: Sequence[Ended],
) -> bool:
    """Play the history again; the first line is the promise.

    A line that says from when it counts begins the count anew, with a receipt of its own.
    """
    promised = history[0]
    if promised.kind != "promised":
        return False
    received, term = promised.counted_from or promised.received_at, read_term(promised.term)
    printed = due = original = deadline.due(office_time(received), term, working[0])
    if promised.due_after != original:
        return False
    second = None
    put_off: list[Extension] = []
    lines = zip(history[1:], working[1:], _counted_with(history[1:], pauses), strict=True)
    for line, calendar, ended in lines:
        if line.counted_from is not None:
            received = line.counted_from
            original = deadline.due(office_time(received), term, calendar)
            due = deadline.due(office_time(received), term, calendar, ended)
        elif line.kind in COMPUTING:
            due = recomputed(received, printed, term, ended, calendar)
        if line.counted_from is not None or line.kind in COMPUTING:
            second = second_date(put_off, due, term, calendar, ended)
        if line.kind == extensions.EXTENDED and (extension := extensions.of_line(line)):
            put_off.append(extension)
            second = extension.due
        if line.kind in PRINTING:
            printed = due
        if (line.due_after, line.second_after) != (due, second):
            return False
    stands = promised.received_at, promised.original_due, promised.due, promised.second_due
    return stands == (received, original, due, second)


def _counted_with(lines: Sequence[Any], pauses: Sequence[Ended]) -> Iterator[list[Pause]]:
    """The pauses that are over by each line.

    By the order of the lines, not by their hour alone: a clock may be set back a moment.
    """
    known: datetime | None = None
    over: list[Pause] = []
    for line in lines:
        if line.kind in ENDING:
            known = max(known or line.at, line.at)
            over = [one.pause for one in pauses if one.known <= known]
        yield over
