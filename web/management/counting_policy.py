"""How the agency counts, and the rule it has of its own for a procedure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import policies as deciding
from engine.errors import BadAnswers
from engine.i18n import Said, mark
from engine.queries import policies
from engine.rules.counting import Counting, LocalRule
from engine.rules.permission import Action
from engine.rules.term import Policy, Saturday
from web.again import shows_again
from web.auth import current_officer, requires
from web.language import gettext
from web.management import bp, typed
from web.management.policies import PLACE, at_section, policies_page, section, show, tells
from web.session import NOT_NOW, office, once, reading
from web.words import called, pairs

S = TypeVar("S", bound=StrEnum)
# What its fields are called in the list of what needs mending.
LABELS = {
    "counting.policy": mark("A term of working days ends"),
    "counting.saturday": mark("Received on an ordinary Saturday"),
    "counting.decision": mark("Decision"),
}


@section("counting")
def how_it_counts(session: Session) -> Mapping[str, Any]:
    """How the agency counts, with examples, and each procedure's own rule."""
    return {
        "page": policies.counting_page(session, office(), current_officer(), office().today()),
        "rules": policies.procedure_rules(session, current_officer()),
        "policies": pairs("policy"),
        "saturdays": pairs("saturday"),
    }


@tells(policies.COUNTING)
def counted(kept: Mapping[str, Any]) -> str:
    """How an agency counted."""
    return f"{called('policy', kept['policy'])}; {called('saturday', kept['saturday'])}"


@tells(policies.LOCAL_RULE)
def ruled(kept: Mapping[str, Any]) -> str:
    """What it had decided for a procedure."""
    policy, cutoff = kept["policy"], kept["cutoff"]
    ends = called("policy", policy) if policy else gettext("as the agency counts")
    if cutoff:
        return f"{ends}; {gettext('cut-off %(hour)s', hour=cutoff)}"
    return f"{ends}; {gettext('cut-off as the procedure says')}"


@bp.post("/chinh-sach/cach-tinh")
@requires(Action.SET_POLICY)
@shows_again(policies_page)
def decide_counting() -> ResponseReturnValue:
    """Let the agency count so from now on."""
    problems: dict[str, Said] = {}
    policy = _one_of(Policy, "counting.policy", problems)
    saturday = _one_of(Saturday, "counting.saturday", problems)
    decision = typed.decision(request.form, "counting.decision", problems)
    if problems or policy is None or saturday is None:
        return show(problems, labels=LABELS), 422

    def act(session: Session) -> str:
        deciding.count_by(
            session, office(), current_officer(), Counting(policy, saturday), decision, _seen()
        )
        flash(gettext("From now on the agency counts so."))
        return url_for(PLACE)

    try:
        return once(act)
    except BadAnswers as refusal:
        return show(at_section("counting", refusal.problems), labels=LABELS), 422
    except NOT_NOW as refusal:
        return show(refused=refusal.said), refusal.status


@bp.get("/chinh-sach/thu-tuc/<code>")
@requires(Action.SEE_REPORTS)
def procedure_rule(code: str) -> ResponseReturnValue:
    """Show how one procedure is counted, and from where each part of that comes."""
    return _show_rule(code)


@bp.post("/chinh-sach/thu-tuc/<code>")
@requires(Action.SET_POLICY)
@shows_again(procedure_rule)
def decide_procedure_rule(code: str) -> ResponseReturnValue:
    """Let the agency promise one procedure by a rule of its own from now on."""
    problems: dict[str, Said] = {}
    policy = _one_of(Policy, "policy", problems) if request.form.get("policy") else None
    cutoff = typed.clock(request.form, "cutoff", problems)
    decision = typed.decision(request.form, "decision", problems)
    if problems:
        return _show_rule(code, problems), 422

    def act(session: Session) -> str:
        rule = LocalRule(policy, cutoff)
        deciding.rule_locally(session, office(), current_officer(), code, rule, decision, _seen())
        flash(gettext("From now on this procedure is promised so."))
        return url_for(PLACE)

    try:
        return once(act)
    except BadAnswers as refusal:
        return _show_rule(code, refusal.problems), 422
    except NOT_NOW as refusal:
        return _show_rule(code, refused=refusal.said), refusal.status


def _show_rule(
    code: str, problems: Mapping[str, Said] | None = None, refused: Said | None = None
) -> str:
    with reading() as session:
        rule = policies.procedure_rule(session, office(), current_officer(), code, office().today())
    return render_template(
        "management/policies/procedure.html",
        rule=rule,
        typed=request.form,
        problems=problems or {},
        refused=refused,
        policies=pairs("policy"),
    )


def _seen() -> int:
    return request.form.get("seen", 0, type=int)


def _one_of(kind: type[S], name: str, problems: dict[str, Said]) -> S | None:
    try:
        return kind(request.form.get(name, ""))
    except ValueError:
        problems[name] = Said("Choose one of the answers offered.")
        return None
