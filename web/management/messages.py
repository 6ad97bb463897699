"""Messages that nobody took, the cases that wait for one, and one that came by another way."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import messages as messaging
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.queries import messages
from engine.rules.permission import Action
from web.auth import current_officer, requires
from web.language import gettext
from web.management import bp
from web.session import NOT_NOW, office, once, reading


@bp.get("/tin-nhan")
@requires(Action.MEND)
def messages_kept() -> ResponseReturnValue:
    """List what nobody took and what is waited for."""
    return _show()


@bp.post("/tin-nhan")
@requires(Action.MEND)
def send_message() -> ResponseReturnValue:
    """Say what came by letter or telephone to the case that waits for it."""
    name, key = request.form.get("name", "").strip(), request.form.get("key", "")
    payload = messages.payload_of(request.form.get("payload", ""))

    def act(session: Session) -> str:
        messaging.send(session, office(), current_officer(), name, key, payload)
        flash(gettext("The message is sent to whoever waits for it."))
        return url_for("management.messages_kept")

    try:
        return once(act)
    except BadAnswers as refusal:
        return _show(refusal.problems), 422


@bp.post("/tin-nhan/<int:message_id>/dong")
@requires(Action.MEND)
def close_message(message_id: int) -> ResponseReturnValue:
    """Close a message that nobody will take any more."""
    reason = request.form.get("reason", "")

    def act(session: Session) -> str:
        messaging.close(session, office(), current_officer(), message_id, reason)
        flash(gettext("The message is closed."))
        return url_for("management.messages_kept")

    try:
        return once(act)
    except BadAnswers as refusal:
        return _show({f"reason-{message_id}": refusal.problems["reason"]}), 422
    except NOT_NOW as refusal:
        return _show(refused=refusal.said), refusal.status


def _show(problems: Mapping[str, Said] | None = None, refused: Said | None = None) -> str:
    with reading() as session:
        kept = messages.unmatched(session, office(), current_officer())
        waits = messages.waited_for(session, current_officer())
    return render_template(
        "management/messages.html",
        kept=kept,
        waits=waits,
        typed=request.form,
        problems=problems or {},
        refused=refused,
    )
