"""What was reported by the clock: apologies not sent in time, answers that did not come."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engine.queries import rings
from engine.rules.permission import Action
from web.auth import current_officer, requires
from web.management import bp
from web.session import reading


@bp.get("/da-nhac")
@requires(Action.SEE_REPORTS)
def reported() -> ResponseReturnValue:
    """List them, newest first, with when each was due and when it was told."""
    with reading() as session:
        lines = rings.reported(session, current_officer())
    return render_template("management/reported.html", lines=lines, most=rings.SHOWN)
