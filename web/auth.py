"""Who is at the browser, and which doors are open to them.

The browser holds a random token in a cookie; everything else is the session's
row. A door without ``requires`` is open to everybody; a test walks all routes
and knows which may be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from engine.actions import access_tokens as tokens
from engine.actions import accounts
from engine.errors import Conflict, NotAllowed, SignInNeeded
from engine.i18n import mark
from engine.models import Officer
from engine.office import Busy
from engine.queries import access_tokens, people
from engine.rules.permission import Action, may
from web import addresses, again
from web.language import gettext
from web.session import current_officer, office, reading, transaction

__all__ = ["allowed", "current_officer", "register", "requires", "signed_in"]

# How stale the last sign of use may be before a request writes a new one.
FRESH = timedelta(minutes=1)

# They answer alike whoever asks, and must answer when the database does not.
FOR_NOBODY = frozenset({"static", "health.alive", "health.ready"})

# Below this the doors are for programs, which may bring a token instead of a session.
API = "/api/"

P = ParamSpec("P")


def register(app: Flask) -> None:
    """Learn who is there before each request, and let the templates ask."""
    app.before_request(_recognise)
    app.jinja_env.globals.update(allowed=allowed, officer=current_officer, signed_in=signed_in)


def cookie_name() -> str:
    """The token's cookie; behind https one that no other host can set."""
    return "__Host-motcua" if office().settings.secure_cookies else "motcua"


def signed_in() -> bool:
    """Whether somebody is signed in."""
    return g.get("signed_in") is not None


def allowed(*actions: Action) -> bool:
    """Whether the person at the browser has one of these rights."""
    return signed_in() and any(may(current_officer().roles, action) for action in actions)


def requires(
    *actions: Action,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Let in who has one of these rights; without rights, whoever is signed in."""

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def door(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not signed_in():
                return to_the_door()
            if actions and not allowed(*actions):
                raise NotAllowed
            return view(*args, **kwargs)

        return door

    return guard


def open_session(
    officer: Officer, language: str, place: str, typed: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    """Sign an officer in and send them to a place; the token is new, an older one ends.

    What was typed at that place before is offered to be shown there again.
    """
    with transaction() as session:
        if signed_in():
            accounts.sign_out(session, office(), g.signed_in.token_hash)
        token = accounts.sign_in(session, office(), officer, language)
    cookie.clear()
    answer = _offer(place, typed) if typed else redirect(place, 303)
    answer.set_cookie(
        cookie_name(),
        token,
        max_age=int(people.LONGEST.total_seconds()),
        secure=office().settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return answer


def close_session(place: str) -> ResponseReturnValue:
    """Sign out, here and on the server, and go to a place."""
    with transaction() as session:
        accounts.sign_out(session, office(), g.signed_in.token_hash)
    cookie.clear()
    answer: Response = redirect(place, 303)  # type: ignore[assignment]  # Flask's own class
    answer.delete_cookie(
        cookie_name(), secure=office().settings.secure_cookies, httponly=True, samesite="Lax"
    )
    return answer


def own_place(wanted: str) -> str:
    """A place inside these screens to go on to, or the front page."""
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    # Browsers pass over line ends and tabs in an address, so it must be what it looks like.
    return wanted if inside and wanted.isprintable() else url_for("account.home")


def _recognise() -> None:
    g.signed_in = None
    if request.path.startswith(API) and request.authorization is not None:
        _recognise_program()
        return
    token = request.cookies.get(cookie_name())
    if not token or request.endpoint in FOR_NOBODY:
        return
    now = office().now()
    with reading() as session:
        g.signed_in = people.signed_in(session, accounts.token_hash(token), now)
    if g.signed_in is not None and now - g.signed_in.seen_at > FRESH:
        # Whoever holds the database at this moment does not keep a page from showing.
        with suppress(Busy, Conflict), transaction() as session:
            accounts.stay(session, office(), g.signed_in.token_hash)


def _recognise_program() -> None:
    """Learn in whose name a program reads; its word stands alone, whatever cookie is beside it."""
    given = request.authorization
    kept = accounts.token_hash(given.token or "") if given and given.type == "bearer" else ""
    now = office().now()
    with reading() as session:
        g.signed_in = access_tokens.holder(session, kept, now)
    if g.signed_in is not None and now - g.signed_in.seen_at > FRESH:
        with suppress(Busy, Conflict), transaction() as session:
            tokens.note_use(session, office(), kept)


def to_the_door() -> ResponseReturnValue:
    """The sign-in page for a request that came without a session, with what it had typed."""
    if request.path.startswith(API):
        raise SignInNeeded
    if request.headers.get("HX-Request"):
        # A fragment can't hold the sign-in page: the whole page goes there.
        return Response(status=401, headers={"HX-Redirect": url_for("account.sign_in")})
    if kept := again.typed():
        refused = gettext(mark("You were signed out before this was sent, so nothing was done. "
                               "Sign in: what you typed is still here."))  # fmt: skip
        page = render_template(
            "account/sign_in.html", login="", next=request.path, kept=kept, refused=refused
        )
        return page, 401
    wanted = addresses.this_page()
    return redirect(url_for("account.sign_in", tiep=wanted if wanted != "/" else None), 303)


def _offer(place: str, typed: Sequence[tuple[str, str]]) -> Response:
    return make_response(render_template("account/again.html", place=place, typed=typed))
