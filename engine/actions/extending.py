"""Putting a case off: an apology with a second date, before or after the promised one.

The apology is form 04, issued in the agency's name by its leader, or by a head
of department by the leader's order ("TL."). The promised date stays, and judges
the case unless the procedure lets the second one count.

A case whose clock stands still is not put off: the next move is the applicant's,
and both dates move when the clock runs again, so that a date printed meanwhile
would be wrong on the day it is read.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import documents, outbox, progress, reasons, timekeeping, turn
from engine.actions.turn import Turn
from engine.errors import BadAnswers, Conflict, NotAllowed, WrongMove
from engine.i18n import Said
from engine.models import Agency, Case, Document, Notice, Officer, Party
from engine.office import Office
from engine.queries import extensions, organisation
from engine.rules.answers import Unreadable
from engine.rules.calendar import OFFICE_ZONE, office_time
from engine.rules.day_words import moment_said
from engine.rules.extension import DueDates, Extension, extended
from engine.rules.field import Field, read_value
from engine.rules.permission import Action, Role, require
from engine.rules.stated_moment import read_hour

POST_APOLOGY = "post_apology"

_DAY = Field("day", "date", "Ngày hẹn lại", "New day")


def put_off(
    session: Session, office: Office, officer: Officer, code: str, day: str, hour: str, reason: str
) -> Case:
    """Put a case off until a later moment, and apologise to its applicant (form 04).

    Raises ``BadAnswers`` for what can't be read and ``BadExtension`` for a date
    that makes no sense, each at its field; ``NotAllowed`` for another agency than
    the one that decides; ``WrongMove`` while the clock stands still and once the
    result is at the counter; ``Conflict`` when somebody has put it off already
    and the procedure allows no more.
    """
    putting, given, later = _begin(session, office, officer, code, day, hour, reason)
    apology = _apologise(putting, given)
    timekeeping.put_off(putting, later, apology, given.reason)
    _tell(putting, apology)
    putting.reason = given.reason
    putting.details |= {"document": apology.notation, "until": given.due.isoformat()}
    return progress.finish(putting, "put_off")


def look_ahead(
    session: Session, office: Office, officer: Officer, code: str, day: str, hour: str, reason: str
) -> DueDates:
    """The dates that ``put_off`` would give; refuses what it would refuse, and writes nothing."""
    return _begin(session, office, officer, code, day, hour, reason)[2]


def _begin(
    session: Session, office: Office, officer: Officer, code: str, day: str, hour: str, reason: str
) -> tuple[Turn, Extension, DueDates]:
    require(officer.roles, Action.PUT_OFF)
    until, stated = _read(day, hour, reason)
    putting = turn.of_case(session, office, officer, code)
    case = putting.case
    if officer.agency_id != organisation.deciding_agency(session, case):
        raise NotAllowed(Said("Only the agency that decides the case may put it off."))
    dates = _dates_of_a_running_case(case)
    rule = putting.version.procedure.extension_rule
    before = extensions.given(session, [case.id])[case.id]
    if before and len(before) >= rule.most:
        raise _already(session, case)
    given = Extension(putting.now, until, stated)
    return putting, given, extended(dates, before, given, rule, putting.calendar)


def _read(day: str, hour: str, reason: str) -> tuple[datetime, str]:
    """The new date and the reason, each refused at its own field."""
    problems: dict[str, Said] = {}
    on, at, stated = None, None, ""
    try:
        on = _read_day(day)
    except Unreadable as unreadable:
        problems["day"] = unreadable.said
    try:
        at = read_hour(hour)
    except Unreadable as unreadable:
        problems["hour"] = unreadable.said
    try:
        stated = reasons.stated(reason)
    except BadAnswers as refusal:
        problems |= refusal.problems
    if on is None or at is None or problems:
        raise BadAnswers(problems)
    return datetime.combine(on, at, OFFICE_ZONE), stated


def _read_day(typed: str) -> date:
    read = read_value(_DAY, typed)
    if not isinstance(read, date):
        raise Unreadable(Said("Write down the new day."))
    return read


def _dates_of_a_running_case(case: Case) -> DueDates:
    if case.dates is None:
        raise WrongMove
    if case.finished_at is not None:
        raise WrongMove(Said("The result of case %(code)s is at the counter already.",
                             code=case.code))  # fmt: skip
    if case.paused_at is not None:
        raise WrongMove(
            Said(
                "The clock of case %(code)s stands still: its due date moves when it runs again, "
                "and only then can it be put off.",
                code=case.code,
            )
        )
    return case.dates


def _already(session: Session, case: Case) -> Conflict:
    """Who put the case off for the last time that the procedure allows, and until when."""
    last = extensions.apologies(session, case.id)[-1]
    return Conflict(
        Said(
            "%(who)s already put the case off until %(second)s, by letter no. %(number)s; "
            "the procedure allows no more.",
            who=last.by,
            second=f"{office_time(last.until):%H:%M %d/%m/%Y}",
            number=last.notation,
        )
    )


def _apologise(putting: Turn, given: Extension) -> Document:
    """Issue form 04, and owe its letter to an applicant who has an address for mail."""
    session, case = putting.session, putting.case
    content: dict[str, Any] = {
        "lines": given.reason.splitlines(),
        "due": case.reminded_due.isoformat() if case.reminded_due else "",
        "second": given.due.isoformat(),
        "by_order_of": _by_order_of(session, putting.by),
        "mailed_to": _address(session, case.id),
    }
    apology = documents.issue(
        session,
        session.get_one(Agency, putting.by.agency_id),
        case,
        "apology",
        officer=putting.by,
        signer=putting.by,
        now=putting.now,
        content=content,
    )
    if content["mailed_to"]:
        outbox.owe(
            session,
            case.agency_id,
            kind=POST_APOLOGY,
            key=f"apology:{apology.id}",
            payload={"document": apology.id},
            now=putting.now,
        )
    return apology


def _by_order_of(session: Session, officer: Officer) -> str:
    """The position of the leader by whose order somebody else signs; empty when a leader does."""
    if Role.LEADER in officer.roles:
        return ""
    people = session.scalars(
        select(Officer)
        .where(Officer.agency_id == officer.agency_id, Officer.ended_at.is_(None))
        .order_by(Officer.id)
    )
    return next((one.title for one in people if Role.LEADER in one.roles), "")


def _address(session: Session, case_id: int) -> str:
    """Where mail reaches the applicant: whoever handed the file in, else its owner."""
    found = {
        party.role: party.email
        for party in session.scalars(select(Party).where(Party.case_id == case_id))
    }
    return found.get("submitter") or found.get("owner") or ""


def _tell(putting: Turn, apology: Document) -> None:
    """Tell whoever holds the case; and the counter, when the letter must be handed over."""
    case = putting.case
    until = moment_said(office_time(case.second_due)) if case.second_due else Said("")
    if case.holder_id is not None:
        _put_into_bell(putting, "put_off", case.holder_id, until)
    counter = putting.session.get(Officer, case.received_by_id) if case.received_by_id else None
    if not apology.content["mailed_to"] and counter is not None:
        _put_into_bell(putting, "apology_by_hand", counter.department_id, Said(apology.notation))


def _put_into_bell(putting: Turn, kind: str, department_id: int, what: Said) -> None:
    putting.session.add(
        Notice(
            agency_id=putting.case.agency_id,
            department_id=department_id,
            case_id=putting.case.id,
            kind=kind,
            content={"name": what.to("vi"), "name_en": what.to("en")},
            due_at=putting.case.reminded_due,
            at=putting.now,
        )
    )
