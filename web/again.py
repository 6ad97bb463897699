"""What was typed survives a session that ended, and a page that grew stale.

A form that comes too late is not done and not lost: its text goes along
through the sign-in page and comes back as a page to look over and send again.
Nothing is kept on the server meanwhile, and nothing is done but to show it:
a view says by ``shows_again`` how its page looks with what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from web.session import AGAIN, NOT_CONTENT

# On the sign-in page the fields of the other page stand under names of their own.
KEPT = "kept."

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def shows_again(show: View[P]) -> Callable[[View[P]], View[P]]:
    """Let ``show`` answer a form that is only to be shown again, and mark the view for it."""

    def mark(view: View[P]) -> View[P]:
        @wraps(view)
        def door(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            return show(*args, **kwargs) if AGAIN in request.form else view(*args, **kwargs)

        door.__dict__[AGAIN] = True
        return door

    return mark


def typed() -> list[tuple[str, str]]:
    """The text of a form that came too late from a page of ours; empty for every other."""
    if request.method != "POST" or not (_is_from_our_page() and _can_show(request.path)):
        return []
    return [pair for pair in request.form.items(multi=True) if pair[0] not in NOT_CONTENT]


def kept() -> list[tuple[str, str]]:
    """What the sign-in page carried along for the page it goes on to."""
    if not _can_show(request.form.get("next", "")):
        return []
    return list(_kept())


def _kept() -> Iterator[tuple[str, str]]:
    for name, value in request.form.items(multi=True):
        if name.startswith(KEPT):
            yield name.removeprefix(KEPT), value


def _is_from_our_page() -> bool:
    """Whether the browser says that one of our pages sent this; a foreign one is not shown."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def _can_show(place: str) -> bool:
    """Whether the form of a place can be shown again without doing what it asks."""
    adapter = current_app.url_map.bind(request.host)
    try:
        endpoint, _ = adapter.match(place.partition("?")[0], method="POST")
    except HTTPException:
        return False
    return AGAIN in current_app.view_functions[endpoint].__dict__
