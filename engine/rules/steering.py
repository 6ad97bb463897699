"""Which steps of the office may be left undone, and to which a case may be moved.

The engine knows whether a token can be put somewhere without stranding the
case; here stands what the office adds to it. A step whose verb rests on the one
before it (a hand-over to be confirmed, a supplement that was asked for) can't be
begun on its own, and one that decides or issues is never passed over. A result
that is issued is out: it is corrected, and its case not sent back before it.
"""

from __future__ import annotations

from engine.rules.verbs import Does

# They rest on what the step before them left: an open hand-over, a pause, an acceptance.
RESTING_ON_ANOTHER = frozenset(
    {
        Does.CHECK_PAPERS,
        Does.RECEIVE,
        Does.RECEIVE_SUPPLEMENT,
        Does.CONFIRM_PAYMENT,
        Does.RETURN_RESULT,
    }
)
# Without them nothing is decided, issued or handed over wrongly.
PASSED_OVER = frozenset(
    {Does.ANSWER, Does.WORK, Does.ASSIGN, Does.RECEIVE_SUPPLEMENT, Does.CONFIRM_PAYMENT}
)


def can_begin(does: Does) -> bool:
    """Whether a case may be moved to a step of this verb.

    >>> can_begin(Does.APPRAISE), can_begin(Does.RECEIVE)
    (True, False)
    """
    return does not in RESTING_ON_ANOTHER


def may_pass(does: Does) -> bool:
    """Whether a case may be moved on past a step of this verb.

    >>> may_pass(Does.ANSWER), may_pass(Does.APPROVE)
    (True, False)
    """
    return does in PASSED_OVER
