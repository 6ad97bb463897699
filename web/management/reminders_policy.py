"""Who is told when a date comes near or has passed, as the agency decides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import policies as deciding
from engine.errors import BadAnswers
from engine.i18n import Said, mark
from engine.models import Agency
from engine.queries import alarms, policies
from engine.queries.policies import REMINDERS
from engine.rules.alarm import AlarmKind, AlarmPolicy, AlarmRule, BadPolicy, Whom
from engine.rules.permission import Action
from web.again import shows_again
from web.auth import current_officer, requires
from web.language import gettext
from web.management import bp, typed
from web.management.policies import PLACE, at_section, policies_page, section, show, tells
from web.session import NOT_NOW, office, once
from web.words import called

# What its fields are called in the list of what needs mending.
LABELS = {
    "reminders.policy": mark("Who is told of a date"),
    "reminders.decision": mark("Decision"),
}


@section("reminders")
def who_is_told(session: Session) -> Mapping[str, Any]:
    """Who is told of what, and the decision that was seen."""
    agency = session.get_one(Agency, current_officer().agency_id)
    last = policies.last_change(session, agency.id, REMINDERS, None)
    return {
        "policy": alarms.policy_of(agency.reminders),
        "is_shipped": agency.reminders is None,
        "kinds": list(AlarmKind),
        "people": list(Whom),
        "seen": last.id if last else 0,
    }


@tells(REMINDERS)
def reminded(kept: Mapping[str, Any]) -> str:
    """Who was told of what."""
    return "; ".join(_told(kind, rule) for kind, rule in AlarmPolicy.read(kept).rules.items())


@bp.post("/chinh-sach/nhac-viec")
@requires(Action.SET_POLICY)
@shows_again(policies_page)
def decide_reminders() -> ResponseReturnValue:
    """Let the agency's people be told so from now on."""
    problems: dict[str, Said] = {}
    policy = _read(problems)
    decision = typed.decision(request.form, "reminders.decision", problems)
    if problems or policy is None:
        return show(problems, labels=_labels()), 422

    def act(session: Session) -> str:
        seen = request.form.get("seen", 0, type=int)
        deciding.remind_by(session, office(), current_officer(), policy, decision, seen)
        flash(gettext("From now on people are told so. What is open follows at once."))
        return url_for(PLACE)

    try:
        return once(act)
    except BadAnswers as refusal:
        return show(at_section("reminders", refusal.problems), labels=_labels()), 422
    except NOT_NOW as refusal:
        return show(refused=refusal.said), refusal.status


def _read(problems: dict[str, Said]) -> AlarmPolicy | None:
    rules = {}
    for kind in AlarmKind:
        whom = frozenset(one for one in Whom if request.form.get(f"reminders.{kind}.{one}"))
        amount = typed.amount(request.form, f"reminders.{kind}.amount")
        # What is not a number at all is refused by the same words as one that is too large.
        rules[kind] = AlarmRule(-1 if amount is None else amount, whom)
    try:
        return AlarmPolicy(rules)
    except BadPolicy as refusal:
        problems[f"reminders.{refusal.kind}.amount"] = refusal.said
        return None


def _labels() -> dict[str, str]:
    kinds = {f"reminders.{kind}.amount": called("alarm", kind) for kind in AlarmKind}
    return LABELS | kinds


def _told(kind: AlarmKind, rule: AlarmRule) -> str:
    people = ", ".join(called("whom", one) for one in Whom if one in rule.whom)
    far = f"{rule.amount} %" if kind.is_percent else gettext("%(n)s working days", n=rule.amount)
    return f"{called('alarm', kind)} ({far}): {people or gettext('nobody')}"
