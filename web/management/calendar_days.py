"""Days that differ from their weekday: entered one by one, as a stretch, or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine.actions.calendars import Announcement
from engine.i18n import Said
from engine.queries import calendars
from engine.queries.calendars import Entry
from engine.rules import closure, hours_text
from engine.rules.calendar import WEEKDAYS, BadCalendar, DayKind
from engine.rules.permission import Action
from web.again import shows_again
from web.auth import requires
from web.management import bp, typed
from web.management.calendar_page import layer
from web.management.calendar_trial import Trial, Typed, answer
from web.management.typed import Form, Problems
from web.session import office, reading
from web.words import called, pairs

LONGEST_STRETCH = 31
# What a day may become here; a day that is ordinary again is taken back.
KINDS = (
    DayKind.CLOSURE, DayKind.HALF_DAY, DayKind.HOLIDAY, DayKind.COMPENSATION, DayKind.SWAP,
    DayKind.MAKEUP,
)  # fmt: skip
ORDINARY = "ordinary"
PARTS = (
    "day", "last_day", "kind", "weekday", "hours", "since", "until", "reason", "reason_en",
    "decision",
)  # fmt: skip


@bp.get("/lich/ngay")
@requires(Action.KEEP_CALENDAR)
def calendar_days() -> ResponseReturnValue:
    """Ask for days off, half days, make-up days and closures."""
    return _show({})


@bp.post("/lich/ngay")
@requires(Action.KEEP_CALENDAR)
@shows_again(calendar_days)
def change_days() -> ResponseReturnValue:
    """Try what was typed and show which cases it moves; enter it when that was seen."""
    return answer(_read(request.form), _show, "day")


def _show(
    problems: Mapping[str, Said], trial: Trial | None = None, refused: Said | None = None
) -> str:
    with reading() as session:
        frame = layer(session)
    return render_template(
        "management/calendar/days.html",
        **frame,
        typed=request.form or request.args,
        problems=problems,
        trial=trial,
        refused=refused,
        kept=PARTS,
        kinds=[*pairs("day_kind", *KINDS), (ORDINARY, called("day_kind", ORDINARY))],
    )


def _read(form: Form) -> Typed:
    """Read the form: a day, or a stretch of days, and what they become."""
    problems: Problems = {}
    days = _days(form, problems)
    kind = form.get("kind", "")
    if kind not in {*KINDS, ORDINARY}:
        problems["kind"] = Said("Choose what these days are.")
    content = {
        "reason": typed.line(form, "reason", problems),
        "reason_en": typed.line(form, "reason_en", problems),
        **_hours(form, kind, problems),
    }
    if kind != ORDINARY and not content["reason"]:
        problems.setdefault("reason", Said("Write down the reason."))
    content["decision"] = typed.decision(form, "decision", problems)
    agency = request.args.get("don-vi", "")
    year = days[0].year if days else office().today().year
    entries: tuple[Entry, ...] = ()
    if kind == DayKind.CLOSURE and not problems:
        entries = _closure(form, days, content, problems)
    elif kind != ORDINARY:
        entries = tuple(Entry(day, kind, content) for day in days)
    back = days if kind == ORDINARY else ()
    return Typed(Announcement(content["decision"], entries, back, agency=agency), problems, year)


def _closure(
    form: Form, days: tuple[date, ...], content: Mapping[str, Any], problems: Problems
) -> tuple[Entry, ...]:
    """A closure as the days it leaves closed or cut short, by the agency's own calendar."""
    since, until = typed.clock(form, "since", problems), typed.clock(form, "until", problems)
    if problems or not (since or until):
        return tuple(Entry(day, DayKind.CLOSURE, content) for day in days)
    with reading() as session:
        working = calendars.of(session, office(), layer(session)["whose"])
    try:
        closed = closure.closed(working, days[0], days[-1], since, until)
    except BadCalendar as wrong:
        problems["since"] = wrong.said
        return ()
    return tuple(
        Entry(day, kind, {**content, **({"sessions": hours_text.plain(left)} if left else {})})
        for day, kind, left in closed
    )


def _days(form: Form, problems: Problems) -> tuple[date, ...]:
    first, last = typed.day(form, "day", problems), typed.day(form, "last_day", problems)
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


def _hours(form: Form, kind: str, problems: Problems) -> dict[str, Any]:
    """The hours of a day that is worked: its own, or those of the weekday that it works as."""
    if kind not in {DayKind.MAKEUP, DayKind.HALF_DAY}:
        return {}
    try:
        sessions = hours_text.read(form.get("hours", ""))
    except BadCalendar as wrong:
        problems["hours"] = wrong.said
        return {}
    if sessions:
        return {"sessions": hours_text.plain(sessions)}
    if kind == DayKind.HALF_DAY:
        problems["hours"] = Said("Write the hours of the half day, such as 07:30-11:30.")
        return {}
    weekday = form.get("weekday", "mon")
    if weekday not in WEEKDAYS:
        problems["weekday"] = Said("Choose the weekday as which they are worked.")
    return {"as": weekday}
