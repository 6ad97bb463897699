"""Outages: when nothing could be recorded, told by those who answer for the counter."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import outages as noting
from engine.actions.outages import OutageNote
from engine.errors import BadAnswers
from engine.i18n import Said, mark
from engine.models.base import row_key
from engine.queries import hours, outages
from engine.rules.permission import Action, may
from web.again import shows_again
from web.auth import current_officer, requires
from web.formats import day, hour
from web.forms import stated_moment
from web.language import gettext
from web.management import bp
from web.session import NOT_NOW, office, once, reading

LABELS: Mapping[str, Said] = {
    "agency": Said(mark("Where")),
    "began.day": Said(mark("Began")),
    "began.hour": Said(mark("Began")),
    "over.day": Said(mark("Ended")),
    "over.hour": Said(mark("Ended")),
    "ended.day": Said(mark("Ended")),
    "ended.hour": Said(mark("Ended")),
    "what": Said(mark("What stood still")),
    "cause": Said(mark("Cause")),
    "notice": Said(mark("Notice, by number or link")),
    "reason": Said(mark("Why it is corrected")),
}


@bp.get("/gian-doan")
@requires(Action.NOTE_OUTAGE, Action.CONFIRM_HOUR)
def outages_noted() -> ResponseReturnValue:
    """List the outages, newest first, with how many dossiers came on paper in each."""
    return _list()


def _again() -> ResponseReturnValue:
    return _list(request.form)


@bp.post("/gian-doan")
@requires(Action.NOTE_OUTAGE)
@shows_again(_again)
def note_outage() -> ResponseReturnValue:
    """Note an outage; its end stays empty while it lasts."""
    said = _said()

    def act(session: Session) -> str:
        outage = noting.note(session, office(), current_officer(), said)
        session.flush()
        flash(gettext("Outage no. %(number)s is noted.", number=outage.id))
        return url_for("management.outages_noted")

    try:
        return once(act)
    except BadAnswers as refusal:
        return _list(request.form, refusal.problems), 422
    except NOT_NOW as refusal:
        return _list(request.form, refused=refusal.said), refusal.status


@bp.get("/gian-doan/<int:outage_id>")
@requires(Action.NOTE_OUTAGE, Action.CONFIRM_HOUR)
def outage(outage_id: int) -> ResponseReturnValue:
    """Show an outage: what was said of it and when, and what came on paper meanwhile."""
    return _one(outage_id)


def _one_again(outage_id: int) -> ResponseReturnValue:
    return _one(outage_id, request.form)


@bp.post("/gian-doan/<int:outage_id>/ket-thuc")
@requires(Action.NOTE_OUTAGE)
@shows_again(_one_again)
def end_outage(outage_id: int) -> ResponseReturnValue:
    """Say when an outage ended."""
    ended = stated_moment(request.form, "over")

    def act(session: Session) -> str:
        noting.end(session, office(), current_officer(), outage_id, ended)
        flash(gettext("The end is noted. What came on paper can be entered now."))
        return url_for("management.outage", outage_id=outage_id)

    return _do(outage_id, act, _at_the_end)


@bp.post("/gian-doan/<int:outage_id>/dinh-chinh")
@requires(Action.NOTE_OUTAGE)
@shows_again(_one_again)
def correct_outage(outage_id: int) -> ResponseReturnValue:
    """Say anew, with a reason, how an outage was."""
    said, reason = _said(), request.form.get("reason", "")

    def act(session: Session) -> str:
        noting.correct(session, office(), current_officer(), outage_id, said, reason)
        flash(gettext("The correction is noted, beside what was said before."))
        return url_for("management.outage", outage_id=outage_id)

    return _do(outage_id, act)


Problems = Mapping[str, Said]


def _at_the_end(problems: Problems) -> Problems:
    """The problems of an end by the inputs of its own form, beside that of a correction."""
    return {key.replace("ended.", "over."): said for key, said in problems.items()}


def _do(
    outage_id: int,
    act: Callable[[Session], str],
    named: Callable[[Problems], Problems] = lambda problems: problems,
) -> ResponseReturnValue:
    try:
        return once(act)
    except BadAnswers as refusal:
        return _one(outage_id, request.form, named(refusal.problems)), 422
    except NOT_NOW as refusal:
        return _one(outage_id, request.form, refused=refusal.said), refusal.status


def _said() -> OutageNote:
    form = request.form
    return OutageNote(
        began=stated_moment(form, "began"),
        ended=stated_moment(form, "ended"),
        what=form.get("what", ""),
        cause=form.get("cause", ""),
        notice=form.get("notice", ""),
        agency=form.get("agency", ""),
    )


def _list(
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
) -> str:
    officer = current_officer()
    with reading() as session:
        found = outages.page(session, officer, before=row_key(request.args.get("truoc", "")))
        agencies = outages.agencies(session, officer)
    return render_template(
        "management/outages.html",
        outages=found[: outages.PAGE],
        more=len(found) > outages.PAGE,
        agencies=agencies,
        within=outages.within(),
        typed=typed or {"began.day": day(office().now())},
        problems=problems or {},
        labels=LABELS,
        refused=refused,
    )


def _one(
    outage_id: int,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Said] | None = None,
    refused: Said | None = None,
) -> str:
    officer = current_officer()
    with reading() as session:
        found = outages.one(session, officer, outage_id)
        facts = outages.facts(session, outage_id)
        entries = (
            hours.entries_of_outage(session, officer, outage_id)
            if may(officer.roles, Action.SEE_CASES)
            else []
        )
    return render_template(
        "management/outage.html",
        outage=found,
        facts=facts,
        entries=entries[: hours.PAGE],
        more=len(entries) > hours.PAGE,
        typed=typed or _as_it_is(found),
        problems=problems or {},
        labels=LABELS,
        refused=refused,
    )


def _as_it_is(found: outages.OutageLine) -> Mapping[str, str]:
    """What the forms begin with; an end that is not said yet is likely now."""
    now = office().now()
    return {
        "over.day": day(now),
        "over.hour": hour(now),
        "began.day": day(found.began),
        "began.hour": hour(found.began),
        "ended.day": day(found.ended) if found.ended else "",
        "ended.hour": hour(found.ended) if found.ended else "",
        "what": found.what,
        "cause": found.cause,
        "notice": found.notice,
    }
