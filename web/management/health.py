"""The doors of the office's own health: what the nights found, work that was given up."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.actions import outbox
from engine.queries import health
from engine.rules.permission import Action
from web.auth import current_officer, requires
from web.language import gettext
from web.management import bp
from web.session import office, reading, transaction


@bp.get("/suc-khoe")
@requires(Action.ADMINISTER)
def health_page() -> ResponseReturnValue:
    """Show what the nightly inspections found, and the work that was given up."""
    with reading() as session:
        nights, given_up = health.nights(session), health.given_up(session)
    return render_template("management/health.html", nights=nights, given_up=given_up)


@bp.post("/suc-khoe/viec-nen/<int:job_id>")
@requires(Action.ADMINISTER)
def try_again(job_id: int) -> ResponseReturnValue:
    """Take up work that was given up."""
    with transaction() as session:
        outbox.try_again(session, office(), current_officer(), job_id)
    flash(gettext("The work is taken up again."))
    return redirect(url_for("management.health_page"), 303)
