"""Why cases were late: the list of a period, confirming causes in it, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from hashlib import sha256

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import idempotency, late_causes
from engine.actions.late_causes import Confirmation
from engine.errors import BadAnswers, NotAllowed, NotFound
from engine.i18n import Said
from engine.rules.permission import Action
from web.again import shows_again
from web.auth import current_officer, requires
from web.language import gettext, language
from web.management import bp
from web.management.filters import Filter
from web.management.late_causes_page import confirmations, late_causes_page
from web.management.report_file import as_file
from web.session import KEY, NOT_NOW, office, reading, transaction

PLACE = "management.late_cases"
# Each of them is the answer to one case of the list, and the others go on.
ANSWERS = (NotFound, NotAllowed, *NOT_NOW)


@bp.get("/ly-do-tre")
@requires(Action.SEE_REPORTS)
def late_cases() -> ResponseReturnValue:
    """List the late cases of a period, each with what is computed and what was confirmed."""
    return _show()


@bp.post("/ly-do-tre")
@requires(Action.CONFIRM_CAUSE)
@shows_again(late_cases)
def confirm_causes() -> ResponseReturnValue:
    """Confirm the causes that were chosen, each in a transaction of its own."""
    chosen = list(confirmations(request.form))
    if not chosen:
        return _show({"causes": Said("Choose a cause for at least one case.")}), 422
    problems: dict[str, Said] = {}
    for confirmation in chosen:
        problems |= _confirm(confirmation)
    kept = len(chosen) - len({name.partition(".")[2] for name in problems})
    if kept:
        flash(gettext("Causes confirmed: %(n)s.", n=kept))
    if problems:
        return _show(problems), 422
    asked = Filter.read(request, office().today())
    return redirect(asked.link(PLACE, page=asked.page), 303)


@bp.get("/ly-do-tre.<any(xlsx, docx):kind>")
@requires(Action.SEE_REPORTS)
def late_cases_as_file(kind: str) -> ResponseReturnValue:
    """Give the same cases as a workbook, or as the letter that explains them."""
    return as_file("late-causes", Filter.read(request, office().today()), kind)


def _confirm(confirmation: Confirmation) -> Mapping[str, Said]:
    """Confirm one cause, once however often it is clicked; give what was wrong, by field."""
    officer, code = current_officer(), confirmation.code
    key = request.form.get(KEY, "")
    try:
        with transaction() as session:
            act = partial(_act, session, confirmation)
            if key:
                ours = sha256(f"{key} {code}".encode()).hexdigest()
                body = repr(confirmation).encode()
                idempotency.once(session, office(), officer, ours, body, act)
            else:
                act()
    except BadAnswers as refusal:
        return {f"{field}.{code}": said for field, said in refusal.problems.items()}
    except ANSWERS as refusal:
        return {f"cause.{code}": refusal.said}
    return {}


def _act(session: Session, confirmation: Confirmation) -> str:
    late_causes.confirm_cause(session, office(), current_officer(), confirmation)
    return confirmation.code


def _show(problems: Mapping[str, Said] | None = None) -> str:
    asked = Filter.read(request, office().today())
    with reading() as session:
        page = late_causes_page(session, office(), current_officer(), asked, language())
    return render_template(
        "management/late_causes.html",
        page=page,
        filter=asked,
        typed=request.form,
        problems=problems or {},
        labels={name: name.partition(".")[2] for name in problems or {}},
    )
