"""The doors of the account: each ten lines, the work is in ``actions.accounts``."""

from __future__ import annotations

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.actions import accounts
from engine.i18n import LANGUAGES
from engine.models.base import row_key
from engine.queries import notices as bell
from web import again
from web.account import bp
from web.auth import close_session, current_officer, open_session, own_place, requires, signed_in
from web.language import COOKIE, language
from web.navigation import first_place
from web.security import limiter, without_token
from web.session import office, reading, transaction

YEAR = 365 * 24 * 3600


@bp.get("/")
def home() -> ResponseReturnValue:
    """Go where this person's day begins; a citizen's begins at the look-up."""
    if not signed_in():
        return redirect(url_for("portal.ask"), 303)
    return redirect(first_place(current_officer().roles), 303)


@bp.get("/dang-nhap")
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    if signed_in():
        return redirect(url_for("account.home"), 303)
    return render_template("account/sign_in.html", login="", next=request.args.get("tiep", ""))


def _login_asked() -> str:
    return "login:" + request.form.get("login", "").strip().lower()


def _was_refused(answer: object) -> bool:
    return getattr(answer, "status_code", 0) == 422


@bp.post("/dang-nhap")
@limiter.limit("30 per 15 minutes", deduct_when=_was_refused)
@limiter.limit("5 per 5 minutes", key_func=_login_asked, deduct_when=_was_refused)
def enter() -> ResponseReturnValue:
    """Let in who is recognised; the others see the page again, with one answer for all."""
    login, wanted = request.form.get("login", ""), request.form.get("next", "")
    with reading() as session:
        officer = accounts.recognise(session, login, request.form.get("password", ""))
    if officer is None:
        with transaction() as session:
            refused = accounts.refuse_sign_in(session, office(), login)
        page = render_template(
            "account/sign_in.html",
            login=login,
            next=wanted,
            kept=again.kept(),
            refused=refused.said,
        )
        return page, refused.status
    place = own_place(wanted or url_for("account.home"))
    return open_session(officer, language(), place, again.kept())


@bp.post("/dang-xuat")
@requires()
def sign_out() -> ResponseReturnValue:
    """End the session, here and on the server."""
    return close_session(url_for("account.sign_in"))


@bp.post("/ngon-ngu")
@without_token  # It changes nothing but the words; a citizen's page needs no cookie for it.
def choose_language() -> ResponseReturnValue:
    """Read in another language from now on."""
    wanted = request.form.get("language", "")
    answer = make_response(redirect(own_place(request.form.get("next", "/")), 303))
    if wanted in LANGUAGES:
        secure = office().settings.secure_cookies
        answer.set_cookie(
            COOKIE, wanted, max_age=YEAR, samesite="Lax", httponly=True, secure=secure
        )
        if signed_in():
            with transaction() as session:
                kept = g.signed_in.token_hash
                accounts.choose_language(session, current_officer(), kept, wanted)
    return answer


@bp.get("/thong-bao")
@requires()
def notices() -> ResponseReturnValue:
    """Show what the office told this person, newest first."""
    before = request.args.get("truoc", type=row_key)
    with reading() as session:
        page = bell.notices(session, current_officer(), before=before)
    return render_template("account/notices.html", notices=page)


@bp.post("/thong-bao")
@requires()
def read_notices() -> ResponseReturnValue:
    """Mark as read what the page showed, and nothing newer."""
    newest = request.form.get("newest", type=row_key) or 0
    with transaction() as session:
        accounts.read_notices(session, office(), current_officer(), newest)
    return redirect(url_for("account.notices"), 303)
