"""Why a case is due when it is, told from its history.

The same events that ``motcua verify`` plays again, so an explanation comes to
the date that stands on the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.i18n import Said
from engine.models import Case, DeadlineEvent, Pause
from engine.office import Office
from engine.queries import calendars, extensions, hours
from engine.queries.deadline_history import COMPUTING, PRINTING
from engine.rules import explanation, late_hour
from engine.rules.calendar import WorkingCalendar, office_time
from engine.rules.explanation import Explanation
from engine.rules.extension import Extension
from engine.rules.late_hour import LateHour
from engine.rules.term import Term
from engine.rules.term_record import read_term


def of_case(session: Session, office: Office, case: Case) -> Explanation | None:
    """Explain a case's dates; None for one that was never received.

    While a case is open the calendar of today explains it best. Until a change
    of the calendar has reached it, and once it is finished, the calendar does
    by which its date was last counted.
    """
    found = _of_due_date(session, office, case)
    if found is None or case.dates is None or case.second_due is None:
        return found
    letters = [
        (one.notation, Extension(one.at, one.until, one.reason))
        for one in extensions.apologies(session, case.id)
    ]
    return explanation.put_off(found, letters, case.dates)


def _of_due_date(session: Session, office: Office, case: Case) -> Explanation | None:
    lines = session.scalars(
        select(DeadlineEvent)
        .where(DeadlineEvent.case_id == case.id, DeadlineEvent.kind.in_(COMPUTING))
        .order_by(DeadlineEvent.id)
    ).all()
    if not lines or case.received_at is None:
        return None
    history = _since_it_counts(lines)
    term = read_term(lines[0].term)
    if case.finished_at is None:
        today = calendars.of(session, office, case.agency_id)
        found = _explained(session, office, case, term, history, _printed(history), today)
        if found.due == case.due:
            return found
    revision = history[-1].calendar_id or calendars.first_revision(session)
    then = calendars.at_revision(session, office, revision).of(case.agency_id)
    return _explained(session, office, case, term, history, _printed(history[:-1]), then)


def _since_it_counts(lines: Sequence[DeadlineEvent]) -> Sequence[DeadlineEvent]:
    """The history from where its count began: at the promise, or anew at a refused hour."""
    begins = [place for place, line in enumerate(lines) if line.counted_from is not None]
    return lines[begins[-1] :] if begins else lines


def _explained(
    session: Session,
    office: Office,
    case: Case,
    term: Term,
    history: Sequence[DeadlineEvent],
    printed: datetime | None,
    calendar: WorkingCalendar,
) -> Explanation:
    pauses = session.scalars(
        select(Pause).where(Pause.case_id == case.id).order_by(Pause.started_at)
    ).all()
    lasting = [pause for pause in pauses if pause.ended_at is None]
    return explanation.explained(
        # A late entry counts from its true hour, not from the moment of entry.
        case.received_at or history[0].at,
        term,
        calendar,
        [pause.until(pause.ended_at) for pause in pauses if pause.ended_at is not None],
        printed=printed,
        standing_still=lasting[0].until(office.now()) if lasting else None,
        on_paper=_on_paper(session, case.id),
    )


def _on_paper(session: Session, case_id: int) -> Said | None:
    """What the explanation says of a dossier that was received on paper."""
    entry = hours.of_case(session, case_id).entry
    if entry is None:
        return None
    return late_hour.told(
        LateHour(
            outage=entry.outage,
            slip=entry.slip,
            stated=office_time(entry.received),
            entered=office_time(entry.entered),
            by=entry.decided.by,
        ),
        entry.decided.state,
    )


def _printed(history: Sequence[DeadlineEvent]) -> datetime | None:
    """The date on the last paper that the applicant got."""
    printed = [line.due_after for line in history if line.kind in PRINTING and line.due_after]
    return office_time(printed[-1]) if printed else None
