"""Who reads through the API, and in which language."""

from __future__ import annotations

from dataclasses import replace

from flask import g, request

from engine.i18n import LANGUAGES


def choose_language() -> None:
    """Let a program read in another language than its person does."""
    wanted = request.args.get("language", "")
    if wanted in LANGUAGES and g.get("signed_in") is not None:
        g.signed_in = replace(g.signed_in, language=wanted)
