"""The public look-up: one form, one answer for everything that is wrong.

No cookie is set and nothing is changed, so the form needs no token.
"""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine.queries import public_status
from web.portal import bp
from web.portal.words import what_it_means
from web.security import limiter, without_token
from web.session import office, reading

NOT_FOUND = 422


@bp.get("/tra-cuu")
def ask() -> ResponseReturnValue:
    """Ask for the code and the secret."""
    return render_template("portal/ask.html", code="", known=False)


@bp.get("/t/<code>")
def ask_secret(code: str) -> ResponseReturnValue:
    """Ask only for the secret: the receipt's QR code knows the rest. Any code is asked alike."""
    return render_template("portal/ask.html", code=public_status.tidy(code), known=True)


def _case_asked() -> str:
    return "case:" + public_status.tidy(request.form.get("code", ""))


def _was_wrong(answer: object) -> bool:
    return getattr(answer, "status_code", 0) == NOT_FOUND


@bp.post("/tra-cuu")
@without_token
@limiter.limit("20 per 10 minutes", deduct_when=_was_wrong)
@limiter.limit("10 per hour", key_func=_case_asked, deduct_when=_was_wrong)
def look_up() -> ResponseReturnValue:
    """Show how the case stands, or the same page for a wrong code and a wrong secret."""
    code, secret = request.form.get("code", ""), request.form.get("secret", "")
    with reading() as session:
        found = public_status.look_up(session, office(), code, secret)
    if found is None:
        known = request.form.get("known") == "yes"
        return render_template("portal/ask.html", code=code, known=known, wrong=True), NOT_FOUND
    return render_template("portal/status.html", case=found, meaning=what_it_means(found))
