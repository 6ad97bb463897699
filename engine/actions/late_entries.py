"""Dossiers received on paper during an outage, entered afterwards with their true hour.

The citizen holds a paper slip since that hour, so nothing waits for a
signature. The case is registered at once like every other: its code is the
next free one of the *true* day, its term counts from the true hour, work
begins. Until the head of those who entered it has looked at slip and outage,
list and file say that the hour waits to be confirmed. Nobody confirms what
they entered themselves.

A refused hour is one that the head does not believe. The case stays, and so
does its code, because a code is never given twice; it counts as received when
it was entered, the due date is counted anew from there, and a second receipt
says so, for the first one promised on the ground of an hour that did not hold.
Both moments, and the promise that fell, stay in the history. An hour that was
only mistyped costs the citizen nothing: while the case is at the counter it is
voided, which frees the slip, and entered again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from engine.actions import alarms, deciding, documents, reasons
from engine.actions.application import OnPaper, read_slip
from engine.actions.turn import Turn
from engine.errors import BadAnswers, NotFound, WrongMove
from engine.i18n import Said
from engine.models import Agency, Case, DeadlineEvent, LateEntry, Notice, Officer, Outage
from engine.models.base import row_key
from engine.office import Office
from engine.queries import calendars, deadline_history, extensions, outages
from engine.queries.hours import CONFIRMED, REFUSED, VOIDED, WAITING
from engine.rules import deadline
from engine.rules.calendar import office_time
from engine.rules.outage import wrong_hour
from engine.rules.term_record import read_term

FIELD = "on_paper"
HOUR_REFUSED = "hour_refused"


def enter(turn: Turn, on_paper: OnPaper) -> datetime:
    """Link a case that is being registered to its slip and outage; gives the true hour.

    What was typed is readable by now. Raises ``BadAnswers`` at a field when the
    hour lies in no such outage, the papers of the outage can't be entered any
    more, or the slip was entered before.
    """
    problems: dict[str, Said] = {}
    slip, hour = read_slip(on_paper.slip), on_paper.received.read(f"{FIELD}.received")
    outage = _outage(turn, on_paper, problems)
    _refuse_odd_hour(turn, hour, outage, problems)
    if outage is not None:
        _refuse_second_slip(turn, outage, slip, problems)
    if problems or outage is None:
        raise BadAnswers({f"{FIELD}.{field}": said for field, said in problems.items()})
    turn.session.add(
        LateEntry(
            agency_id=turn.case.agency_id,
            case_id=turn.case.id,
            outage_id=outage.id,
            slip=slip,
            slip_key=_key(slip),
            received_at=hour,
            entered_at=turn.now,
            entered_by_id=turn.by.id,
            state=WAITING,
        )
    )
    turn.details.update(outage=outage.id, paper_slip=slip, received=hour.isoformat())
    return hour


def on_the_receipt(case: Case, on_paper: OnPaper | None) -> dict[str, Any]:
    """What the receipt of a late entry says, frozen: a later decision must not change it."""
    if on_paper is None or case.received_at is None or case.original_due is None:
        return {}
    return {
        "received": case.received_at.isoformat(),
        "due": case.original_due.isoformat(),
        "slip": on_paper.slip.strip(),
        "entered": case.created_at.isoformat(),
    }


def confirm(session: Session, office: Office, officer: Officer, entry_id: int) -> LateEntry:
    """Confirm the true hour of a late entry, as a head who saw the paper slip."""
    entry, case = deciding.lock(session, officer, LateEntry, entry_id)
    _decide(session, office, officer, entry, case, CONFIRMED)
    return entry


def refuse(
    session: Session, office: Office, officer: Officer, entry_id: int, reason: str
) -> LateEntry:
    """Refuse the hour of a late entry: the case counts as received when it was entered.

    Raises ``WrongMove`` where a head consented that its result was given before that.
    """
    stated = reasons.stated(reason)
    entry, case = deciding.lock(session, officer, LateEntry, entry_id)
    if case.finished_at is not None and case.finished_at <= entry.entered_at:
        raise WrongMove(Said("The result was given before this was entered: the hour must hold."))
    before = case.due
    case.received_at = entry.entered_at
    _count_anew(session, office, case)
    session.add(
        DeadlineEvent(
            agency_id=case.agency_id,
            case_id=case.id,
            at=office.now(),
            kind=HOUR_REFUSED,
            counted_from=entry.entered_at,
            due_before=before,
            due_after=case.due,
            second_after=case.second_due,
            reason=stated,
            officer_id=officer.id,
            calendar_id=calendars.current(session, office).revision,
        )
    )
    if case.is_open:
        session.flush()
        alarms.lay_anew(session, office, [case.id])
        agency = session.get_one(Agency, case.agency_id)
        documents.issue(
            session, agency, case, "receipt", officer=officer, now=office.now(),
            content={"received": _iso(case.received_at), "due": _iso(case.original_due)},
        )  # fmt: skip
    session.add_all(_told(session, office, entry, case, stated))
    _decide(session, office, officer, entry, case, REFUSED, stated)
    return entry


def set_free(turn: Turn) -> None:
    """Give the slip of a voided case free, so that the dossier can be entered again."""
    turn.session.execute(
        update(LateEntry)
        .where(LateEntry.case_id == turn.case.id)
        .values(state=VOIDED)
        .execution_options(synchronize_session=False)
    )


def _outage(turn: Turn, on_paper: OnPaper, problems: dict[str, Said]) -> Outage | None:
    """Lock the outage, and those that overlap it: nobody enters or corrects meanwhile."""
    key = row_key(on_paper.outage)
    mine = outages.of_agency(turn.case.agency_id)
    chosen = turn.session.scalar(select(Outage).where(Outage.id == key, mine)) if key else None
    if chosen is None:
        problems["outage"] = Said("Choose the outage during which the papers came.")
        return None
    overlapping = [mine, or_(Outage.ended_at.is_(None), Outage.ended_at >= chosen.began_at)]
    if chosen.ended_at is not None:
        overlapping.append(Outage.began_at <= chosen.ended_at)
    locked = turn.session.scalars(
        select(Outage)
        .where(*overlapping)
        .order_by(Outage.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return next((outage for outage in locked if outage.id == key), None)


def _key(slip: str) -> str:
    """A slip's number however it is spelt: "Phiếu 07 " is "PHIẾU07"."""
    return "".join(slip.split()).upper()[:40]


