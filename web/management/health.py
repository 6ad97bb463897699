"""The doors of the office's own health: work that fails, the clock, the nights."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.actions import outbox
from engine.queries import failing_jobs, health
from engine.rules.permission import Action
from web.auth import current_officer, requires
from web.language import gettext
from web.management import bp
from web.session import office, reading, transaction


@bp.get("/suc-khoe")
@requires(Action.ADMINISTER)
def health_page() -> ResponseReturnValue:
    """Show the work that fails, and what the nightly inspections found."""
    with reading() as session:
        nights, failing = health.nights(session), failing_jobs.failing_jobs(session)
        hours = health.hours(session)
    return render_template(
        "management/health.html",
        nights=nights,
        failing=failing,
        most=failing_jobs.MOST,
        hours=hours,
    )


@bp.post("/suc-khoe/viec-nen/<int:job_id>")
@requires(Action.ADMINISTER)
def try_again(job_id: int) -> ResponseReturnValue:
    """Take up one piece of work that fails."""
    with transaction() as session:
        outbox.try_again(session, office(), current_officer(), job_id)
    flash(gettext("The work is taken up again."))
    return redirect(url_for("management.health_page"), 303)


@bp.post("/suc-khoe/viec-nen")
@requires(Action.ADMINISTER)
def try_all_again() -> ResponseReturnValue:
    """Take up all work that fails, when what was wrong is mended."""
    with transaction() as session:
        outbox.try_all_again(session, office(), current_officer())
    flash(gettext("The work is taken up again."))
    return redirect(url_for("management.health_page"), 303)
