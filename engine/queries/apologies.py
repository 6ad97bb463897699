"""Cases whose apology is due, each with its draft: a new date and a reason, both proposed.

Asked of the cases themselves, so that it is true whether or not somebody was
reminded. A page is a fixed number of statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from engine.i18n import Name, Said, mark
from engine.models import (
    Agency,
    Case,
    Department,
    Offering,
    Officer,
    Party,
    Procedure,
    ProcedureVersion,
    Task,
)
from engine.office import Office
from engine.queries import alarms, calendars, extensions, published, scope, why_late
from engine.queries.case_parts import named
from engine.queries.published import Version
from engine.rules import apology, extension
from engine.rules.alarm import AlarmKind
from engine.rules.apology import DAY_BEGINS
from engine.rules.calendar import office_time
from engine.rules.extension import DueDates, Extension
from engine.rules.office_hours import at
from engine.rules.permission import Action, may
from engine.rules.procedure_parts import Named
from engine.rules.standing import WORKING_DAY, Standing
from engine.rules.verbs import waits_for_the_citizen
from engine.workflow import Step, steps_ahead

PAGE = 50
_MINUTES = {"working_hours": 60, "working_days": WORKING_DAY, "calendar_days": WORKING_DAY}


@dataclass(frozen=True)
class Draft:
    """An apology that nobody signed yet; ``refused`` says why the case can't be put off."""

    code: str
    owner: str
    procedure: Named
    dates: DueDates
    standing: Standing
    until: datetime
    why_until: Said
    reason: str
    sent_by: datetime
    mail_to: str
    phone: str
    counts: bool
    refused: Said | None


@dataclass(frozen=True)
class Drafts:
    """The first drafts by due date, how many there are in all, and how early they are drafted.

    ``days`` is the policy of the reader's own agency; another agency's cases follow its own.
    """

    lines: tuple[Draft, ...]
    total: int
    days: int


def waiting(session: Session, office: Office, officer: Officer, most: int = PAGE) -> Drafts:
    """The open cases of this person whose draft is due by their agency's policy, and late ones."""
    wanted = _due(session, office, officer)
    total = session.scalar(select(func.count()).select_from(_cases(*wanted).subquery())) or 0
    rows = session.execute(_cases(*wanted).order_by(_REMINDED, Case.id).limit(most)).all()
    policy = alarms.policy_of(officer.agency.reminders)
    return Drafts(_drafts(session, office, rows), total, policy.amount(AlarmKind.APOLOGY_DRAFT))


def of_case(session: Session, office: Office, officer: Officer, code: str) -> Draft | None:
    """The draft for one case; None where this person can't sign one, or nothing is promised."""
    if not may(officer.roles, Action.PUT_OFF):
        return None
    wanted = (*_theirs(officer), Case.code == code.strip().upper())
    drafts = _drafts(session, office, session.execute(_cases(*wanted)).all())
    return drafts[0] if drafts else None


_REMINDED = func.coalesce(Case.second_due, Case.due)


def _theirs(officer: Officer) -> tuple[ColumnElement[bool], ...]:
    """Open cases with a date that this person sees and whose agency decides them."""
    return (
        scope.visible_cases(officer),
        func.coalesce(Offering.decides_agency_id, Case.agency_id) == officer.agency_id,
        Case.due.is_not(None),
        Case.closed_at.is_(None),
        Case.finished_at.is_(None),
    )


def _due(session: Session, office: Office, officer: Officer) -> tuple[ColumnElement[bool], ...]:
    agencies: defaultdict[datetime, list[int]] = defaultdict(list)
    for agency_id, ends in _ends(session, office, officer).items():
        agencies[ends].append(agency_id)
    by_agency = (
        and_(Case.agency_id.in_(ids), Case.due < ends, _not_put_off(ends))
        for ends, ids in agencies.items()
    )
    return (*_theirs(officer), Case.paused_at.is_(None), or_(*by_agency))


def _ends(session: Session, office: Office, officer: Officer) -> Mapping[int, datetime]:
    """Before which due date a draft waits today, in each agency whose cases are decided here."""
    elsewhere = select(Offering.agency_id).where(Offering.decides_agency_id == officer.agency_id)
    working, found = calendars.current(session, office), {}
    for row in session.execute(
        select(Agency.id, Agency.reminders).where(
            or_(Agency.id == officer.agency_id, Agency.id.in_(elsewhere))
        )
    ):
        days = alarms.policy_of(row.reminders).amount(AlarmKind.APOLOGY_DRAFT)
        last = apology.drafted_until(office.today(), days, working.of(row.id))
        found[row.id] = at(last + timedelta(days=1), DAY_BEGINS)
    return found