def _refuse_odd_hour(
    turn: Turn, hour: datetime, outage: Outage | None, problems: dict[str, Said]
) -> None:
    if hour < outages.began_to_work(turn.session, turn.case.agency_id):
        problems["received.day"] = Said("Then this agency did not work with the system yet.")
    elif outage is not None:
        wrong = wrong_hour(
            hour,
            outage.span,
            now=turn.now,
            within=outages.within().value,
            calendar=turn.calendar,
        )
        problems.update(wrong)


def _refuse_second_slip(turn: Turn, outage: Outage, slip: str, problems: dict[str, Said]) -> None:
    """A slip is entered once: in this outage, and in any that lasted at the same time."""
    rows = turn.session.execute(
        select(LateEntry.outage_id, Case.code)
        .join(Case, Case.id == LateEntry.case_id)
        .where(
            LateEntry.agency_id == turn.case.agency_id,
            LateEntry.slip_key == _key(slip),
            LateEntry.state != VOIDED,
        )
    ).all()
    for row in rows:
        other = turn.session.get_one(Outage, row.outage_id)
        if other.id == outage.id or other.span.overlaps(outage.span):
            said = Said("Slip %(slip)s was already entered: case %(code)s.",
                        slip=slip, code=row.code)  # fmt: skip
            problems["slip"] = said


def _decide(
    session: Session,
    office: Office,
    officer: Officer,
    entry: LateEntry,
    case: Case,
    state: str,
    reason: str = "",
) -> None:
    deciding.decide(
        session, office, officer, entry, case, state=state, action="hour", reason=reason,
        details={"outage": entry.outage_id, "paper_slip": entry.slip,
                 "received": entry.received_at.isoformat()},
    )  # fmt: skip


def _count_anew(session: Session, office: Office, case: Case) -> None:
    """Count the due dates of a case from its moment of reception, with the pauses it had."""
    term = session.scalars(
        select(DeadlineEvent.term).where(
            DeadlineEvent.case_id == case.id, DeadlineEvent.kind == "promised"
        )
    ).one()
    if case.received_at is None:
        raise NotFound
    received = office_time(case.received_at)
    calendar = calendars.of(session, office, case.agency_id)
    ended = deadline_history.ended_pauses(session, [case.id]).get(case.id, [])
    case.original_due = deadline.due(received, read_term(term), calendar)
    over = [one.pause for one in ended]
    case.due = deadline.due(received, read_term(term), calendar, over)
    case.second_due = extensions.recomputed(session, case, read_term(term), calendar, over)


def _told(
    session: Session, office: Office, entry: LateEntry, case: Case, reason: str
) -> list[Notice]:
    """Tell who entered it, and the unit that holds the case now."""
    by = session.get_one(Officer, entry.entered_by_id)
    told = {(by.department_id, by.id)}
    if case.holder_id is not None and case.is_open and case.holder_id != by.department_id:
        told.add((case.holder_id, 0))
    return [
        Notice(
            agency_id=case.agency_id,
            department_id=department_id,
            officer_id=officer_id or None,
            case_id=case.id,
            kind=HOUR_REFUSED,
            content={"name": reason},
            due_at=case.due,
            at=office.now(),
        )
        for department_id, officer_id in sorted(told)
    ]


def _iso(moment: datetime | None) -> str:
    return office_time(moment).isoformat() if moment else ""
