"""The draft of an apology: when it is due, and what it proposes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.i18n import Name
from engine.rules import apology
from engine.rules.extension import DueDates
from engine.rules.why_late import Cause, Elapsed, Share
from tests.rules.calendars import SHIPPED, moment

PROMISED = DueDates(moment("05/03/2026 17:00"))
UNITS = {"tax": Name("Thuế cơ sở", "Tax")}


RECEIVED = moment("02/02/2026 09:00")


def test_a_draft_waits_and_is_sent_as_many_working_days_before_as_the_policy_says() -> None:
    due = moment("09/03/2026 17:00")

    assert apology.drafted_until(date(2026, 3, 5), 2, SHIPPED) == date(2026, 3, 9)
    assert apology.drafted_from(RECEIVED, due, 2, SHIPPED) == moment("05/03/2026 07:30")
    assert apology.sent_by(RECEIVED, due, 1, SHIPPED) == moment("06/03/2026 17:00")
    assert apology.sent_by(RECEIVED, due, 3, SHIPPED) == moment("04/03/2026 17:00")
    assert apology.sent_by(RECEIVED, due, 0, SHIPPED) == due


def test_tet_is_no_working_day_before() -> None:
    due = moment("23/02/2026 17:00")

    assert apology.sent_by(RECEIVED, due, 1, SHIPPED) == moment("13/02/2026 17:00")


def test_a_term_too_short_is_apologised_for_at_once_and_until_its_end() -> None:
    received, due = moment("05/03/2026 09:00"), moment("05/03/2026 17:00")

    assert apology.drafted_from(received, due, 2, SHIPPED) == received
    assert apology.sent_by(received, due, 1, SHIPPED) == due


def test_the_steps_ahead_propose_the_close_of_the_day_on_which_they_end() -> None:
    proposal = apology.proposed(moment("05/03/2026 09:00"), PROMISED, 3 * 480, SHIPPED)

    assert proposal.until == moment("10/03/2026 17:00")
    assert "3 days" in str(proposal.said)


def test_steps_that_would_end_in_time_propose_the_next_working_day() -> None:
    proposal = apology.proposed(moment("04/03/2026 09:00"), PROMISED, 60, SHIPPED)

    assert proposal.until == moment("06/03/2026 17:00")
    assert "ends in time" in str(proposal.said)


@given(st.integers(0, 20_000), st.integers(1, 60_000))
def test_a_proposal_is_always_later_and_in_office_hours(ahead: int, passed: int) -> None:
    now = SHIPPED.add_minutes(moment("02/03/2026 07:30"), passed)

    proposal = apology.proposed(now, PROMISED, ahead, SHIPPED)

    assert proposal.until > max(now, PROMISED.reminded)
    assert SHIPPED.opening(proposal.until) == proposal.until


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        (((Cause.CITIZEN, 900), (Cause.HANDS, 600)), "needs more time in Tax"),
        (((Cause.UNCLAIMED, 600), (Cause.HANDS, 60)), "waited for an officer in Tax"),
        (((Cause.REWORK, 600),), "done again in Tax"),
        (((Cause.TRANSIT, 600),), "on its way to Tax"),
    ],
)
def test_the_reason_is_what_took_the_most_of_the_offices_own_time(
    shares: tuple[tuple[Cause, int], ...], words: str
) -> None:
    elapsed = Elapsed(tuple(Share(cause, "tax", minutes) for cause, minutes in shares), 1500, 0)

    assert words in str(apology.reason(elapsed, UNITS))


def test_a_case_that_only_the_applicant_had_gives_no_reason() -> None:
    elapsed = Elapsed((Share(Cause.CITIZEN, "", 600),), 600, 0)

    assert apology.reason(elapsed, UNITS) is None
