"""The inbox: what waits for me, for my department, or anywhere among my cases."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.models.base import row_key
from engine.queries import find_cases, inbox
from engine.queries.inbox import After, Box, Search
from engine.rules.deadline import Verdict
from engine.rules.permission import Action
from web import addresses
from web.auth import requires
from web.processing import bp
from web.session import current_officer, office, reading

# The words of the query string, which people see in their address bar.
BOXES = {"toi": Box.MINE, "phong": Box.UNIT, "noi-khac": Box.AWAY, "tat-ca": Box.ALL}
NARROWING = ("q", "thu-tuc", "buoc", "han", "ngay", "lam-lai", "khong-tra-loi")


@bp.get("/viec")
@requires(Action.SEE_CASES)
def waiting() -> ResponseReturnValue:
    """What waits, by the moment it is due, narrowed by the query string."""
    search, officer = _search(), current_officer()
    with reading() as session:
        page = inbox.page(session, office(), officer, search, _after())
        counts = inbox.counts(session, officer)
        choices = inbox.choices(session, officer, search.box)
    return render_template(
        "processing/inbox.html",
        search=search,
        page=page,
        tabs=_tabs(counts),
        choices=choices,
        later=_later(page.following),
        is_narrowed=any(request.args.get(key) for key in NARROWING),
        boxes=BOXES,
    )


@bp.get("/hs/tim")
@requires(Action.SEE_CASES)
def search_cases() -> ResponseReturnValue:
    """Cases by code, owner or procedure, open and closed."""
    typed = request.args.get("q", "").strip()
    with reading() as session:
        hits = find_cases.cases(session, office(), current_officer(), typed)
    return render_template(
        "processing/search.html", typed=typed, hits=hits, most=find_cases.MOST_FOUND
    )


def _search() -> Search:
    wanted = request.args
    verdict = wanted.get("han", "")
    return Search(
        box=BOXES.get(wanted.get("o", ""), Box.MINE),
        typed=wanted.get("q", ""),
        procedure=wanted.get("thu-tuc", ""),
        step=wanted.get("buoc", ""),
        verdict=Verdict(verdict) if verdict in inbox.VERDICTS else None,
        due_on=addresses.day(wanted.get("ngay", "")),
        again=bool(wanted.get("lam-lai")),
        unanswered=bool(wanted.get("khong-tra-loi")),
    )


def _after() -> After | None:
    """Where the page before ended: ``<moment>~<task>``; anything else is the first page."""
    moment, _, task = request.args.get("sau", "").partition("~")
    due, task_id = addresses.moment(moment), row_key(task)
    return After(due, task_id) if task_id and (due or not moment) else None


def _later(following: After | None) -> str:
    if following is None:
        return ""
    moment = following.due.isoformat() if following.due else ""
    wanted = {**request.args.to_dict(), "sau": f"{moment}~{following.task_id}"}
    return f"{url_for('processing.waiting')}?{urlencode(wanted)}"


def _tabs(counts: inbox.Counts) -> list[tuple[str, Box, str]]:
    shown = {
        Box.MINE: counts.mine,
        Box.UNIT: counts.unit,
        Box.AWAY: counts.away,
        Box.ALL: counts.all,
    }
    return [
        (word, box, f"{inbox.MOST_COUNTED}+" if shown[box] is None else str(shown[box]))
        for word, box in BOXES.items()
    ]
