"""Noting outages: when nothing could be recorded, why, and by which notice.

Who may note one is not who may profit by it. The counter's director and the
administrators do, who know that the system stood still; the clerks who enter
late dossiers do not, and the heads who confirm them need the record of
somebody. What was said of an outage is never overwritten: its end and each
correction are facts of their own, and a correction that would leave a late
entry outside of its outage is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.actions import audit, reasons
from engine.errors import BadAnswers, NotFound, WrongMove
from engine.i18n import Said, mark
from engine.models import Agency, LateEntry, Officer, Outage, OutageFact
from engine.office import Office
from engine.queries import outages
from engine.rules.answers import Unreadable
from engine.rules.calendar import office_time
from engine.rules.day_words import short
from engine.rules.field import Field, read_value
from engine.rules.outage import Span, wrong_span
from engine.rules.permission import Action, require
from engine.rules.stated_moment import StatedMoment

WHOLE_PROVINCE = ""
_TEXTS = (
    Field("what", "text", "Hệ thống bị gián đoạn", "What stood still", required=True),
    Field("cause", "long_text", "Nguyên nhân", "Cause", max_length=1_000),
    Field("notice", "text", "Thông báo số, hoặc đường dẫn", "Notice, by number or link"),
)


@dataclass(frozen=True)
class OutageNote:
    """What is said of an outage: whose, from when to when, what, why, and how it was announced.

    ``agency`` is a code, or empty for the whole province; only the province's
    people are asked for it. The end stays empty while the outage lasts.
    """

    began: StatedMoment
    ended: StatedMoment
    what: str
    cause: str = ""
    notice: str = ""
    agency: str = WHOLE_PROVINCE


def note(session: Session, office: Office, officer: Officer, said: OutageNote) -> Outage:
    """Note an outage of the officer's agency, or, by the province, of any or all."""
    require(officer.roles, Action.NOTE_OUTAGE)
    agency_id = _whose(session, officer, said)
    span = _span(session, office, agency_id or officer.agency_id, said)
    # Two who note the same outage at once wait for each other here.
    session.execute(
        select(Agency.id)
        .where(Agency.id == (agency_id or officer.agency_id))
        .with_for_update(key_share=True)
    )
    outage = Outage(
        agency_id=agency_id,
        noted_at=office.now(),
        noted_by_id=officer.id,
        **_texts(said),
        **_columns(span),
    )
    _refuse_overlap(session, outage, span)
    session.add(outage)
    session.flush()
    _keep(session, office, officer, outage, "noted")
    return outage


def end(
    session: Session, office: Office, officer: Officer, outage_id: int, ended: StatedMoment
) -> Outage:
    """Say when an outage ended; raises ``WrongMove`` for one that is over."""
    outage = _mine(session, officer, outage_id)
    if outage.ended_at is not None:
        raise WrongMove(Said("This outage is over; a mistake about it is corrected."))
    span = Span(office_time(outage.began_at), ended.read("ended"))
    _refuse_wrong(session, office, outage.agency_id or officer.agency_id, span)
    _refuse_left_outside(session, outage, span)
    outage.ended_at = span.ended
    _keep(session, office, officer, outage, "ended")
    return outage


def correct(
    session: Session,
    office: Office,
    officer: Officer,
    outage_id: int,
    said: OutageNote,
    reason: str,
) -> Outage:
    """Say anew, with a reason, how an outage was; whose it was can't be said anew."""
    stated = reasons.stated(reason)
    outage = _mine(session, officer, outage_id)
    span = _span(session, office, outage.agency_id or officer.agency_id, said)
    _refuse_overlap(session, outage, span)
    _refuse_left_outside(session, outage, span)
    for name, value in {**_texts(said), **_columns(span)}.items():
        setattr(outage, name, value)
    _keep(session, office, officer, outage, "corrected", stated)
    return outage


def _whose(session: Session, officer: Officer, said: OutageNote) -> int | None:
    if not outages.is_over_the_province(officer):
        return officer.agency_id
    if said.agency == WHOLE_PROVINCE:
        return None
    found = session.scalar(
        select(Agency.id).where(Agency.code == said.agency, Agency.ended_at.is_(None))
    )
    if found is None:
        raise BadAnswers({"agency": Said("Choose an agency, or the whole province.")})
    return found


