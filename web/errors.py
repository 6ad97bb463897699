"""What a person reads when something was not done: calm words and what to do next.

A refusal climbs here from wherever it was said. A request of htmx gets the
words alone, anybody else a page; both with the refusal's status.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException, InternalServerError

from engine.errors import Refusal, Unusable
from engine.i18n import mark
from web import again, auth
from web.language import gettext, language

log = structlog.get_logger("web")

TITLES = {
    400: mark("This request could not be read"),
    401: mark("Please sign in"),
    403: mark("This is not open to you"),
    404: mark("There is nothing here"),
    405: mark("This can't be done in this way"),
    409: mark("Somebody else was first"),
    413: mark("This is too large"),
    415: mark("This kind of file isn't taken"),
    422: mark("This can't be done as it is"),
    429: mark("Too many tries"),
    500: mark("Something went wrong on our side"),
    503: mark("The office can't do this just now"),
}
NEXT = {
    400: mark("Go back with your browser, open the page anew and try again."),
    401: mark("Sign in, then open the page again."),
    403: mark("If this is part of your work, ask the administrator of your unit for the right."),
    404: mark("Check the address or the case code. A case of another unit is not shown here."),
    405: mark("Open the page from the menu and use its buttons."),
    409: mark("Nothing was changed by you. Open the case again to see where it stands."),
    413: mark(
        "A file may have 50 MB, all files of a form together 200 MB, its text 2 MB. "
        "Go back with your browser, make it smaller or divide it, then send it again."
    ),
    415: mark("Send a PDF, a JPG or PNG picture, a Word or Excel file."),
    422: mark("Go back with your browser: what you typed is still there. Mend it and send again."),
    429: mark("Wait a few minutes, then try again."),
    500: mark(
        "Nothing was half done. Try again; if it happens again, tell the administrator "
        "the request number below."
    ),
    503: mark(
        "Nothing was changed. Try again in a moment; if it stays so, tell the administrator."
    ),
}
STALE_FORM = mark(
    "The page was open for too long, or you signed in again meanwhile, so nothing was done."
)


def register(app: Flask) -> None:
    """Answer every refusal and every mistake in words."""
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, http)


def _refusal(refusal: Refusal) -> ResponseReturnValue:
    if isinstance(refusal, Unusable):
        log.error("unusable", code=refusal.code, why=refusal.why)
    return show(refusal.status, refusal.said.to(language()), code=refusal.code)


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    """Lose nothing: show what was typed, sign in first where nobody is signed in."""
    if typed := again.typed():
        if not auth.signed_in():
            return auth.to_the_door()
        return render_template("account/again.html", place=request.path, typed=typed), 400
    if request.endpoint == "account.enter":
        # A sign-in page that was left open over night is simply tried again.
        login, wanted = request.form.get("login", ""), request.form.get("next", "")
        page = render_template(
            "account/sign_in.html", login=login, next=wanted, refused=gettext(STALE_FORM)
        )
        return page, 400
    return show(400, gettext(STALE_FORM), code="stale-form")


def http(error: HTTPException) -> ResponseReturnValue:
    """Answer what the web itself refused: no such page, a form too large, a crash."""
    status = error.code or 500
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        log.error("crash", route=str(request.url_rule or "-"), exc_info=error.original_exception)
    if status < 400 or status not in TITLES:
        return error
    if fields := getattr(error, "data", {}).get("messages"):
        # What a program asked for was read field by field; each problem goes beside its own.
        return _to_a_program(status, "", "", fields)
    if isinstance(error, BadHost):
        # No link can be made under such a name, so the words stand alone.
        return _fragment(status, "", ""), status
    return show(status)


def show(status: int, said: str = "", code: str = "") -> ResponseReturnValue:
    """Show why, as a page or as a fragment; to programs as JSON."""
    if request.path.startswith(auth.API):
        return _to_a_program(status, said, code)
    if request.headers.get("HX-Request"):
        return _fragment(status, said, code), status
    return _words("errors/page.html", status, said, code), status


def _to_a_program(
    status: int, said: str, code: str, fields: Mapping[str, Any] | None = None
) -> ResponseReturnValue:
    title = gettext(TITLES[status] if status in TITLES else TITLES[422])
    told: dict[str, Any] = {
        "code": code or f"http-{status}",
        "message": said or title,
        "request": g.request_id,
    }
    if fields is not None:
        told["fields"] = fields.get("query", fields)
    answer = jsonify(told)
    answer.status_code = status
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _fragment(status: int, said: str, code: str) -> str:
    return _words("errors/fragment.html", status, said, code)


def _words(template: str, status: int, said: str, code: str) -> str:
    return render_template(
        template,
        status=status,
        title=gettext(TITLES[status] if status in TITLES else TITLES[422]),
        said=said,
        next_step=gettext(NEXT[status]) if status in NEXT else "",
        code=code,
    )
