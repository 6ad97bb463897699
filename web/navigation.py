"""The menu of a person: the places of their roles, with how much waits in each.

The paths are the house's (Vietnamese, without marks); a place that asks for a
right the person lacks is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, g, request

from engine.i18n import mark
from engine.queries import menu as waiting
from engine.queries.menu import Waiting
from engine.rules.permission import RIGHTS, STEP_RIGHTS, Action, Role, may
from web.language import gettext
from web.session import current_officer, reading


@dataclass(frozen=True)
class Place:
    """A link of the menu, perhaps with a counter.

    ``current`` is what ``aria-current`` says: this very ``page``, or ``true``
    for a page below it, as one outage is below the outages.
    """

    name: str
    href: str
    count: str = ""
    current: str = ""


@dataclass(frozen=True)
class Group:
    """Places that belong together under a heading."""

    name: str
    places: tuple[Place, ...]


# What a step's verb is called in the menu, in the order of a case's day.
STEPS: Mapping[str, str] = {
    "check_papers": mark("Check the papers"),
    "hand_over": mark("Hand over"),
    "receive": mark("Confirm receipt"),
    "assign": mark("Assign"),
    "appraise": mark("Appraise"),
    "issue_supplement": mark("Ask for a supplement"),
    "receive_supplement": mark("Receive a supplement"),
    "issue_financial_duty": mark("Notify a financial duty"),
    "confirm_payment": mark("Confirm a payment"),
    "answer": mark("Answer"),
    "approve": mark("Approve"),
    "number": mark("Number and issue"),
    "hand_back": mark("Hand back to the counter"),
    "return_result": mark("Return the result"),
    "work": mark("Other steps"),
}
FIRST_PLACES: tuple[tuple[Role, str], ...] = (
    (Role.RECEPTION, "/tiep-nhan"),
    (Role.MANAGER, "/quan-ly/thoi-han"),
    (Role.ADMINISTRATOR, "/quan-ly/dong-ho"),
    (Role.ANALYST, "/thong-bao"),
)


def register(app: Flask) -> None:
    """Give the templates the menu."""
    app.jinja_env.globals.update(
        menu=menu, unread_notices=unread_notices, standing_still=standing_still
    )


def first_place(roles: frozenset[Role]) -> str:
    """Where a person's day begins: the desk if they have work at one."""
    desk = {Action.PROCESS, Action.APPROVE, Action.NUMBER}
    for role, place in FIRST_PLACES:
        if role in roles:
            return place
    at_a_desk = any(RIGHTS[role] & desk for role in roles)
    return "/viec" if at_a_desk else "/thong-bao"


def menu() -> list[Group]:
    """The menu of the person who is signed in."""
    counted = _waiting()
    roles = current_officer().roles
    groups = [
        Group(gettext("Reception"), _reception(roles)),
        Group(gettext("Work"), _work(roles, counted)),
        Group(gettext("Steps"), _steps(roles, counted)),
        Group(gettext("Deadlines"), _deadlines(roles, counted)),
        Group(gettext("Reports"), _reports(roles)),
        Group(gettext("Calendar and policy"), _policies(roles)),
        Group(gettext("Operation"), _operation(roles, counted)),
    ]
    return [group for group in groups if group.places]


def unread_notices() -> str:
    """How many notices this person has not read."""
    return _waiting().notices


def standing_still() -> str:
    """What can't be worked with just now at this person's agency; empty when all goes well."""
    return _waiting().outage


def _waiting() -> Waiting:
    if "waiting" not in g:
        with reading() as session:
            g.waiting = waiting.waiting(session, current_officer())
    counted: Waiting = g.waiting
    return counted


def _reception(roles: frozenset[Role]) -> tuple[Place, ...]:
    if not may(roles, Action.REGISTER):
        return ()
    return (_place(gettext("Receive an application"), "/tiep-nhan"),)


