"""How an agency counts today, each procedure's own rule, and what was decided before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine.models import Agency, Offering, Officer, PolicyChange
from engine.office import Office
from engine.queries import calendars, promise, published
from engine.queries.case_parts import named
from engine.rules import counting
from engine.rules.counting import Counting, Example, LocalRule
from engine.rules.deadline import Policy, Resume, Saturday, Term
from engine.rules.procedure_parts import Named
from engine.rules.stated import Stated

# The subjects that are decided here.
COUNTING, LOCAL_RULE, REMINDERS = "counting", "local_rule", "reminders"
SHOWN = 20


@dataclass(frozen=True)
class CountingPage:
    """How the agency counts, what each choice comes to, and the change that was last seen."""

    counting: Counting
    policies: Example
    saturdays: Example
    seen: int


@dataclass(frozen=True)
class ProcedureRule:
    """How one procedure is counted here, and where each part of that comes from."""

    code: str
    named: Named
    term: Term
    rule: LocalRule
    stated_cutoff: time | None
    resume: Stated[Resume]
    source: Named
    seen: int = 0
    example: Example | None = None


@dataclass(frozen=True)
class DecisionLine:
    """A decision: when it began to hold, whose it was, and what it changed."""

    at: datetime
    who: str
    decision: str
    subject: str
    procedure: Named | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def counting_of(agency: Agency) -> Counting:
    """How an agency counts now."""
    return Counting(Policy(agency.policy), Saturday(agency.saturday))


def rule_of(offering: Offering) -> LocalRule:
    """What an agency decided for a procedure that it offers."""
    return LocalRule(Policy(offering.policy) if offering.policy else None, offering.cutoff)


def counting_page(session: Session, office: Office, officer: Officer, today: date) -> CountingPage:
    """How the officer's agency counts, with an example of each choice."""
    agency = session.get_one(Agency, officer.agency_id)
    working = calendars.of(session, office, agency.id)
    last = last_change(session, agency.id, COUNTING, None)
    return CountingPage(
        counting=counting_of(agency),
        policies=counting.of_policies(today, working),
        saturdays=counting.of_saturdays(today, working),
        seen=last.id if last else 0,
    )


def procedure_rules(session: Session, officer: Officer) -> list[ProcedureRule]:
    """Each procedure that the officer's agency offers, and how it is counted."""
    agency = session.get_one(Agency, officer.agency_id)
    return [
        _rule(session, offered, agency) for offered in published.offered(session, officer.agency_id)
    ]


def procedure_rule(
    session: Session, office: Office, officer: Officer, code: str, today: date
) -> ProcedureRule:
    """One of them, with an example; raises ``NotFound`` when the agency does not offer it."""
    agency = session.get_one(Agency, officer.agency_id)
    offered = published.find_offered(session, agency.id, code)
    rule = _rule(session, offered, agency)
    last = last_change(session, agency.id, LOCAL_RULE, offered.procedure_id)
    working = calendars.of(session, office, agency.id)
    return replace(
        rule,
        seen=last.id if last else 0,
        example=counting.of_policies(today, working, rule.term),
    )


def decisions(session: Session, officer: Officer) -> list[DecisionLine]:
    """The last decisions of the officer's agency, newest first."""
    rows = session.scalars(
        select(PolicyChange)
        .where(PolicyChange.agency_id == officer.agency_id)
        .options(joinedload(PolicyChange.officer), joinedload(PolicyChange.procedure))
        .order_by(PolicyChange.id.desc())
        .limit(SHOWN)
    )
    return [
        DecisionLine(
            at=row.at,
            who=row.officer.name,
            decision=row.decision,
            subject=row.subject,
            procedure=named(row.procedure.name, row.procedure.name_en) if row.procedure else None,
            before=row.before,
            after=row.after,
        )
        for row in rows
    ]


def last_change(
    session: Session, agency_id: int, subject: str, procedure_id: int | None
) -> PolicyChange | None:
    """The newest decision of an agency about a subject."""
    about = PolicyChange.procedure_id
    return session.scalars(
        select(PolicyChange)
        .where(
            PolicyChange.agency_id == agency_id,
            PolicyChange.subject == subject,
            about.is_(None) if procedure_id is None else about == procedure_id,
        )
        .options(joinedload(PolicyChange.officer))
        .order_by(PolicyChange.id.desc())
        .limit(1)
    ).one_or_none()


def _rule(session: Session, offered: published.Offered, agency: Agency) -> ProcedureRule:
    version = published.version(session, offered.version_id, offered.content_hash)
    stated = version.procedure.resume.runs
    source = version.procedure.sources[stated.source]
    return ProcedureRule(
        code=offered.code,
        named=named(offered.name, offered.name_en),
        term=promise.term(version, offered.offering, agency),
        rule=rule_of(offered.offering),
        stated_cutoff=version.procedure.ruling_term.cutoff,
        resume=stated,
        source=Named(source.name, source.name_en),
    )
