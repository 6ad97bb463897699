"""The states of a case: the national list, and which may follow which.

The integers are those of the National Public Service Portal; they are stored
and sent as they are. What a state means for the clock stands with it, because
a deadline that runs in the wrong state is wrong by law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from engine.i18n import Said, mark
from engine.rules.pause import PauseKind


class Status(IntEnum):
    """A case's state in the national list."""

    SUBMITTED = 1
    RECEIVED = 2
    NOT_ACCEPTED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_REQUESTED = 5
    FINANCIAL_DUTY = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10

    @property
    def said(self) -> Said:
        return _NAMES[self]

    @property
    def is_open(self) -> bool:
        """Whether the office, or somebody it waits for, still has the next move."""
        return self in OPEN

    @property
    def is_terminal(self) -> bool:
        return self in TERMINAL

    @property
    def is_paused(self) -> bool:
        return self in PAUSED


_NAMES = {
    Status.SUBMITTED: Said(mark("Newly submitted")),
    Status.RECEIVED: Said(mark("Accepted")),
    Status.NOT_ACCEPTED: Said(mark("Not accepted")),
    Status.IN_PROGRESS: Said(mark("Being processed")),
    Status.SUPPLEMENT_REQUESTED: Said(mark("Supplement requested")),
    Status.FINANCIAL_DUTY: Said(mark("Financial duty requested")),
    Status.WITHDRAWN: Said(mark("Withdrawn by the citizen")),
    Status.STOPPED: Said(mark("Processing stopped")),
    Status.FINISHED: Said(mark("Processing finished")),
    Status.RETURNED: Said(mark("Result returned")),
}

# The clock waits for somebody outside the office.
PAUSED = frozenset({Status.SUPPLEMENT_REQUESTED, Status.FINANCIAL_DUTY})
# The clock runs.
RUNNING = frozenset({Status.RECEIVED, Status.IN_PROGRESS})
# Accepted, and not yet with a result: what a deadline list shows.
OPEN = RUNNING | PAUSED
# Nothing follows.
TERMINAL = frozenset(
    {Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED},
)

# A case begins as an online submission, or at the counter, accepted or refused.
_FIRST = frozenset({Status.SUBMITTED, Status.RECEIVED, Status.NOT_ACCEPTED})
_ENDED_EARLY = frozenset({Status.WITHDRAWN, Status.STOPPED})
_FOLLOWERS: dict[Status, frozenset[Status]] = {
    Status.SUBMITTED: frozenset({Status.RECEIVED, Status.NOT_ACCEPTED, Status.WITHDRAWN}),
    # What is settled at once at the counter never goes to a department.
    Status.RECEIVED: frozenset({Status.IN_PROGRESS, Status.FINISHED}) | PAUSED | _ENDED_EARLY,
    Status.IN_PROGRESS: frozenset({Status.FINISHED}) | PAUSED | _ENDED_EARLY,
    # A supplement and a financial duty may overlap; the last asked is shown.
    Status.SUPPLEMENT_REQUESTED: frozenset({Status.IN_PROGRESS, Status.FINANCIAL_DUTY})
    | _ENDED_EARLY,
    # One noted while the case was still at the counter leaves it there.
    Status.FINANCIAL_DUTY: RUNNING | {Status.SUPPLEMENT_REQUESTED} | _ENDED_EARLY,
    Status.FINISHED: frozenset({Status.RETURNED}),
}


# What the national list calls a case while somebody outside must move; it has no
# word for a request to wait and for time excluded by law.
_WHILE_PAUSED: Mapping[PauseKind, Status] = {
    PauseKind.SUPPLEMENT: Status.SUPPLEMENT_REQUESTED,
    PauseKind.FINANCIAL_DUTY: Status.FINANCIAL_DUTY,
}


def while_paused(running: Status, lasting: Iterable[PauseKind]) -> Status:
    """Tell the state of a case while these pauses last, in the order in which they began.

    >>> while_paused(Status.IN_PROGRESS, [PauseKind.FINANCIAL_DUTY, PauseKind.EXCLUDED])
    <Status.FINANCIAL_DUTY: 6>
    """
    named = [_WHILE_PAUSED[kind] for kind in lasting if kind in _WHILE_PAUSED]
    return named[-1] if named else running


def may_follow(before: Status | None, after: Status) -> bool:
    """Whether a case may go from one state to another; None is a case that is just made."""
    if before is None:
        return after in _FIRST
    return after in _FOLLOWERS.get(before, frozenset())
