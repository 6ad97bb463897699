"""Office hours: any number of sessions a weekday, from a day on or in a season; and ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine.actions.calendars import Announcement
from engine.i18n import Said
from engine.queries import calendars
from engine.queries.calendars import HOURS, Entry
from engine.rules import hours_text
from engine.rules.calendar import WEEKDAYS, BadCalendar
from engine.rules.permission import Action
from web.again import shows_again
from web.auth import requires
from web.management import bp, typed
from web.management.calendar_page import layer
from web.management.calendar_trial import Trial, Typed, answer
from web.management.typed import Problems
from web.session import office, reading
from web.words import weekday

KEEP, CORRECT, END = "keep", "correct", "end"
PARTS = ("since", "last_day", "decision", "reason", *(f"hours.{name}" for name in WEEKDAYS))


@bp.get("/lich/gio")
@requires(Action.KEEP_CALENDAR)
def calendar_hours() -> ResponseReturnValue:
    """Ask for the hours of a week, with those that hold today to begin from."""
    return _show({})


@bp.post("/lich/gio")
@requires(Action.KEEP_CALENDAR)
@shows_again(calendar_hours)
def change_hours() -> ResponseReturnValue:
    """Try other hours and show which cases they move; enter them when that was seen."""
    return answer(_read(), _show, "since")


@bp.get("/lich/muc/<int:entry_id>")
@requires(Action.KEEP_CALENDAR)
def calendar_entry(entry_id: int) -> ResponseReturnValue:
    """Show one line of the calendar, to be ended by a decision."""
    return _show_entry(entry_id, {})


@bp.post("/lich/muc/<int:entry_id>")
@requires(Action.KEEP_CALENDAR)
@shows_again(calendar_entry)
def end_entry(entry_id: int) -> ResponseReturnValue:
    """Try to end a line and show which cases that moves; end it when that was seen."""
    problems: Problems = {}
    decision = typed.decision(request.form, "decision", problems)
    entry = _entry(entry_id)
    announcement = Announcement(decision, ended=(entry_id,), agency=request.args.get("don-vi", ""))

    def show(
        problems: Mapping[str, Said], trial: Trial | None = None, refused: Said | None = None
    ) -> str:
        return _show_entry(entry_id, problems, trial, refused)

    year = max(entry.day.year, office().today().year) if entry.kind == HOURS else entry.day.year
    return answer(Typed(announcement, problems, year), show, "decision")


def _show(
    problems: Mapping[str, Said], trial: Trial | None = None, refused: Said | None = None
) -> str:
    with reading() as session:
        frame = layer(session)
        working = calendars.of(session, office(), frame["whose"])
    today = office().today()
    held = {
        f"hours.{name}": hours_text.write(working.weekday_hours(today, number))
        for number, name in enumerate(WEEKDAYS)
    }
    return render_template(
        "management/calendar/hours.html",
        **frame,
        typed=request.form or held,
        problems=problems,
        trial=trial,
        refused=refused,
        kept=PARTS,
        weekdays=WEEKDAYS,
    )


def _show_entry(
    entry_id: int,
    problems: Mapping[str, Said],
    trial: Trial | None = None,
    refused: Said | None = None,
) -> str:
    with reading() as session:
        frame = layer(session)
        entry = calendars.current(session, office()).find(frame["whose"], entry_id)
    return render_template(
        "management/calendar/entry.html",
        **frame,
        entry=entry,
        typed=request.form,
        problems=problems,
        trial=trial,
        refused=refused,
        kept=("decision",),
    )


def _entry(entry_id: int) -> Entry:
    with reading() as session:
        whose = layer(session)["whose"]
        return calendars.current(session, office()).find(whose, entry_id)


def _read() -> Typed:
    form = request.form
    problems: Problems = {}
    since = typed.day(form, "since", problems)
    until = typed.day(form, "last_day", problems)
    if since is None:
        problems.setdefault("since", Said("Write the day from which these hours hold."))
    elif until is not None and until < since:
        problems["last_day"] = Said("The season ends before it begins.")
    week = {name: _sessions(name, problems) for name in WEEKDAYS}
    if not any(week.values()):
        problems.setdefault("hours.mon", Said("Write the hours of at least one weekday."))
    decision = typed.decision(form, "decision", problems)
    content: dict[str, Any] = {
        "sessions": week,
        "reason": typed.line(form, "reason", problems),
        "decision": decision,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
    }
    entries = (Entry(since or date.min, HOURS, content),)
    announcement = Announcement(decision, entries, agency=request.args.get("don-vi", ""))
    return Typed(announcement, problems, since.year if since else office().today().year)


def _sessions(name: str, problems: Problems) -> list[list[str]]:
    """A weekday's sessions as a calendar file writes them."""
    try:
        read = hours_text.read(request.form.get(f"hours.{name}", ""), weekday(name))
    except BadCalendar as wrong:
        problems[f"hours.{name}"] = wrong.said
        return []
    return hours_text.plain(read)
