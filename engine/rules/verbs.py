"""What completing a step means for the office: its verb, the status, the clock.

A step of a diagram says what it ``does``; the same word means the same in every
procedure. The status is the national one (domain: §2.4), the clock follows
§2.7: it starts when the papers are accepted, waits while a supplement is
awaited, and stops when the result is back at the counter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.rules.pause import PauseKind
from engine.rules.status import Status


class Does(StrEnum):
    """The verbs that complete a step."""

    CHECK_PAPERS = "check_papers"
    HAND_OVER = "hand_over"
    RECEIVE = "receive"
    ASSIGN = "assign"
    APPRAISE = "appraise"
    ISSUE_SUPPLEMENT = "issue_supplement"
    RECEIVE_SUPPLEMENT = "receive_supplement"
    ISSUE_FINANCIAL_DUTY = "issue_financial_duty"
    CONFIRM_PAYMENT = "confirm_payment"
    ANSWER = "answer"
    APPROVE = "approve"
    NUMBER = "number"
    HAND_BACK = "hand_back"
    RETURN_RESULT = "return_result"
    WORK = "work"


class Clock(StrEnum):
    """What happens to the deadline."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Effect:
    """What a completed step changes; ``None`` leaves things as they are.

    ``pause`` is the kind of pause that the clock begins or ends.
    """

    status: Status | None = None
    clock: Clock | None = None
    pause: PauseKind | None = None


# The answer by which a verb of several outcomes is told apart: its field, and
# the effect of each answer that has one.
_OUTCOMES: Mapping[Does, tuple[str, Mapping[str, Effect]]] = {
    Does.CHECK_PAPERS: (
        "completeness",
        {
            "complete": Effect(Status.RECEIVED, Clock.START),
            "refused": Effect(Status.NOT_ACCEPTED),
        },
    ),
    Does.RECEIVE: ("receipt", {"received": Effect(Status.IN_PROGRESS)}),
}
_ALWAYS: Mapping[Does, Effect] = {
    Does.ISSUE_SUPPLEMENT: Effect(Status.SUPPLEMENT_REQUESTED, Clock.PAUSE, PauseKind.SUPPLEMENT),
    Does.RECEIVE_SUPPLEMENT: Effect(Status.IN_PROGRESS, Clock.RESUME, PauseKind.SUPPLEMENT),
    Does.ISSUE_FINANCIAL_DUTY: Effect(Status.FINANCIAL_DUTY, Clock.PAUSE, PauseKind.FINANCIAL_DUTY),
    Does.CONFIRM_PAYMENT: Effect(Status.IN_PROGRESS, Clock.RESUME, PauseKind.FINANCIAL_DUTY),
    Does.HAND_BACK: Effect(Status.FINISHED, Clock.STOP),
    Does.RETURN_RESULT: Effect(Status.RETURNED),
}
# The next move is the citizen's; the allowance of such a step only orders the lists.
CITIZENS_MOVES = frozenset({Does.RECEIVE_SUPPLEMENT, Does.CONFIRM_PAYMENT, Does.RETURN_RESULT})
# What each kind of pause is begun by, where a diagram draws it.
PAUSING: Mapping[PauseKind, Does] = {
    PauseKind.SUPPLEMENT: Does.ISSUE_SUPPLEMENT,
    PauseKind.FINANCIAL_DUTY: Does.ISSUE_FINANCIAL_DUTY,
}
WITHDRAWN = Effect(Status.WITHDRAWN, Clock.STOP)


def effect(does: Does, answers: Mapping[str, Any]) -> Effect:
    """Tell what completing a step of this verb with these answers changes.

    >>> effect(Does.RECEIVE, {"receipt": "received"}).status
    <Status.IN_PROGRESS: 4>
    """
    if does in _OUTCOMES:
        field, by_answer = _OUTCOMES[does]
        return by_answer.get(str(answers.get(field)), Effect())
    return _ALWAYS.get(does, Effect())


def left_undone(does: Does) -> Effect:
    """Tell what it changes that a waiting step of this verb is left undone, from outside.

    Nobody waits for the citizen any more, so the clock runs on; the result is no
    longer at the counter, so its clock was stopped too early.

    >>> left_undone(Does.RECEIVE_SUPPLEMENT).clock
    <Clock.RESUME: 'resume'>
    """
    match does:
        case Does.RECEIVE_SUPPLEMENT | Does.CONFIRM_PAYMENT:
            return _ALWAYS[does]
        case Does.RETURN_RESULT:
            return Effect(Status.IN_PROGRESS, Clock.REOPEN)
        case _:
            return Effect()


def asks_for_supplement(does: Does, answers: Mapping[str, Any]) -> bool:
    """Whether this appraisal asks the citizen for another round."""
    return does is Does.APPRAISE and answers.get("appraisal") == "supplement"


def waits_for_the_citizen(does: str) -> bool:
    """Whether a step of this verb waits until the citizen comes, so that nobody here is late.

    >>> waits_for_the_citizen("return_result"), waits_for_the_citizen("approve")
    (True, False)
    """
    return does in CITIZENS_MOVES
