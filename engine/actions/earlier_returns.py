"""Results that were given earlier than they were recorded: with evidence, and a head's consent.

In an outage, or away from the counter, a result reaches its citizen before
somebody can record it. The recorded moment counts until a head has seen the
evidence, a scan with the citizen's signature, and consents. Then the true
moment counts, and as the result was at the counter by then at the latest, so
does the clock's stop; the verdict, slips and reports follow. What was recorded
stays beside it. Whoever states a moment never consents to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import audit, deciding, documents, reasons
from engine.actions.steps import SCANS
from engine.errors import BadAnswers, Conflict, LostFile, NotFound, WrongMove
from engine.i18n import Said
from engine.models import Case, DeadlineEvent, Document, EarlierReturn, Officer, StoredFile
from engine.office import Office
from engine.queries import calendars, outages, scope
from engine.queries.hours import CONFIRMED, REFUSED, WAITING
from engine.rules.answers import Unreadable
from engine.rules.calendar import OFFICE_ZONE, office_time
from engine.rules.day_words import day_said, short
from engine.rules.field import Field, read_value
from engine.rules.outage import last_day
from engine.rules.permission import Action, require
from engine.rules.stated_moment import StatedMoment

GIVEN_EARLIER = "given_earlier"
_NOTE = Field("note", "text", "Bằng chứng là gì", "What the evidence is", max_length=300)


@dataclass(frozen=True)
class GivenEarlier:
    """When a result was truly given, and the stored file that proves it."""

    given: StatedMoment
    evidence: str
    note: str = ""


def state(
    session: Session, office: Office, officer: Officer, code: str, said: GivenEarlier
) -> EarlierReturn:
    """State that the result of a returned case was given earlier than it was recorded.

    Nothing counts by it yet. Raises ``BadAnswers`` without evidence, and for a
    moment before the result was dated or after it was recorded.
    """
    require(officer.roles, Action.RETURN_RESULT)
    case = _returned(session, officer, code)
    problems: dict[str, Said] = {}
    given = _given(session, case, said, problems)
    note = _note(said, problems)
    stored = _evidence(session, officer, said, problems)
    _refuse_too_late(session, office, case, problems)
    if problems or given is None or stored is None:
        raise BadAnswers(problems)
    stated = EarlierReturn(
        agency_id=case.agency_id,
        case_id=case.id,
        given_at=given,
        recorded_at=case.returned_at,
        finished_at=case.finished_at,
        file_id=stored.id,
        note=note,
        stated_at=office.now(),
        stated_by_id=officer.id,
        state=WAITING,
    )
    session.add(stated)
    documents.add_attachment(session, office, officer, case, stored, title=note)
    session.flush()
    audit.record(
        session, office, case.agency_id, "state_earlier_return", code,
        officer=officer, details=_details(stated),
    )  # fmt: skip
    return stated


def consent(session: Session, office: Office, officer: Officer, return_id: int) -> EarlierReturn:
    """Consent to an earlier moment: it counts from now on, and the verdict follows.

    Raises ``WrongMove`` when the case counts as received later than that, since
    the hour of its late entry was refused.
    """
    stated, case = deciding.lock(session, officer, EarlierReturn, return_id)
    if case.received_at is not None and stated.given_at <= case.received_at:
        raise WrongMove(Said("Then the case had not been received yet."))
    case.returned_at = stated.given_at
    case.finished_at = min(stated.finished_at, stated.given_at)
    session.add(
        DeadlineEvent(
            agency_id=case.agency_id,
            case_id=case.id,
            at=office.now(),
            kind=GIVEN_EARLIER,
            due_before=case.due,
            due_after=case.due,
            second_after=case.second_due,
            reason=stated.note,
            officer_id=officer.id,
            calendar_id=calendars.current(session, office).revision,
        )
    )
    _decide(session, office, officer, stated, case, CONFIRMED)
    return stated


def refuse(
    session: Session, office: Office, officer: Officer, return_id: int, reason: str
) -> EarlierReturn:
    """Refuse an earlier moment with a reason: what was recorded counts on."""
    why = reasons.stated(reason)
    stated, case = deciding.lock(session, officer, EarlierReturn, return_id)
    _decide(session, office, officer, stated, case, REFUSED, why)
    return stated


def _returned(session: Session, officer: Officer, code: str) -> Case:
    """Lock a returned case of the officer's counter, of which nothing was stated yet."""
    case = session.scalar(
        select(Case)
        .where(Case.code == code)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if (
        case is None
        or case.agency_id != officer.agency_id
        or not scope.sees(session, officer, case.id)
    ):
        raise NotFound
    if case.returned_at is None or case.finished_at is None:
        raise WrongMove(Said("The result of case %(code)s is not returned yet.", code=code))
    before = session.scalar(
        select(EarlierReturn).where(
            EarlierReturn.case_id == case.id, EarlierReturn.state != REFUSED
        )
    )
    if before is not None:
        by = before.stated_by.name
        raise Conflict(
            Said("%(who)s already stated when the result was given, on %(when)s.",
                 who=by, when=short(office_time(before.stated_at)))
        )  # fmt: skip
    return case


def _given(
    session: Session, case: Case, said: GivenEarlier, problems: dict[str, Said]
) -> datetime | None:
    try:
        given = said.given.read("given")
    except BadAnswers as refusal:
        problems.update(refusal.problems)
        return None
    dated = session.scalar(
        select(Document.dated)
        .where(Document.case_id == case.id, Document.kind.in_(("result", "ineligible")))
        .order_by(Document.id.desc())
        .limit(1)
    )
    if case.returned_at is not None and given >= case.returned_at:
        recorded = short(office_time(case.returned_at))
        text = Said("This is not earlier than it was recorded: %(moment)s.", moment=recorded)
        problems["given.hour"] = text
    elif case.received_at is not None and given <= case.received_at:
        problems["given.day"] = Said("Then the case had not been received yet.")
    elif dated is not None and given < datetime.combine(dated, time.min, OFFICE_ZONE):
        day = f"{dated:%d/%m/%Y}"
        problems["given.day"] = Said("The result is dated %(day)s; it was not given before.",
                                     day=day)  # fmt: skip
    return given


def _note(said: GivenEarlier, problems: dict[str, Said]) -> str:
    try:
        return str(read_value(_NOTE, said.note) or "")
    except Unreadable as wrong:
        problems["note"] = wrong.said
        return ""


def _evidence(
    session: Session, officer: Officer, said: GivenEarlier, problems: dict[str, Said]
) -> StoredFile | None:
    if not said.evidence:
        problems["evidence"] = Said("Without evidence no earlier moment is taken.")
        return None
    try:
        stored = documents.own_file(session, officer, said.evidence, "evidence")
    except LostFile as lost:
        if not problems:
            raise
        problems.update(lost.problems)
        return None
    if stored.media_type not in SCANS:
        problems["evidence"] = Said("The scan must be a PDF, a JPEG or a PNG.")
    return stored


def _refuse_too_late(
    session: Session, office: Office, case: Case, problems: dict[str, Said]
) -> None:
    if case.returned_at is None:
        return
    calendar = calendars.of(session, office, case.agency_id)
    last = last_day(case.returned_at, outages.within().value, calendar)
    if office.today() > last:
        problems["given.day"] = Said("This could be stated until %(day)s.", day=day_said(last))


def _decide(
    session: Session,
    office: Office,
    officer: Officer,
    stated: EarlierReturn,
    case: Case,
    state: str,
    reason: str = "",
) -> None:
    deciding.decide(
        session, office, officer, stated, case,
        state=state, action="earlier_return", reason=reason, details=_details(stated),
    )  # fmt: skip


def _details(stated: EarlierReturn) -> dict[str, str]:
    return {"given": stated.given_at.isoformat(), "recorded": stated.recorded_at.isoformat()}
