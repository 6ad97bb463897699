"""What a person is told each morning, here and by mail, and whether they want the mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import mail_wishes as wishing
from engine.gateways import due_dates
from engine.i18n import Said
from engine.queries import brief, brief_letter, mail_wishes
from engine.queries.mail_wishes import Wishes
from engine.rules.answers import Unreadable
from engine.rules.permission import Action
from engine.rules.quiet_hours import Quiet
from engine.rules.stated_moment import read_hour
from web.account import bp
from web.auth import current_officer, requires
from web.language import gettext, language
from web.session import office, once, reading


@bp.get("/ban-tin")
@requires(Action.SEE_CASES)
def today() -> ResponseReturnValue:
    """Show the brief of this moment: the figures are those of the lists."""
    with reading() as session:
        told = brief.of(session, office(), current_officer())
    return render_template("account/brief.html", brief=told)


@bp.get("/ban-tin.ics")
@requires(Action.SEE_CASES)
def due_dates_file() -> ResponseReturnValue:
    """Give the due dates of the brief as a file for a calendar program."""
    with reading() as session:
        told = brief.of(session, office(), current_officer())
    answer = Response(brief_letter.dates(office(), told, language()), mimetype=due_dates.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = "attachment; filename=han-tra.ics"
    return answer


@bp.get("/thu-tu")
@requires()
def letters() -> ResponseReturnValue:
    """Show which letters this person gets."""
    with reading() as session:
        wishes = mail_wishes.of(session, current_officer().id)
    typed = {
        "brief": "yes" if wishes.brief else "",
        "reminders": "yes" if wishes.reminders else "",
        "quiet_from": f"{wishes.quiet.start:%H:%M}" if wishes.quiet else "",
        "quiet_until": f"{wishes.quiet.end:%H:%M}" if wishes.quiet else "",
    }
    return render_template("account/letters.html", typed=typed, problems={})


@bp.post("/thu-tu")
@requires()
def wish_letters() -> ResponseReturnValue:
    """Keep which letters this person wants."""
    problems: dict[str, Said] = {}
    start, end = _clock("quiet_from", problems), _clock("quiet_until", problems)
    if not problems and (start is None) != (end is None):
        missing = "quiet_from" if start is None else "quiet_until"
        problems[missing] = Said("Quiet hours need both ends.")
    if problems:
        return _refused(problems)
    quiet = Quiet(start, end) if start is not None and end is not None else None
    wishes = Wishes("brief" in request.form, "reminders" in request.form, quiet)

    def act(session: Session) -> str:
        wishing.wish(session, office(), current_officer(), wishes)
        flash(gettext("Your wishes are kept."))
        return url_for("account.letters")

    return once(act)


def _refused(problems: Mapping[str, Said]) -> ResponseReturnValue:
    return render_template("account/letters.html", typed=request.form, problems=problems), 422


def _clock(name: str, problems: dict[str, Said]) -> time | None:
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    try:
        return read_hour(typed)
    except Unreadable as wrong:
        problems[name] = wrong.said
        return None
