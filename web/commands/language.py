"""Which language a command answers in."""

from __future__ import annotations

import os

import click

from engine.i18n import DEFAULT_LANGUAGE, LANGUAGES


def language_of(context: click.Context, asked: str | None) -> str:
    """The language asked for here, or of ``motcua`` as a whole, or of the surroundings."""
    chosen = (
        asked or context.find_root().params.get("language") or os.environ.get("MOTCUA_LANGUAGE")
    )
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE
