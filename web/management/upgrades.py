"""Taking cases over to the newest version: what it makes of each, done case by case, undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import upgrading
from engine.errors import BadAnswers, Refusal
from engine.i18n import Said
from engine.queries import upgrades
from engine.queries.upgrades import PlaceLine, UpgradePage
from engine.rules.permission import Action
from engine.workflow import Fit
from web.auth import current_officer, requires
from web.language import gettext, language
from web.management import bp
from web.session import NOT_NOW, office, once, reading, transaction

# Between the group and the element in the name of a field.
BETWEEN = "|"


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    code: str
    refused: Said | None


@bp.get("/nang-cap")
@requires(Action.MEND)
def upgrades_page() -> ResponseReturnValue:
    """List the procedures with cases on an older version, and the upgrades that were made."""
    return _show_all()


@bp.get("/nang-cap/<int:procedure_id>")
@requires(Action.MEND)
def plan_upgrade(procedure_id: int) -> ResponseReturnValue:
    """Show what the newest version would make of each case."""
    return _show(_page(procedure_id, {}))


@bp.post("/nang-cap/<int:procedure_id>")
@requires(Action.MEND)
def upgrade_cases(procedure_id: int) -> ResponseReturnValue:
    """Take the cases of the ticked groups over, a transaction each; tell what became of each."""
    choices = _choices()
    page = _page(procedure_id, choices)
    reason, wanted = request.form.get("reason", "").strip(), set(request.form.getlist("group"))
    if request.form.get("act") == "plan":
        return _show(page)
    problems: dict[str, Said] = {}
    if not reason:
        problems["reason"] = Said("Write down the reason.")
    ticked = [group for group in page.groups if group.key in wanted]
    if not ticked:
        problems["group"] = Said("Tick at least one group of cases.")
    elif any(group.fit is not Fit.SAFE for group in ticked):
        problems["group"] = Said("Only groups that are safe can be taken over: choose first.")
    if problems:
        return _show(page, problems), 422
    outcomes = [
        _one(code, page.version_id, choices.get(group.key, {}), reason)
        for group in ticked
        for code in group.codes
    ]
    return render_template("management/upgraded.html", page=page, outcomes=outcomes)


@bp.post("/nang-cap/hoan-tac/<int:upgrade_id>")
@requires(Action.MEND)
def undo_upgrade(upgrade_id: int) -> ResponseReturnValue:
    """Put a case back to the version it was upgraded from."""

    def act(session: Session) -> str:
        case = upgrading.undo(session, office(), current_officer(), upgrade_id)
        flash(gettext("Case %(code)s runs by its earlier version again.", code=case.code))
        return url_for("management.upgrades_page")

    try:
        return once(act)
    except NOT_NOW as refusal:
        return _show_all(refusal.said), refusal.status


def _one(code: str, version_id: int, choices: Mapping[str, str], reason: str) -> Outcome:
    try:
        with transaction() as session:
            upgrading.upgrade(
                session, office(), current_officer(), code, version_id, choices, reason
            )
    except BadAnswers as refusal:
        return Outcome(code, next(iter(refusal.problems.values())))
    except Refusal as refusal:
        return Outcome(code, refusal.said)
    return Outcome(code, None)


def _choices() -> dict[str, dict[str, str]]:
    """What was chosen, by group and then by element of the old diagram."""
    found: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        group, between, element = name.partition(BETWEEN)
        if between and value:
            found.setdefault(group, {})[element] = value
    return found


def _page(procedure_id: int, choices: Mapping[str, Mapping[str, str]]) -> UpgradePage:
    with reading() as session:
        return upgrades.page(session, office(), current_officer(), procedure_id, choices)


def _show(page: UpgradePage, problems: Mapping[str, Said] | None = None) -> str:
    return render_template(
        "management/upgrade.html",
        page=page,
        typed=request.form,
        ticked=request.form.getlist("group"),
        problems=problems or {},
        between=BETWEEN,
        most=upgrades.MOST,
        choices_of=_choices_of,
    )


def _choices_of(place: PlaceLine) -> list[tuple[str, str]]:
    return [(element, named.to(language())) for element, named in place.candidates]


def _show_all(refused: Said | None = None) -> str:
    with reading() as session:
        older = upgrades.procedures(session, current_officer())
        made = upgrades.done(session, current_officer())
    return render_template("management/upgrades.html", older=older, made=made, refused=refused)
