"""What protects the screens: headers, form tokens, limits, and the cookie's flags.

No script and no style stands inside a page, so the content policy allows none;
what a template must embed carries the request's nonce.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from engine.gateways import uploads
from engine.queries import people
from web.session import office

MOST_TEXT = 2 * 1024 * 1024
# A form may bring several files. One that is too large is told at its field, beside what was
# typed; only what is beyond all measure is not even read.
MOST_FILES = 4 * uploads.LARGEST
YEAR = timedelta(days=365)

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)


def register(app: Flask) -> None:
    """Set the limits and headers of every answer."""
    settings = app.extensions["motcua.office"].settings
    secure = settings.secure_cookies
    app.config.update(
        SECRET_KEY=settings.secret,
        LANGUAGE=settings.language,
        MAX_CONTENT_LENGTH=MOST_FILES + MOST_TEXT,
        MAX_FORM_MEMORY_SIZE=MOST_TEXT,
        MAX_FORM_PARTS=2_000,
        SESSION_COOKIE_NAME="__Host-motcua-form" if secure else "motcua_form",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=int(people.LONGEST.total_seconds()),
        WTF_CSRF_SSL_STRICT=secure,
    )
    app.before_request(_hold_text_to_its_limit)
    csrf.init_app(app)
    limiter.init_app(app)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(_protect)


def without_token(view: View) -> View:
    """Take a form without its token: for what changes nothing and must work without cookies."""
    csrf.exempt(view)
    return view


def csp_nonce() -> str:
    """The word by which this answer's own scripts and styles are known."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _hold_text_to_its_limit() -> None:
    """Only a form that carries a file may be as large as one."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MOST_TEXT


def _protect(answer: Response) -> Response:
    nonce = csp_nonce()
    answer.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; "
        f"style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if office().settings.secure_cookies:
        age = int(YEAR.total_seconds())
        answer.headers["Strict-Transport-Security"] = f"max-age={age}"
    if request.endpoint != "static":
        # Pages hold people's names: no shared machine keeps them after sign-out.
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
