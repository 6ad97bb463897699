"""The apologies that are due: cases that will not be ready, each with its draft."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engine.queries import apologies
from engine.rules.permission import Action
from web.auth import current_officer, requires
from web.management import bp
from web.session import office, reading


@bp.get("/xin-loi")
@requires(Action.PUT_OFF)
def apologies_due() -> ResponseReturnValue:
    """List the cases whose apology is to be drafted by the agency's policy, or that are late."""
    with reading() as session:
        drafts = apologies.waiting(session, office(), current_officer())
    return render_template("management/apologies.html", drafts=drafts, now=office().now())
