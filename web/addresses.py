"""What an address or a form may name: rows by their keys, moments, plain text.

Whatever else stands there (a number no row can have, the day before the
calendar began, a sign that is no text) names nothing: it is turned away here,
before a database has to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from engine.models.base import LARGEST_KEY
from engine.rules.office_hours import FIRST_YEAR, LAST_YEAR

# The one sign that PostgreSQL takes in no text; nobody can type it.
NO_TEXT = "\0"


class RowKey(IntegerConverter):
    """``<int:…>`` in a route: the key of a row; what can be none is not found."""

    regex = r"[0-9]{1,19}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_KEY)


def register(app: Flask) -> None:
    """Let routes name rows, and turn away what is no text; before any route is made."""
    app.url_map.converters["int"] = RowKey
    app.before_request(_refuse_what_is_no_text)
    app.jinja_env.globals["this_page"] = this_page


def moment(text: str) -> datetime | None:
    """A moment as an address carries it, with its offset; None for what is none."""
    try:
        read = datetime.fromisoformat(text)
        # Near the ends of the calendar a moment has no other zone to be kept in.
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None


def day(text: str) -> date | None:
    """A day as an address carries it (2026-11-23); None for what is none."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        return None
    return read if FIRST_YEAR <= read.year <= LAST_YEAR else None


def this_page() -> str:
    """Where this page can be opened again: its address, or for a form that of the page it is on.

    A form's address lies below its page (``/hs/<code>/rut``), so the nearest above that opens.
    """
    if request.method in {"GET", "HEAD"}:
        return request.full_path.removesuffix("?")
    doors = current_app.url_map.bind(request.host)
    place = request.path
    while place:
        try:
            doors.match(place, method="GET")
        except HTTPException:
            place = place.rpartition("/")[0]
        else:
            return place
    return "/"


def _refuse_what_is_no_text() -> None:
    if any(NO_TEXT in text for text in _texts()):
        abort(400)


def _texts() -> Iterator[str]:
    yield request.path
    yield from _pairs(request.args.items(multi=True))
    yield from _pairs(request.form.items(multi=True))


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for pair in pairs:
        yield from pair
