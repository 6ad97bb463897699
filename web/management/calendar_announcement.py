"""A whole year entered at once: the announced list, pasted or from a file, then confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine.actions.calendars import Announcement
from engine.errors import NotFound
from engine.i18n import Said
from engine.queries import calendar_announcement, calendars
from engine.queries.calendar_announcement import YearPlan
from engine.rules import announced_list, answers
from engine.rules.announced_list import BadList
from engine.rules.calendar import BadCalendar
from engine.rules.permission import Action
from web.again import shows_again
from web.auth import requires
from web.management import bp, typed
from web.management.calendar_page import layer
from web.management.calendar_trial import Trial, Typed, answer
from web.management.typed import Problems
from web.session import office, reading

# A year's list is a few dozen lines; a book is a slip of the hand.
LONGEST_TEXT = 100_000


@dataclass(frozen=True)
class YearForm:
    """A year's list as it was typed, and what it makes of the year."""

    year: int
    text: str
    lines: tuple[Said, ...] = ()
    plan: YearPlan | None = None


@bp.get("/lich/nam/<int:year>")
@requires(Action.KEEP_CALENDAR)
def calendar_year(year: int) -> ResponseReturnValue:
    """Ask for the announced list of a year, with what is known of it to begin from."""
    with reading() as session:
        whose = layer(session)["whose"]
        working = calendars.current(session, office())
        text = calendar_announcement.proposed(working, whose, _counted(year))
    return _show(YearForm(year, request.form.get("list", text)), {})


@bp.post("/lich/nam/<int:year>")
@requires(Action.KEEP_CALENDAR)
@shows_again(calendar_year)
def announce_year(year: int) -> ResponseReturnValue:
    """Try the list and show what it changes and which cases that moves; enter it when seen."""
    problems: Problems = {}
    decision = typed.decision(request.form, "decision", problems)
    form = _read(_counted(year), decision, problems)
    announcement = Announcement(decision, agency=request.args.get("don-vi", ""))
    if form.plan:
        ended = tuple(entry.id for entry in form.plan.ended if entry.id is not None)
        announcement = Announcement(
            decision, form.plan.begun, ended=ended, agency=announcement.agency
        )

    def show(
        problems: Mapping[str, Said], trial: Trial | None = None, refused: Said | None = None
    ) -> str:
        return _show(form, problems, trial, refused)

    return answer(Typed(announcement, problems, year), show, "list")


def _read(year: int, decision: str, problems: Problems) -> YearForm:
    text = _text(problems)
    if problems.get("list"):
        return YearForm(year, text)
    try:
        lines = announced_list.read(text, year)
    except BadList as refusal:
        said = Said("%(n)s lines can't be taken; they are named below.", n=len(refusal.problems))
        problems["list"] = said if len(refusal.problems) > 1 else refusal.said
        return YearForm(year, text, refusal.problems)
    with reading() as session:
        whose = layer(session)["whose"]
        working = calendars.current(session, office())
    try:
        plan = calendar_announcement.planned(working, whose, year, lines, decision)
    except BadCalendar as refusal:
        problems["list"] = refusal.said
        return YearForm(year, text)
    return YearForm(year, text, plan=plan)


def _text(problems: Problems) -> str:
    """The list: from a file when one came with the form, else as it was typed."""
    file = request.files.get("file")
    if file is None or not file.filename:
        text = request.form.get("list", "")
    else:
        try:
            text = file.stream.read(LONGEST_TEXT + 1).decode("utf-8-sig")
        except UnicodeDecodeError:
            problems["list"] = Said("This file is no text; save the list as UTF-8 text or CSV.")
            return request.form.get("list", "")
    if len(text) > LONGEST_TEXT:
        problems["list"] = Said("This list is too long for a year.")
        return ""
    return text.replace("\x00", "")


def _show(
    form: YearForm,
    problems: Mapping[str, Said],
    trial: Trial | None = None,
    refused: Said | None = None,
) -> str:
    with reading() as session:
        frame = layer(session)
        working = calendars.current(session, office())
        proposal = calendar_announcement.is_expected_only(working, frame["whose"], form.year)
    return render_template(
        "management/calendar/announcement.html",
        **frame,
        form=form,
        typed={**request.form, "list": form.text},
        problems=problems,
        trial=trial,
        refused=refused,
        kept=("decision", "list"),
        proposal=proposal,
    )


def _counted(year: int) -> int:
    if not answers.FIRST_YEAR <= year <= answers.LAST_YEAR:
        raise NotFound
    return year
