"""A changed calendar, settled: the due dates that it moves, one case after the other.

What moves is computed for hundreds of cases at once, but each is moved in a
transaction of its own, with its history row, its notice and its audit entry. So
settling may be interrupted anywhere and begun again: what was moved is not found
again. A case that somebody worked on meanwhile is computed anew under its lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from engine.actions import alarms, audit
from engine.models import CalendarChange, Case, DeadlineEvent, Notice, Officer
from engine.office import Office
from engine.queries import calendars, deadline_history
from engine.queries.calendars import Calendars
from engine.queries.deadline_history import AT_ONCE, Move

# Built once, because a change may move ten thousand cases.
_LOCKED = (
    select(Case, calendars.revision().label("calendar_revision"))
    .where(Case.id == bindparam("case"), Case.finished_at.is_(None))
    .with_for_update(of=Case)
)


def settle(office: Office, change_id: int) -> int:
    """Move the due dates that a change touches, a transaction each; how many were moved."""
    change, cases = touched(office, change_id)
    moved = 0
    for first in range(0, len(cases), AT_ONCE):
        some = cases[first : first + AT_ONCE]
        working, moves = look(office, some)
        moved += sum(settle_case(office, change, working, move) for move in moves)
        alarms.lay_all(office, some)
    with office.transaction() as session:
        session.execute(
            update(CalendarChange)
            .where(CalendarChange.id == change_id, CalendarChange.settled_at.is_(None))
            .values(settled_at=office.now())
        )
    return moved


def touched(office: Office, change_id: int) -> tuple[CalendarChange, Sequence[int]]:
    """A change with who entered it, and the open cases that it may move."""
    with office.reading() as session:
        change = session.scalars(
            select(CalendarChange)
            .where(CalendarChange.id == change_id)
            .options(joinedload(CalendarChange.officer).joinedload(Officer.department))
        ).one()
        return change, session.scalars(calendars.open_cases(change.agency_id)).all()


def look(office: Office, cases: Sequence[int]) -> tuple[Calendars, list[Move]]:
    """What the calendars as they are now move among some cases."""
    with office.reading() as session:
        working = calendars.current(session, office)
        return working, list(deadline_history.moves(session, working, cases))


def settle_case(office: Office, change: CalendarChange, working: Calendars, move: Move) -> bool:
    """Move one case, which may have moved on since it was looked at; ``True`` when it moved."""
    with office.transaction() as session:
        row = session.execute(_LOCKED, {"case": move.case_id}).one_or_none()
        if row is None:
            return False
        case: Case = row.Case
        if (case.revision, row.calendar_revision) != (move.revision, working.revision):
            working = calendars.current(session, office)
            again = next(deadline_history.moves(session, working, [case.id]), None)
            if again is None:
                return False
            move = again
        _move(session, office, case, change, working, move)
        return True


def _move(
    session: Session,
    office: Office,
    case: Case,
    change: CalendarChange,
    working: Calendars,
    move: Move,
) -> None:
    case.due, case.second_due = move.after, move.second_after
    case.updated_at = office.now()
    session.add_all(_told(case, change, working.revision, move.before, office.now()))
    session.flush()
    audit.record(
        session,
        office,
        case.agency_id,
        "move_deadline",
        case.code or f"#{case.id}",
        officer=change.officer,
        details={
            "change": change.id,
            "from": move.before.isoformat(),
            "to": move.after.isoformat(),
        },
        reason=change.decision,
    )


def _told(
    case: Case, change: CalendarChange, revision: int, before: datetime, now: datetime
) -> Iterable[DeadlineEvent | Notice]:
    yield DeadlineEvent(
        agency_id=case.agency_id,
        case_id=case.id,
        at=now,
        kind="calendar",
        due_before=before,
        due_after=case.due,
        second_after=case.second_due,
        reason=change.decision,
        officer_id=change.officer_id,
        # Another change may have come since: the date is computed by all that hold.
        calendar_id=revision,
    )
    if case.holder_id is not None:
        yield Notice(
            agency_id=case.agency_id,
            department_id=case.holder_id,
            case_id=case.id,
            kind="deadline_moved",
            content={"name": change.decision},
            due_at=case.due,
            at=now,
        )
