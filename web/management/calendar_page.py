"""The working calendar: what holds in a year, and a change tried before it is entered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine.actions import calendars as keeping
from engine.actions.calendars import Announcement
from engine.errors import BadAnswers
from engine.i18n import Said
from engine.queries import calendars, deadline_history
from engine.queries.calendars import Entry
from engine.queries.deadline_history import Move
from engine.rules import answers
from engine.rules.answers import Unreadable
from engine.rules.calendar import WEEKDAYS, BadCalendar, DayKind
from engine.rules.field import Field, read_value
from engine.rules.permission import Action
from web.again import shows_again
from web.auth import current_officer, requires
from web.language import gettext
from web.management import bp
from web.session import office, once, reading
from web.words import pairs

LONGEST_STRETCH = 31
SHOWN_MOVES = 200
LINE = Field("line", "text", "", "", max_length=200)
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


# What a day may become on this page; a day that is ordinary again is taken back.
KINDS = (
    DayKind.CLOSURE, DayKind.HALF_DAY, DayKind.HOLIDAY, DayKind.COMPENSATION, DayKind.SWAP,
    DayKind.MAKEUP,
)  # fmt: skip
ORDINARY = "ordinary"
PARTS = ("day", "last_day", "kind", "weekday", "opens", "closes", "reason", "reason_en", "decision")


@dataclass(frozen=True)
class Typed:
    """What was typed, read as far as it can be."""

    announcement: Announcement
    problems: Mapping[str, Said]

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Typed:
        """Read the form: a day, or a stretch of days, and what they become."""
        problems: dict[str, Said] = {}
        days = _days(form, problems)
        kind = form.get("kind", "")
        if kind not in {*KINDS, ORDINARY}:
            problems["kind"] = Said("Choose what these days are.")
        content = _content(form, kind, problems)
        if kind != ORDINARY and not content["reason"]:
            problems.setdefault("reason", Said("Write down the reason."))
        decision = _line(form, "decision", problems)
        if not decision:
            problems.setdefault("decision", Said("Write down the number of the decision."))
        if problems:
            return cls(Announcement(decision), problems)
        if kind == ORDINARY:
            return cls(Announcement(decision, taken_back=days), problems)
        content["decision"] = decision
        return cls(Announcement(decision, tuple(Entry(day, kind, content) for day in days)), {})


@bp.get("/lich")
@requires(Action.SEE_REPORTS)
def calendar_page() -> ResponseReturnValue:
    """Show the days of a year that are not what their weekday says."""
    return _show({})


@bp.post("/lich")
@requires(Action.KEEP_CALENDAR)
@shows_again(lambda: _show({}))
def change_calendar() -> ResponseReturnValue:
    """Try a change and show which cases it moves; enter it when that was seen."""
    typed = Typed.read(request.form)
    if typed.problems:
        return _show(typed.problems), 422
    try:
        if request.form.get("act") != "enter":
            return _show({}, _tried(typed.announcement))
        return once(lambda session: _enter(session, typed.announcement))
    except BadAnswers as refusal:
        return _show(refusal.problems), 422
    except BadCalendar as refusal:
        return _show({"day": refusal.said}), 422


def _enter(session: Session, announcement: Announcement) -> str:
    keeping.announce(session, office(), current_officer(), announcement)
    flash(gettext("The calendar is changed; the due dates follow in the background."))
    first = min([*announcement.taken_back, *(entry.day for entry in announcement.days)])
    return url_for("management.calendar_page", nam=first.year)


def _tried(announcement: Announcement) -> list[Move]:
    """The cases that the change would move; nothing is written."""
    officer = current_officer()
    with reading() as session:
        proposed = keeping.check(session, office(), officer, announcement)
        cases = session.scalars(calendars.open_cases(calendars.kept_by(officer))).all()
        return list(deadline_history.moves(session, proposed, cases))


def _show(problems: Mapping[str, Said], moves: list[Move] | None = None) -> str:
    officer, today = current_officer(), office().today()
    year = _year(request.form.get("day", ""), today) if request.method == "POST" else _asked(today)
    with reading() as session:
        current = calendars.current(session, office())
        days = calendars.days_of_year(current, officer.agency_id, year)
        working = current.of(officer.agency_id)
        changes = calendars.changes(session, officer.agency_id)
    return render_template(
        "management/calendar.html",
        year=year,
        days=days,
        announced=working.is_announced(date(year, 12, 31)),
        working=working,
        changes=changes,
        typed=request.form,
        problems=problems,
        moves=moves,
        shown=SHOWN_MOVES,
        hours=[working.weekday_hours(today, weekday) for weekday in range(7)],
        kinds=[*pairs("day_kind", *KINDS), (ORDINARY, gettext("As its weekday says"))],
        kept=PARTS,
    )


def _asked(today: date) -> int:
    year = request.args.get("nam", today.year, type=int)
    return year if answers.FIRST_YEAR <= year <= answers.LAST_YEAR else today.year


def _year(typed: str, today: date) -> int:
    try:
        return answers.read_date(typed).year
    except Unreadable:
        return today.year


def _days(form: MultiDict[str, str], problems: dict[str, Said]) -> tuple[date, ...]:
    first, last = _day(form, "day", problems), _day(form, "last_day", problems)
    if first is None:
        problems.setdefault("day", Said("Name at least one day."))
        return ()
    length = ((last or first) - first).days + 1
    if not 1 <= length <= LONGEST_STRETCH:
        problems["last_day"] = Said(
            "The last day lies between the first and %(n)s days after it.", n=LONGEST_STRETCH
        )
        return ()
    return tuple(first + timedelta(days=n) for n in range(length))


def _content(form: MultiDict[str, str], kind: str, problems: dict[str, Said]) -> dict[str, Any]:
    content: dict[str, Any] = {
        "reason": _line(form, "reason", problems),
        "reason_en": _line(form, "reason_en", problems),
    }
    if kind == DayKind.MAKEUP:
        content["as"] = form.get("weekday", "mon")
        if content["as"] not in WEEKDAYS:
            problems["weekday"] = Said("Choose the weekday as which they are worked.")
    if kind == DayKind.HALF_DAY:
        opens, closes = form.get("opens", "").strip(), form.get("closes", "").strip()
        content["sessions"] = [[opens, closes]]
        for name, typed in (("opens", opens), ("closes", closes)):
            if not CLOCK.fullmatch(typed):
                problems[name] = Said("Write a time such as 07:30.")
    return content


def _line(form: MultiDict[str, str], name: str, problems: dict[str, Said]) -> str:
    """A line of text, held to what every other is; what can't be taken is a problem."""
    try:
        return str(read_value(LINE, form.get(name, "")) or "")
    except Unreadable as wrong:
        problems[name] = wrong.said
        return ""


def _day(form: MultiDict[str, str], name: str, problems: dict[str, Said]) -> date | None:
    typed = form.get(name, "").strip()
    if not typed:
        return None
    try:
        return answers.read_date(typed)
    except Unreadable as wrong:
        problems[name] = wrong.said
        return None