def _mine(session: Session, officer: Officer, outage_id: int) -> Outage:
    """Lock an outage that this person may speak of; a late entry waits for it meanwhile."""
    require(officer.roles, Action.NOTE_OUTAGE)
    over_all = outages.is_over_the_province(officer)
    outage = session.scalar(
        select(Outage)
        .where(Outage.id == outage_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    # A whole province's outage is spoken of by the province alone.
    if outage is None or not (over_all or outage.agency_id == officer.agency_id):
        raise NotFound
    return outage


def _span(session: Session, office: Office, agency_id: int, said: OutageNote) -> Span:
    problems: dict[str, Said] = {}
    moments = {}
    for field, typed in (("began", said.began), ("ended", said.ended)):
        if field == "ended" and typed.is_empty:
            continue
        try:
            moments[field] = typed.read(field)
        except BadAnswers as refusal:
            problems |= refusal.problems
    try:
        _texts(said)
    except BadAnswers as refusal:
        problems |= refusal.problems
    if problems:
        raise BadAnswers(problems)
    span = Span(moments["began"], moments.get("ended"))
    _refuse_wrong(session, office, agency_id, span)
    return span


def _refuse_wrong(session: Session, office: Office, agency_id: int, span: Span) -> None:
    since = outages.began_to_work(session, agency_id)
    if problems := wrong_span(span, now=office.now(), since=since):
        raise BadAnswers(problems)


def _columns(span: Span) -> dict[str, object]:
    return {"began_at": span.began, "ended_at": span.ended}


def _texts(said: OutageNote) -> dict[str, str]:
    problems: dict[str, Said] = {}
    read: dict[str, str] = {}
    for field in _TEXTS:
        try:
            read[field.key] = str(read_value(field, getattr(said, field.key)) or "")
        except Unreadable as wrong:
            problems[field.key] = wrong.said
        else:
            if field.required and not read[field.key]:
                problems[field.key] = Said("This must be filled in.")
    if problems:
        raise BadAnswers(problems)
    return read


def _refuse_overlap(session: Session, outage: Outage, span: Span) -> None:
    """One stretch of one agency is one outage, so that a slip's number is given once."""
    same = (
        Outage.agency_id.is_(None)
        if outage.agency_id is None
        else Outage.agency_id == outage.agency_id
    )
    others = session.scalars(
        select(Outage).where(
            same,
            Outage.id != (outage.id or 0),
            or_(Outage.ended_at.is_(None), Outage.ended_at > span.began),
        )
    )
    for other in others:
        if span.overlaps(other.span):
            text = mark("Outage no. %(number)s already covers some of this time: correct that one.")
            raise BadAnswers({"began.day": Said(text, number=other.id)})


def _refuse_left_outside(session: Session, outage: Outage, span: Span) -> None:
    entries = session.scalars(
        select(LateEntry)
        .where(
            LateEntry.outage_id == outage.id,
            LateEntry.state.in_(("waiting", "confirmed")),
        )
        .order_by(LateEntry.id)
    )
    for entry in entries:
        if not span.covers(entry.received_at):
            text = mark("Case %(code)s was entered with the hour %(hour)s of this outage.")
            hour = short(office_time(entry.received_at))
            raise BadAnswers({"ended.hour": Said(text, code=entry.case.code, hour=hour)})


def _keep(
    session: Session, office: Office, officer: Officer, outage: Outage, kind: str, reason: str = ""
) -> None:
    """Write what was said as a fact of its own, and into the chain."""
    session.add(
        OutageFact(
            outage_id=outage.id,
            at=office.now(),
            officer_id=officer.id,
            kind=kind,
            began_at=outage.began_at,
            ended_at=outage.ended_at,
            what=outage.what,
            cause=outage.cause,
            notice=outage.notice,
            reason=reason,
        )
    )
    session.flush()
    audit.record(
        session,
        office,
        outage.agency_id or officer.agency_id,
        f"outage_{kind}",
        f"outage:{outage.id}",
        officer=officer,
        details={
            "began": outage.began_at.isoformat(),
            "ended": outage.ended_at.isoformat() if outage.ended_at else "",
            "province": outage.agency_id is None,
        },
        reason=reason,
    )
