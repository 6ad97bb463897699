"""The tokens with which a person's programs read in their name."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.actions import access_tokens as giving
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.queries import access_tokens
from web.account import bp
from web.auth import current_officer, requires
from web.language import gettext
from web.session import office, reading, transaction

USUAL_DAYS = "90"


@bp.get("/ma-truy-cap")
@requires()
def tokens() -> ResponseReturnValue:
    """Show this person's tokens, and make another."""
    return _page({"days": USUAL_DAYS})


@bp.post("/ma-truy-cap")
@requires()
def give_token() -> ResponseReturnValue:
    """Make a token and show it; the page is not a place to come back to, so nothing redirects."""
    typed = request.form.get("days", "").strip()
    days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else 0
    try:
        with transaction() as session:
            name = request.form.get("name", "")
            token = giving.give(session, office(), current_officer(), name, days)
    except BadAnswers as refusal:
        return _page(request.form, problems=refusal.problems), refusal.status
    return _page({"days": USUAL_DAYS}, token=token)


@bp.post("/ma-truy-cap/<int:token_id>/thu-hoi")
@requires()
def end_token(token_id: int) -> ResponseReturnValue:
    """Take a token back."""
    with transaction() as session:
        giving.end(session, office(), current_officer(), token_id)
    flash(gettext("The token no longer opens anything."))
    return redirect(url_for("account.tokens"), 303)


def _page(
    typed: Mapping[str, str], token: str = "", problems: Mapping[str, Said] | None = None
) -> str:
    with reading() as session:
        known = access_tokens.of(session, current_officer().id, office().now())
    return render_template(
        "account/tokens.html", tokens=known, typed=typed, token=token, problems=problems or {}
    )
