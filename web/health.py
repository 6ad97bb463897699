"""For machines that watch: is the process alive, is the office ready to work."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from engine import migrations
from engine.gateways.trouble import DatabaseUnusable
from web.session import office

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answer as long as the process does."""
    return {"alive": True}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer 200 when the database answers and has this version's tables."""
    try:
        revision = migrations.current_revision(office().settings.database_url)
        lacking = "" if revision == migrations.newest_revision() else "schema"
    except DatabaseUnusable:
        lacking = "database"
    return {"ready": not lacking, "lacking": lacking}, 503 if lacking else 200
