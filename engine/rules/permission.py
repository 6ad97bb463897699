"""Who may do what: roles, rights, and which right a step of a diagram asks for.

A right says what kind of act a person may do at all; on which cases is a
question of scope, asked of every query (``queries/scope``). Nobody signs what
they appraised themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from engine.errors import NotAllowed
from engine.i18n import Said, mark


class Role(StrEnum):
    """What a person is in the office."""

    RECEPTION = "reception"
    OFFICER = "officer"
    HEAD = "head"
    LEADER = "leader"
    REGISTRY = "registry"
    PARTNER = "partner"
    MANAGER = "manager"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"

    @property
    def said(self) -> Said:
        """The role in words."""
        return Said(_ROLE_WORDS[self])


class Action(StrEnum):
    """A kind of act that needs a right of its own."""

    REGISTER = "register"
    RETURN_RESULT = "return_result"
    WITHDRAW = "withdraw"
    VOID = "void"
    STOP = "stop"
    PUT_OFF = "put_off"
    SEND_BACK = "send_back"
    MOVE_ON = "move_on"
    PROCESS = "process"
    RECEIVE_HANDOFF = "receive_handoff"
    ASSIGN = "assign"
    ISSUE_SUPPLEMENT = "issue_supplement"
    ISSUE_FINANCIAL_DUTY = "issue_financial_duty"
    CONFIRM_PAYMENT = "confirm_payment"
    PAUSE_FOR_APPLICANT = "pause_for_applicant"
    EXCLUDE_TIME = "exclude_time"
    APPROVE = "approve"
    NUMBER = "number"
    SEE_CASES = "see_cases"
    SEE_REPORTS = "see_reports"
    PUBLISH = "publish"
    MEND = "mend"
    ADMINISTER = "administer"
    KEEP_CALENDAR = "keep_calendar"
    SET_POLICY = "set_policy"
    NOTE_OUTAGE = "note_outage"
    CONFIRM_HOUR = "confirm_hour"
    CONFIRM_CAUSE = "confirm_cause"


_ROLE_WORDS: Mapping[Role, str] = {
    Role.RECEPTION: mark("Reception clerk"),
    Role.OFFICER: mark("Case officer"),
    Role.HEAD: mark("Department head"),
    Role.LEADER: mark("Leader"),
    Role.REGISTRY: mark("Registry clerk"),
    Role.PARTNER: mark("Partner agency"),
    Role.MANAGER: mark("Manager"),
    Role.ANALYST: mark("Process analyst"),
    Role.ADMINISTRATOR: mark("Administrator"),
}

_DESK = frozenset({Action.PROCESS, Action.SEE_CASES})

RIGHTS: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.RECEPTION: _DESK
        | {
            Action.REGISTER,
            Action.RETURN_RESULT,
            Action.WITHDRAW,
            Action.VOID,
            Action.RECEIVE_HANDOFF,
            Action.CONFIRM_PAYMENT,
            Action.PAUSE_FOR_APPLICANT,
        },
        Role.OFFICER: _DESK
        | {
            Action.RECEIVE_HANDOFF,
            Action.ISSUE_FINANCIAL_DUTY,
            Action.CONFIRM_PAYMENT,
            Action.PAUSE_FOR_APPLICANT,
        },
        Role.HEAD: _DESK
        | {
            Action.RECEIVE_HANDOFF,
            Action.ASSIGN,
            Action.ISSUE_SUPPLEMENT,
            Action.ISSUE_FINANCIAL_DUTY,
            Action.CONFIRM_PAYMENT,
            Action.PAUSE_FOR_APPLICANT,
            Action.EXCLUDE_TIME,
            Action.SEE_REPORTS,
            Action.STOP,
            Action.PUT_OFF,
            Action.SEND_BACK,
            Action.MOVE_ON,
            Action.CONFIRM_HOUR,
            Action.CONFIRM_CAUSE,
        },
        Role.LEADER: frozenset(
            {
                Action.APPROVE,
                Action.SEE_CASES,
                Action.SEE_REPORTS,
                Action.STOP,
                Action.PUT_OFF,
                Action.SEND_BACK,
                Action.CONFIRM_HOUR,
                Action.CONFIRM_CAUSE,
            }
        ),
        Role.REGISTRY: _DESK | {Action.NUMBER},
        Role.PARTNER: _DESK,
        Role.MANAGER: frozenset(
            {
                Action.SEE_CASES,
                Action.SEE_REPORTS,
                Action.KEEP_CALENDAR,
                Action.SET_POLICY,
                Action.NOTE_OUTAGE,
                Action.CONFIRM_HOUR,
            }
        ),
        Role.ANALYST: frozenset({Action.PUBLISH, Action.MEND}),
        Role.ADMINISTRATOR: frozenset(
            {
                Action.ADMINISTER,
                Action.MEND,
                Action.SEND_BACK,
                Action.MOVE_ON,
                Action.NOTE_OUTAGE,
            }
        ),
    }
)

# The verb that completes a step (its ``does``) and the right it asks for.
STEP_RIGHTS: Mapping[str, Action] = MappingProxyType(
    {
        "check_papers": Action.REGISTER,
        "hand_over": Action.PROCESS,
        "receive": Action.RECEIVE_HANDOFF,
        "assign": Action.ASSIGN,
        "appraise": Action.PROCESS,
        "issue_supplement": Action.ISSUE_SUPPLEMENT,
        "receive_supplement": Action.REGISTER,
        "issue_financial_duty": Action.ISSUE_FINANCIAL_DUTY,
        "confirm_payment": Action.CONFIRM_PAYMENT,
        "answer": Action.PROCESS,
        "approve": Action.APPROVE,
        "number": Action.NUMBER,
        "hand_back": Action.PROCESS,
        "return_result": Action.RETURN_RESULT,
        "work": Action.PROCESS,
    }
)

# Whoever does a step of some diagram works on cases, and not only looks at them.
AT_A_DESK: tuple[Action, ...] = tuple(sorted(set(STEP_RIGHTS.values())))


def may(roles: Iterable[Role], action: Action) -> bool:
    """Whether one of these roles gives the right.

    >>> may([Role.RECEPTION], Action.REGISTER), may([Role.RECEPTION], Action.APPROVE)
    (True, False)
    """
    return any(action in RIGHTS[role] for role in roles)


def require(roles: Iterable[Role], action: Action) -> None:
    """Refuse with ``NotAllowed`` unless one of these roles gives the right."""
    if not may(roles, action):
        raise NotAllowed