def _work(roles: frozenset[Role], counted: Waiting) -> tuple[Place, ...]:
    if not may(roles, Action.SEE_CASES):
        return ()
    places = [
        _place(gettext("Today"), "/ban-tin"),
        _place(gettext("My work"), "/viec?o=toi", counted.mine),
        _place(gettext("My department"), "/viec?o=phong", counted.department),
        _place(gettext("Search cases"), "/hs/tim"),
    ]
    if not any(RIGHTS[role] & {Action.PROCESS, Action.APPROVE} for role in roles):
        return tuple(places[3:])
    return tuple(places)


def _steps(roles: frozenset[Role], counted: Waiting) -> tuple[Place, ...]:
    """The steps that wait in the department and that this person may do."""
    return tuple(
        _place(gettext(name), f"/viec?o=phong&buoc={does}", counted.steps[does])
        for does, name in STEPS.items()
        if does in counted.steps and may(roles, STEP_RIGHTS[does])
    )


def _deadlines(roles: frozenset[Role], counted: Waiting) -> tuple[Place, ...]:
    """What is still to be done about a due date, the widest look first."""
    places = []
    if may(roles, Action.SEE_REPORTS):
        places.append(_place(gettext("How cases stand"), "/quan-ly/thoi-han"))
        places.append(_place(gettext("May become late"), "/quan-ly/du-bao"))
    if may(roles, Action.PUT_OFF):
        places.append(_place(gettext("Apologies to send"), "/quan-ly/xin-loi"))
    if may(roles, Action.CONFIRM_HOUR):
        places.append(_place(gettext("Hours to confirm"), "/quan-ly/xac-nhan-gio", counted.hours))
    return tuple(places)


def _reports(roles: frozenset[Role]) -> tuple[Place, ...]:
    """What can only be looked back at, and answered for."""
    if not may(roles, Action.SEE_REPORTS):
        return ()
    return (
        _place(gettext("Why cases were late"), "/quan-ly/ly-do-tre"),
        _place(gettext("Supplements asked late"), "/quan-ly/bo-sung-muon"),
        _place(gettext("Missed in time"), "/quan-ly/da-nhac"),
        _place(gettext("Reports made"), "/quan-ly/bao-cao"),
    )


def _policies(roles: frozenset[Role]) -> tuple[Place, ...]:
    if not may(roles, Action.SEE_REPORTS):
        return ()
    return (
        _place(gettext("Working calendar"), "/quan-ly/lich"),
        _place(gettext("Deadline policy"), "/quan-ly/chinh-sach"),
    )


def _operation(roles: frozenset[Role], counted: Waiting) -> tuple[Place, ...]:
    places = []
    if may(roles, Action.NOTE_OUTAGE) or may(roles, Action.CONFIRM_HOUR):
        places.append(_place(gettext("Outages"), "/quan-ly/gian-doan"))
    if may(roles, Action.MEND):
        places.append(_place(gettext("Incidents"), "/quan-ly/su-co", counted.incidents))
        places.append(_place(gettext("Messages"), "/quan-ly/tin-nhan"))
        places.append(_place(gettext("Versions of cases"), "/quan-ly/nang-cap"))
    if may(roles, Action.ADMINISTER):
        places.append(_place(gettext("The office's clock"), "/quan-ly/dong-ho"))
        places.append(_place(gettext("The office's health"), "/quan-ly/suc-khoe", counted.failing))
    return tuple(places)


def _place(name: str, href: str, count: str = "") -> Place:
    path, _, query = href.partition("?")
    wanted = dict(part.split("=") for part in query.split("&")) if query else {}
    step = request.args.get("buoc")
    if wanted:
        chosen = wanted.get("o") == request.args.get("o", "toi") and wanted.get("buoc") == step
        return Place(name, href, count, "page" if request.path == path and chosen else "")
    if request.path == path:
        return Place(name, href, count, "page")
    return Place(name, href, count, "true" if request.path.startswith(f"{path}/") else "")
