"""A change of the calendar is tried before it is entered: what it moves is seen first.

What was seen goes along with the form as a stamp. When another change or a
case came between, nothing is entered: the page shows what it would move now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engine.actions import calendars as keeping
from engine.actions.calendars import Announcement
from engine.errors import BadAnswers, Conflict
from engine.i18n import Said
from engine.queries import calendars, deadline_history, scope
from engine.queries.deadline_history import Move
from engine.rules.calendar import BadCalendar
from web.auth import current_officer
from web.language import gettext
from web.session import NOT_NOW, office, once, reading

SHOWN_MOVES = 200


@dataclass(frozen=True)
class Trial:
    """What a change would move, and by which state of the office that was found."""

    revision: int
    moves: Sequence[Move]
    seen_cases: frozenset[int]
    same_as_seen: bool = True

    @property
    def stamp(self) -> str:
        """What tells this trial from one that found something else."""
        found = "".join(
            f"{move.case_id} {move.before} {move.after} {move.second_after};" for move in self.moves
        )
        return f"{self.revision}-{hashlib.sha256(found.encode()).hexdigest()[:16]}"

    @property
    def shown(self) -> Sequence[Move]:
        """The moves that are listed; all of them are counted."""
        return self.moves[:SHOWN_MOVES]


@dataclass(frozen=True)
class Typed:
    """What was typed, read as far as it can be; ``year`` is where its page is found again."""

    announcement: Announcement
    problems: Mapping[str, Said]
    year: int


class NotAsSeen(Exception):
    """What a change would move is not what was seen."""

    def __init__(self, trial: Trial) -> None:
        super().__init__()
        self.trial = trial


Show = Callable[..., str]


def answer(typed: Typed, show: Show, field: str) -> ResponseReturnValue:
    """Try a change, or enter one that was tried; ``show`` draws its page.

    ``field`` is where a contradiction in the calendar is said.
    """
    if typed.problems:
        return show(typed.problems), 422
    try:
        if request.form.get("act") != "enter":
            with reading() as session:
                return show({}, trial=_tried(session, typed.announcement))
        return once(partial(_enter, typed))
    except NotAsSeen as changed:
        return show({}, trial=changed.trial), 409
    except BadAnswers as refusal:
        return show(refusal.problems), 422
    except BadCalendar as refusal:
        return show({field: refusal.said}), 422
    except Conflict as refusal:
        with reading() as session:
            trial = replace(_tried(session, typed.announcement), same_as_seen=False)
        return show({}, trial=trial, refused=refusal.said), refusal.status
    except NOT_NOW as refusal:
        return show({}, refused=refusal.said), refusal.status


def _tried(session: Session, announcement: Announcement) -> Trial:
    """The cases that the change would move; nothing is written."""
    officer = current_officer()
    proposed = keeping.check(session, office(), officer, announcement)
    whose = calendars.layer_of(session, officer, announcement.agency)
    cases = session.scalars(calendars.open_cases(whose)).all()
    moves = list(deadline_history.moves(session, proposed, cases))
    shown = [move.case_id for move in moves[:SHOWN_MOVES]]
    return Trial(proposed.revision, moves, scope.seen_among(session, officer, shown))


def _enter(typed: Typed, session: Session) -> str:
    trial = _tried(session, typed.announcement)
    if request.form.get("seen") != trial.stamp:
        looked = bool(request.form.get("seen"))
        raise NotAsSeen(replace(trial, same_as_seen=not looked))
    keeping.announce(
        session, office(), current_officer(), replace(typed.announcement, seen=trial.revision)
    )
    if trial.moves:
        flash(gettext("The calendar is changed; the due dates follow in the background."))
    else:
        flash(gettext("The calendar is changed; no case is due at another moment."))
    return place(typed.year)


def place(year: int) -> str:
    """Where a year of the calendar is seen, of the layer that the form was about."""
    asked: dict[str, Any] = {"nam": year}
    if agency := request.args.get("don-vi"):
        asked["don-vi"] = agency
    return url_for("management.calendar_page", **asked)
