"""Hours stated after the fact, for the heads who confirm or refuse them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import earlier_returns, late_entries
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.queries import hours
from engine.rules.permission import Action
from web.again import shows_again
from web.auth import current_officer, requires
from web.language import gettext
from web.management import bp
from web.session import NOT_NOW, office, once, reading

Act = Callable[[Session], object]


@bp.get("/xac-nhan-gio")
@requires(Action.CONFIRM_HOUR)
def hours_to_confirm() -> ResponseReturnValue:
    """List what waits for this head: late entries, and results given earlier."""
    return _show()


def _entry_again(entry_id: int) -> ResponseReturnValue:
    return _show({f"entry-{entry_id}": request.form.get("reason", "")})


@bp.post("/xac-nhan-gio/nhap-bu/<int:entry_id>")
@requires(Action.CONFIRM_HOUR)
@shows_again(_entry_again)
def decide_entry(entry_id: int) -> ResponseReturnValue:
    """Confirm the true hour of a late entry, or refuse it with a reason."""
    officer, reason = current_officer(), request.form.get("reason", "")
    return _decide(
        f"entry-{entry_id}",
        lambda session: late_entries.confirm(session, office(), officer, entry_id),
        lambda session: late_entries.refuse(session, office(), officer, entry_id, reason),
    )


def _return_again(return_id: int) -> ResponseReturnValue:
    return _show({f"return-{return_id}": request.form.get("reason", "")})


@bp.post("/xac-nhan-gio/tra-som/<int:return_id>")
@requires(Action.CONFIRM_HOUR)
@shows_again(_return_again)
def decide_return(return_id: int) -> ResponseReturnValue:
    """Consent to the earlier moment of a result, or refuse it with a reason."""
    officer, reason = current_officer(), request.form.get("reason", "")
    return _decide(
        f"return-{return_id}",
        lambda session: earlier_returns.consent(session, office(), officer, return_id),
        lambda session: earlier_returns.refuse(session, office(), officer, return_id, reason),
    )


def _decide(name: str, confirm: Act, refuse: Act) -> ResponseReturnValue:
    chosen = {"confirm": confirm, "refuse": refuse}.get(request.form.get("act", ""))
    if chosen is None:
        abort(400)

    def act(session: Session) -> str:
        chosen(session)
        flash(gettext("Done. The history of the case has it with its reason."))
        return url_for("management.hours_to_confirm")

    typed = {name: request.form.get("reason", "")}
    try:
        return once(act)
    except BadAnswers as refusal:
        return _show(typed, {name: refusal.problems["reason"]}), 422
    except NOT_NOW as refusal:
        return _show(typed, refused=refusal.said), refusal.status


def _show(
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
) -> str:
    with reading() as session:
        entries = hours.entries_to_decide(session, current_officer())
        returns = hours.returns_to_decide(session, current_officer())
    return render_template(
        "management/hours.html",
        entries=entries[: hours.PAGE],
        more_entries=len(entries) > hours.PAGE,
        returns=returns[: hours.PAGE],
        more_returns=len(returns) > hours.PAGE,
        typed=typed or {},
        problems=problems or {},
        refused=refused,
    )
