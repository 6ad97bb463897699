"""Which language this person reads: their session's, else a cookie's, else the office's."""

from __future__ import annotations

from flask import current_app, g, request

from engine.i18n import LANGUAGES, words

COOKIE = "motcua_language"


def language() -> str:
    """The language of this request, "vi" or "en"."""
    signed = g.get("signed_in")
    if signed is not None:
        return str(signed.language)
    wanted = request.cookies.get(COOKIE, "")
    return wanted if wanted in LANGUAGES else str(current_app.config["LANGUAGE"])


def gettext(message: str, **values: object) -> str:
    """Say a text in the reader's language; values go into its ``%(name)s`` places."""
    said = words(language())(message)
    return said % values if values else said
