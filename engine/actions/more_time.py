"""Giving an applicant more time to answer: the wait goes on, until another last day.

Nothing closes by itself when an answer does not come: who answers for the case
gives more time with a reason, stops it, or goes on without the answer.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.actions import progress, reasons, timekeeping, turn
from engine.errors import BadAnswers, NotAllowed, NotFound, WrongMove
from engine.i18n import Said
from engine.models import Officer, Pause
from engine.office import Office
from engine.queries import organisation
from engine.rules import answers
from engine.rules.answers import Unreadable
from engine.rules.pause import PauseKind
from engine.rules.pause_request import LONGEST
from engine.rules.permission import Action, require


def give(
    session: Session,
    office: Office,
    officer: Officer,
    code: str,
    pause_id: int,
    day: str,
    reason: str,
) -> Pause:
    """Let a wait last until another day; officer and head are told again when that is over.

    Raises ``BadAnswers`` at the field, ``NotFound`` for a pause of another case,
    ``WrongMove`` for one that is over or that waits for nobody, and
    ``NotAllowed`` for another agency than the one that decides.
    """
    require(officer.roles, Action.ISSUE_SUPPLEMENT)
    stated = reasons.stated(reason)
    taken = turn.of_case(session, office, officer, code)
    waits = next((one for one in timekeeping.pauses_of(taken) if one.id == pause_id), None)
    if waits is None:
        raise NotFound
    if officer.agency_id != organisation.deciding_agency(session, taken.case):
        raise NotAllowed(Said("Only the agency that decides the case may do this."))
    if waits.ended_at is not None or waits.kind == PauseKind.EXCLUDED:
        raise WrongMove(Said("Nobody is waited for any more."))
    try:
        until = answers.read_date(day)
    except Unreadable as unreadable:
        raise BadAnswers({"day": unreadable.said}) from unreadable
    if not max(waits.answer_by or office.today(), office.today()) < until:
        raise BadAnswers({"day": Said("The new last day must be later than the one before.")})
    if until > office.today() + LONGEST:
        raise BadAnswers({"day": Said("This is more than two years away.")})
    taken.details |= {"from": str(waits.answer_by or ""), "until": until.isoformat()}
    taken.reason = stated
    waits.answer_by = until
    progress.finish(taken, "more_time")
    return waits
