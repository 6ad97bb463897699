"""The working calendar: a year at a glance, the hours, and what was decided."""

from __future__ import annotations

from calendar import monthcalendar
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine.queries import calendar_year, calendars
from engine.queries.calendar_year import MOST_BEYOND
from engine.rules import answers
from engine.rules.permission import Action
from web.auth import current_officer, requires
from web.management import bp
from web.session import office, reading


@bp.get("/lich")
@requires(Action.SEE_REPORTS)
def calendar_page() -> ResponseReturnValue:
    """Show a year: which days are not what their weekday says, and which hours hold."""
    year = asked_year()
    with reading() as session:
        frame = layer(session)
        working = calendars.current(session, office())
        laid = working.of(frame["whose"])
        return render_template(
            "management/calendar/year.html",
            **frame,
            year=year,
            months=[(date(year, month, 1), monthcalendar(year, month)) for month in range(1, 13)],
            days=calendar_year.days_of_year(working, frame["whose"], year),
            hours=calendar_year.hours_lines(working, frame["whose"]),
            announced=laid.is_announced(date(year, 12, 31)),
            unannounced=calendar_year.unannounced(laid, office().today()),
            until=laid.announced_until,
            beyond=calendar_year.beyond(session, current_officer(), laid),
            changes=calendar_year.changes(session, frame["whose"]),
            today=office().today(),
        )


@bp.get("/lich/chua-cong-bo")
@requires(Action.SEE_REPORTS)
def beyond_announced() -> ResponseReturnValue:
    """List the open cases whose date may still move, because no holidays are announced there."""
    with reading() as session:
        frame = layer(session)
        laid = calendars.of(session, office(), frame["whose"])
        cases = calendar_year.beyond(session, current_officer(), laid)
    return render_template(
        "management/calendar/beyond.html",
        **frame,
        cases=cases[:MOST_BEYOND],
        more=len(cases) > MOST_BEYOND,
        until=laid.announced_until,
    )


def layer(session: Any) -> dict[str, Any]:
    """Whose calendar a page is about: the own one, or one that the province's people named."""
    officer = current_officer()
    code = request.args.get("don-vi", "")
    others = calendar_year.agencies(session, officer)
    whose = calendars.layer_of(session, officer, code)
    named = {} if not code else {"don-vi": code}
    return {"whose": whose, "agency": code, "agencies": others, "named": named,
            "layer_name": dict(others).get(code, officer.agency.name)}  # fmt: skip


def asked_year() -> int:
    """The year that was asked for, or this one."""
    today = office().today()
    year = request.args.get("nam", today.year, type=int)
    return year if answers.FIRST_YEAR <= year <= answers.LAST_YEAR else today.year