def _not_put_off(ends: datetime) -> ColumnElement[bool]:
    """Never put off, or only until a date that comes near as well."""
    return or_(Case.second_due.is_(None), Case.second_due < ends)


def _cases(*wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(Case, Procedure, ProcedureVersion.content_hash, Agency.reminders)
        .join(Agency, Agency.id == Case.agency_id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .outerjoin(
            Offering,
            (Offering.agency_id == Case.agency_id) & (Offering.procedure_id == Case.procedure_id),
        )
        .where(*wanted)
    )


def _drafts(session: Session, office: Office, rows: Sequence[Any]) -> tuple[Draft, ...]:
    cases: list[Case] = [row.Case for row in rows]
    ids, now = [case.id for case in cases], office.now()
    given = extensions.given(session, ids)
    spent = why_late.elapsed(session, office, [_asked(case, now) for case in cases])
    units = _units(session, {share.unit for one in spent.values() for share in one.shares})
    steps, people = _waiting_steps(session, ids), _people(session, ids)
    working = calendars.current(session, office)
    found = []
    for row, case in zip(rows, cases, strict=True):
        if case.dates is None:
            continue
        version = published.version(session, case.version_id, row.content_hash)
        calendar = working.of(case.agency_id)
        ahead = _minutes_ahead(version, steps.get(case.id, ()))
        proposal = apology.proposed(now, case.dates, ahead, calendar)
        reason = apology.reason(spent[case.id], units)
        paused = case.paused_at is not None
        before = alarms.policy_of(row.reminders).amount(AlarmKind.APOLOGY_MISSED)
        found.append(
            Draft(
                code=case.code or "",
                owner=case.owner_name,
                procedure=named(row.Procedure.name, row.Procedure.name_en),
                dates=case.dates,
                standing=extension.judged(case.dates, calendar, now=now, paused=paused),
                until=proposal.until,
                why_until=proposal.said,
                # The paper is Vietnamese, whoever drafts it.
                reason=reason.to("vi") if reason else "",
                sent_by=apology.sent_by(_received(case), case.dates.reminded, before, calendar),
                mail_to=_first(people.get(case.id, {}), "email"),
                phone=_first(people.get(case.id, {}), "phone"),
                counts=version.procedure.extension_rule.counts,
                refused=_refused(version, given[case.id], paused=paused),
            )
        )
    return tuple(found)


def _refused(version: Version, given: Sequence[Extension], *, paused: bool) -> Said | None:
    most = version.procedure.extension_rule.most
    if paused:
        return Said(mark("The clock stands still: both dates move when it runs again."))
    if len(given) >= most:
        text = mark("Extensions so far: %(times)s; the procedure allows %(most)s.")
        return Said(text, times=len(given), most=most)
    return None


def _asked(case: Case, now: datetime) -> why_late.Asked:
    return why_late.Asked(case.id, case.agency_id, _received(case), now)


def _received(case: Case) -> datetime:
    return office_time(case.received_at or case.created_at)


def _units(session: Session, codes: Iterable[str]) -> Mapping[str, Said]:
    rows = session.execute(
        select(Department.code, Department.name, Department.name_en).where(
            Department.code.in_(set(codes))
        )
    )
    return {row.code: Name(row.name, row.name_en) for row in rows}


def _waiting_steps(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in session.execute(
        select(Task.case_id, Task.step).where(Task.case_id.in_(ids), Task.state == "ready")
    ):
        found.setdefault(row.case_id, []).append(row.step)
    return found


def _people(session: Session, ids: Sequence[int]) -> Mapping[int, dict[str, Party]]:
    found: dict[int, dict[str, Party]] = {}
    for party in session.scalars(select(Party).where(Party.case_id.in_(ids))):
        found.setdefault(party.case_id, {})[party.role] = party
    return found


def _first(people: Mapping[str, Party], what: str) -> str:
    """How to reach the applicant: whoever handed the file in, else its owner."""
    reached = (getattr(people[role], what) for role in ("submitter", "owner") if role in people)
    return next((one for one in reached if one), "")


def _minutes_ahead(version: Version, waiting: Sequence[str]) -> int:
    return int(sum(map(_weight, steps_ahead(version.definition, waiting, _weight))))


def _weight(step: Step) -> float:
    """The working minutes that a step is allowed; the applicant's steps are no time of ours."""
    amount, _, unit = step.properties.get("allowance", "").partition(" ")
    if not amount or unit not in _MINUTES:
        return 0.0
    if waits_for_the_citizen(step.properties.get("does", "")):
        return 0.0
    return float(Decimal(amount) * _MINUTES[unit])
