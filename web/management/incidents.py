"""Incidents: what broke off, for those who mend its cause and let it be done after all."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import mending
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.queries import incidents
from engine.rules.permission import Action
from web.auth import current_officer, requires
from web.language import gettext
from web.management import bp
from web.session import NOT_NOW, office, once, reading


@bp.get("/su-co")
@requires(Action.MEND)
def incidents_met() -> ResponseReturnValue:
    """List the incidents that wait to be mended; with ``cu=1`` also those that are over."""
    with_old = request.args.get("cu") == "1"
    with reading() as session:
        found = incidents.page(
            session,
            current_officer(),
            with_old=with_old,
            before=request.args.get("truoc", type=int),
        )
    return render_template(
        "management/incidents.html",
        incidents=found[: incidents.PAGE],
        more=len(found) > incidents.PAGE,
        with_old=with_old,
    )


@bp.get("/su-co/<int:incident_id>")
@requires(Action.MEND)
def incident(incident_id: int) -> ResponseReturnValue:
    """Show one incident: where, why, on which values, and what can be done about it."""
    return _show(incident_id)


@bp.post("/su-co/<int:incident_id>/thu-lai")
@requires(Action.MEND)
def retry_incident(incident_id: int) -> ResponseReturnValue:
    """Do what broke off once more; the same page when its cause is still there."""

    def act(session: Session) -> str:
        mending.retry(session, office(), current_officer(), incident_id)
        flash(gettext("It is done now; the incident is over."))
        return url_for("management.incidents_met")

    try:
        return once(act)
    except NOT_NOW as refusal:
        return _show(incident_id, refused=refusal.said), refusal.status


@bp.post("/su-co/<int:incident_id>/dong")
@requires(Action.MEND)
def close_incident(incident_id: int) -> ResponseReturnValue:
    """Close an incident with a reason."""
    reason = request.form.get("reason", "")

    def act(session: Session) -> str:
        mending.close(session, office(), current_officer(), incident_id, reason)
        flash(gettext("The incident is closed."))
        return url_for("management.incidents_met")

    try:
        return once(act)
    except BadAnswers as refusal:
        return _show(incident_id, reason=reason, problem=refusal.problems["reason"]), 422
    except NOT_NOW as refusal:
        return _show(incident_id, reason=reason, refused=refusal.said), refusal.status


def _show(
    incident_id: int, *, reason: str = "", problem: Said | None = None, refused: Said | None = None
) -> str:
    with reading() as session:
        line = incidents.one(session, current_officer(), incident_id)
    return render_template(
        "management/incident.html",
        incident=line,
        reason=reason,
        problems={"reason": problem} if problem else {},
        refused=refused,
    )
