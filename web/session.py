"""Behind a request: the office, its transactions, the person, and the second click.

A view opens ``reading()`` to look and ``transaction()`` to act; it never holds
a database of its own. A form that must not act twice goes through ``once``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from urllib.parse import urlencode

from flask import current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import idempotency
from engine.actions.incidents import MoveFailed
from engine.errors import ClockWrong, Conflict, KeyReused, NotAllowed, WrongMove
from engine.models import Officer
from engine.office import Busy, Office

OFFICE = "motcua.office"
KEY = "_key"
# Stands in a form that is only to be shown again (web/again).
AGAIN = "_again"
# The act itself was right, the moment was not: the page is shown again with what was typed.
NOT_NOW = (Conflict, WrongMove, KeyReused, ClockWrong, Busy, MoveFailed)
# They differ between two sendings of the same form, so they are not its content.
NOT_CONTENT = frozenset({KEY, AGAIN, "csrf_token"})


def office() -> Office:
    """The office whose screens these are."""
    opened: Office = current_app.extensions[OFFICE]
    return opened


def reading() -> AbstractContextManager[Session]:
    """A session that can only look."""
    return office().reading()


def transaction() -> AbstractContextManager[Session]:
    """One verb's transaction, which knows where the request came from."""
    return office().transaction(ip=request.remote_addr or "")


def current_officer() -> Officer:
    """The person who is signed in; raises ``NotAllowed`` when nobody is."""
    if g.get("signed_in") is None:
        raise NotAllowed
    officer: Officer = g.signed_in.officer
    return officer


def once(act: Callable[[Session], str]) -> ResponseReturnValue:
    """Act in one transaction and go where ``act`` says.

    The page's key is kept with that place: a second click on the same form
    goes there too, and nothing is done again.
    """
    key = request.form.get(KEY, "")
    with transaction() as session:
        if key:
            acting = partial(act, session)
            place = idempotency.once(session, office(), current_officer(), key, _content(), acting)
        else:
            place = act(session)
    return redirect(place, 303)


def _content() -> bytes:
    """What the form says, in an order of its own."""
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] not in NOT_CONTENT]
    return f"{request.path}?{urlencode(sorted(pairs))}".encode()
