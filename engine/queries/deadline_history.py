"""Deadlines recomputed from their events, by the calendar that holds or one that is proposed.

What a resumed clock, a changed calendar and ``motcua verify`` say of a due date
comes from one function here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Executable, ScalarSelect, select
from sqlalchemy.orm import Session, aliased

from engine.i18n import Name
from engine.models import Case, DeadlineEvent, Department, Pause
from engine.queries import calendars, extensions
from engine.rules import deadline
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.deadline import Term
from engine.rules.extension import second_date
from engine.rules.term_record import read_term

# Databases bound the number of values in one statement.
AT_ONCE = 500
# The lines of a history that compute a due date; all others repeat the one before.
COMPUTING = frozenset({"promised", "pause_ended", "resumed", "calendar", "hour_refused"})
# Those with which pauses end: from each on they are counted with.
ENDING = frozenset({"pause_ended", "resumed"})
# Those after which the applicant has the date on paper: the receipt, and a new one
# when the supplement came, or when the hour of a late entry did not hold.
PRINTING = frozenset({"promised", "resumed", "hour_refused"})


@dataclass(frozen=True)
class Ended:
    """A pause that is over, and since when the office knew it."""

    pause: deadline.Pause
    known: datetime


@dataclass(frozen=True)
class Move:
    """What a calendar makes of an open case's dates, where one of them is another one."""

    case_id: int
    code: str
    owner: str
    before: datetime
    after: datetime
    second_before: datetime | None
    second_after: datetime | None
    told: Name | None  # the unit that holds the case, and is told
    revision: int  # of the case as it was looked at


def moves(
    session: Session, working: calendars.Calendars, case_ids: Sequence[int]
) -> Iterator[Move]:
    """The cases among these that the calendars move, in their order."""
    for first in range(0, len(case_ids), AT_ONCE):
        some = case_ids[first : first + AT_ONCE]
        pauses, put_off = ended_pauses(session, some), extensions.given(session, some)
        for row in session.execute(_promises(some)):
            term, calendar = read_term(row.term), working.of(row.agency_id)
            over = [one.pause for one in pauses[row.id]]
            after = recomputed(row.received_at, row.printed, term, over, calendar)
            second = second_date(put_off[row.id], after, term, calendar, over)
            if (after, second) != (row.due, row.second_due):
                told = Name(row.holder, row.holder_en or "") if row.holder else None
                yield Move(
                    row.id, row.code or "", row.owner_name,
                    row.due, after, row.second_due, second, told, row.revision,
                )  # fmt: skip


def recomputed(
    received: datetime,
    printed: datetime,
    term: Term,
    pauses: Sequence[deadline.Pause],
    calendar: WorkingCalendar,
) -> datetime:
    """The due date that pauses and a calendar make; what was printed never moves forward."""
    made = deadline.due(office_time(received), term, calendar, pauses)
    return deadline.moved(office_time(printed), made)


def last_printed() -> ScalarSelect[datetime | None]:
    """The date that the applicant of a case has on paper."""
    line = aliased(DeadlineEvent)
    return (
        select(line.due_after)
        .where(line.case_id == Case.id, line.kind.in_(PRINTING))
        .order_by(line.id.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )


def _promises(case_ids: Sequence[int]) -> Executable:
    return (
        select(
            Case.id,
            Case.revision,
            Case.code,
            Case.agency_id,
            Case.owner_name,
            Case.received_at,
            last_printed().label("printed"),
            Case.due,
            Case.second_due,
            DeadlineEvent.term,
            Department.name.label("holder"),
            Department.name_en.label("holder_en"),
        )
        .join(DeadlineEvent, DeadlineEvent.case_id == Case.id)
        .outerjoin(Department, Department.id == Case.holder_id)
        .where(Case.id.in_(case_ids), DeadlineEvent.kind == "promised")
        .order_by(Case.due, Case.id)
    )


def ended_pauses(
    session: Session, case_ids: Sequence[int] | None = None
) -> Mapping[int, list[Ended]]:
    """The pauses that have ended, by case: of all cases, or of some."""
    found: defaultdict[int, list[Ended]] = defaultdict(list)
    asked = select(Pause).where(Pause.ended_at.is_not(None)).order_by(Pause.started_at)
    if case_ids is not None:
        asked = asked.where(Pause.case_id.in_(case_ids))
    for pause in session.scalars(asked):
        known = pause.known_over
        if pause.ended_at is not None and known is not None:
            found[pause.case_id].append(Ended(pause.until(pause.ended_at), known))
    return found
