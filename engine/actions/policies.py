"""Deciding how an agency counts and reminds: what holds from now on, by whose decision.

A change of counting touches no case that was received before: each keeps the term that its
promise was made by (``DeadlineEvent.term``). What held before stays written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actions import audit, outbox
from engine.actions.alarms import SETTLE
from engine.errors import BadAnswers, Conflict
from engine.i18n import Said
from engine.models import Agency, Offering, Officer, PolicyChange
from engine.office import Office
from engine.queries import alarms, policies, published
from engine.queries.policies import COUNTING, LOCAL_RULE, REMINDERS
from engine.rules.alarm import AlarmPolicy
from engine.rules.calendar import office_time
from engine.rules.counting import Counting, LocalRule
from engine.rules.day_words import moment_said
from engine.rules.permission import Action, require


def count_by(
    session: Session, office: Office, officer: Officer, counting: Counting, decision: str, seen: int
) -> PolicyChange:
    """Let the officer's agency count so from now on.

    ``seen`` is the change that the officer knew as the last one; raises
    ``Conflict`` when somebody decided meanwhile, ``BadAnswers`` for no decision
    and for what holds already.
    """
    agency = _for_change(session, officer)
    before = policies.counting_of(agency)
    change = _decided(
        session, office, officer, COUNTING, before.kept, counting.kept, decision, seen
    )
    agency.policy, agency.saturday = counting.policy.value, counting.saturday.value
    return change


def rule_locally(
    session: Session,
    office: Office,
    officer: Officer,
    procedure_code: str,
    rule: LocalRule,
    decision: str,
    seen: int,
) -> PolicyChange:
    """Let the officer's agency promise one procedure by a rule of its own from now on.

    Refuses as ``count_by`` does; raises ``NotFound`` when the agency does not
    offer the procedure.
    """
    agency = _for_change(session, officer)
    offered = published.find_offered(session, agency.id, procedure_code)
    offering = session.get_one(Offering, offered.offering.id)
    before = policies.rule_of(offering)
    change = _decided(
        session, office, officer, LOCAL_RULE, before.kept, rule.kept, decision, seen,
        offered=offered,
    )  # fmt: skip
    offering.policy = rule.policy.value if rule.policy else None
    offering.cutoff = rule.cutoff
    return change


def remind_by(
    session: Session,
    office: Office,
    officer: Officer,
    policy: AlarmPolicy,
    decision: str,
    seen: int,
) -> PolicyChange:
    """Let the officer's agency be reminded so from now on, of what is open already too.

    Refuses as ``count_by`` does. The alarms of open work follow by a job.
    """
    agency = _for_change(session, officer)
    before = alarms.policy_of(agency.reminders)
    change = _decided(session, office, officer, REMINDERS, before.kept, policy.kept, decision, seen)
    agency.reminders = policy.kept
    outbox.owe(
        session,
        agency.id,
        kind=SETTLE,
        key=f"{SETTLE}:{change.id}",
        payload={"agency": agency.id},
        now=office.now(),
    )
    return change


def _for_change(session: Session, officer: Officer) -> Agency:
    """The agency of a person who may decide for it, locked, so that two decide in turn."""
    require(officer.roles, Action.SET_POLICY)
    return session.scalars(
        select(Agency)
        .where(Agency.id == officer.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _decided(
    session: Session,
    office: Office,
    officer: Officer,
    subject: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    decision: str,
    seen: int,
    *,
    offered: published.Offered | None = None,
) -> PolicyChange:
    """Write a decision down, unless it is none or another came between."""
    procedure_id = offered.procedure_id if offered else None
    last = policies.last_change(session, officer.agency_id, subject, procedure_id)
    if last is not None and last.id != seen:
        raise Conflict(
            Said(
                "%(who)s changed this at %(when)s (%(decision)s). Look at what holds now.",
                who=last.officer.name,
                when=moment_said(office_time(last.at)),
                decision=last.decision,
            )
        )
    if not decision.strip():
        raise BadAnswers({"decision": Said("Write down the number of the decision.")})
    if before == after:
        raise BadAnswers({"policy": Said("This holds already.")})
    change = PolicyChange(
        agency_id=officer.agency_id,
        procedure_id=procedure_id,
        subject=subject,
        at=office.now(),
        officer_id=officer.id,
        decision=decision.strip(),
        before=dict(before),
        after=dict(after),
    )
    session.add(change)
    session.flush()
    audit.record(
        session, office, officer.agency_id, "set_policy",
        offered.code if offered else officer.agency.code,
        officer=officer,
        details={"subject": subject, "before": dict(before), "after": dict(after)},
        reason=change.decision,
    )  # fmt: skip
    return change
