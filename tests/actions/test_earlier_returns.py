"""Results given earlier than recorded: evidence, consent, and both moments kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engine.actions import earlier_returns
from engine.actions.earlier_returns import GivenEarlier
from engine.errors import BadAnswers, Conflict, NotAllowed, NotFound, WrongMove
from engine.models import Case, DeadlineEvent
from engine.office import Office
from engine.queries import control_slip, hours, invariants
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.standing import Verdict
from reports.period import read as period
from reports.queries.deadlines import Question, deadlines
from tests.actions.giving import GIVEN, consent, evidence, state
from tests.good_day import a_case, bring
from tests.office import MONDAY, do, move_clock, person
from tests.outages import stated

# The result is dated Thursday 19/11, the day it is due; it is recorded on Friday.
THURSDAY = datetime(2026, 11, 19, 15, tzinfo=OFFICE_ZONE)
FRIDAY = datetime(2026, 11, 20, 10, tzinfo=OFFICE_ZONE)


def returned_late(office: Office) -> str:
    """A case whose result is dated on its last day, and recorded the day after."""
    code = a_case(office, until="number_result")
    move_clock(office, THURSDAY)
    bring(office, code, until="hand_back", since="number_result")
    move_clock(office, FRIDAY)
    do(office, "van", code, "hand_back", {})
    bring(office, code, since="return_result")
    return code


def case_of(office: Office, code: str) -> Case:
    with office.reading() as session:
        return session.scalars(select(Case).where(Case.code == code)).one()


def verdicts(office: Office) -> list[Verdict]:
    with office.reading() as session:
        found = deadlines(session, office, Question(period("2026-11")))
    return [row.standing.verdict for row in found]


def slip(office: Office, code: str) -> list[tuple[Verdict | None, str | None]]:
    with office.reading() as session:
        made = control_slip.control_slip(session, office, person(office, "van"), code)
    return [(line.result, line.note) for line in made.hand_overs if line.result]


def test_until_somebody_consents_the_recorded_moment_counts(any_office: Office) -> None:
    code = returned_late(any_office)

    one = state(any_office, code)

    case = case_of(any_office, code)
    assert (case.returned_at, case.finished_at) == (FRIDAY, FRIDAY)
    assert verdicts(any_office) == [Verdict.LATE]
    assert slip(any_office, code) == [(Verdict.LATE, None)]
    with any_office.reading() as session:
        kept = hours.of_case(session, case.id).returned
    assert kept
    assert (kept.id, kept.given, kept.recorded, kept.decided.waits) == (one.id, GIVEN, FRIDAY, True)


def test_with_consent_verdict_slip_and_report_follow_the_true_moment(any_office: Office) -> None:
    code = returned_late(any_office)

    consent(any_office, state(any_office, code))

    case = case_of(any_office, code)
    assert (case.returned_at, case.finished_at, case.closed_at) == (GIVEN, GIVEN, FRIDAY)
    assert verdicts(any_office) == [Verdict.ON_TIME]
    ((verdict, note),) = slip(any_office, code)
    assert verdict is Verdict.ON_TIME
    assert note == (
        "Kết quả đã trao lúc 16 giờ 00 phút, ngày 19/11/2026, "
        "ghi nhận lúc 10 giờ 00 phút, ngày 20/11/2026"
    )
    with any_office.reading() as session:
        kinds = session.scalars(
            select(DeadlineEvent.kind).where(DeadlineEvent.case_id == case.id)
        ).all()
    assert kinds == ["promised", "finished", "given_earlier"]
    assert invariants.verify(any_office) == []


def test_a_result_that_was_at_the_counter_before_keeps_when_it_came(any_office: Office) -> None:
    code = a_case(any_office, until="return_result")
    move_clock(any_office, MONDAY + timedelta(days=1))
    bring(any_office, code, since="return_result")

    consent(any_office, state(any_office, code, MONDAY + timedelta(hours=5)))

    case = case_of(any_office, code)
    assert (case.finished_at, case.returned_at) == (MONDAY, MONDAY + timedelta(hours=5))


def test_a_refusal_changes_nothing_and_it_may_be_stated_again(any_office: Office) -> None:
    code = returned_late(any_office)
    one = state(any_office, code)

    with any_office.transaction() as session:
        head = person(any_office, "binh")
        earlier_returns.refuse(session, any_office, head, one.id, "Không đọc được chữ ký")

    assert case_of(any_office, code).returned_at == FRIDAY
    assert verdicts(any_office) == [Verdict.LATE]
    state(any_office, code, login="minh")
    assert invariants.verify(any_office) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param(FRIDAY, "given.hour", id="not earlier"),
        pytest.param(FRIDAY + timedelta(days=1), "given.hour", id="in the future"),
        pytest.param(THURSDAY - timedelta(days=1), "given.day", id="before the result's date"),
        pytest.param(MONDAY - timedelta(days=1), "given.day", id="before the case came"),
        pytest.param(None, "given.day", id="no moment"),
    ],
)
def test_no_other_moment_is_taken(any_office: Office, given: datetime | None, field: str) -> None:
    code = returned_late(any_office)
    said = GivenEarlier(stated(given), evidence(any_office))
    clerk = person(any_office, "lan")

    with pytest.raises(BadAnswers) as refusal, any_office.transaction() as session:
        earlier_returns.state(session, any_office, clerk, code, said)

    assert field in refusal.value.problems
    assert case_of(any_office, code).returned_at == FRIDAY


@pytest.mark.parametrize("file", ["none", "nobody's", "another's", "a diagram"])
def test_without_evidence_of_ones_own_nothing_is_stated(any_office: Office, file: str) -> None:
    code = returned_late(any_office)
    brought: dict[str, Callable[[], str]] = {
        "none": lambda: "",
        "nobody's": lambda: "99999",
        "another's": lambda: evidence(any_office, "minh"),
        "a diagram": lambda: evidence(any_office, content=b"<a/>", name="a.xml"),
    }
    said = GivenEarlier(stated(GIVEN), brought[file]())
    clerk = person(any_office, "lan")

    with pytest.raises(BadAnswers) as refusal, any_office.transaction() as session:
        earlier_returns.state(session, any_office, clerk, code, said)

    assert list(refusal.value.problems) == ["evidence"]


def test_it_is_stated_once_and_consented_to_once(any_office: Office) -> None:
    code = returned_late(any_office)
    one = state(any_office, code)

    with pytest.raises(Conflict, match="Nguyễn Thị Lan already stated"):
        state(any_office, code, login="minh")
    consent(any_office, one)
    with pytest.raises(Conflict, match="Trương Văn Quang already confirmed"):
        consent(any_office, one, "binh")


def test_only_a_head_of_the_counter_consents(any_office: Office) -> None:
    one = state(any_office, returned_late(any_office))

    with pytest.raises(NotAllowed):
        consent(any_office, one, "lan")
    for login in ("hoa", "my"):
        with pytest.raises(NotFound):
            consent(any_office, one, login)


def test_a_result_that_is_not_returned_was_not_given_earlier(any_office: Office) -> None:
    code = a_case(any_office, until="return_result")

    with pytest.raises(WrongMove):
        state(any_office, code)


def test_it_can_be_stated_for_some_working_days_only(any_office: Office) -> None:
    code = returned_late(any_office)
    # Ten working days after Friday 20/11; Tuesday 24/11 is a holiday.
    move_clock(any_office, datetime(2026, 12, 8, 8, tzinfo=OFFICE_ZONE))

    with pytest.raises(BadAnswers) as refusal:
        state(any_office, code)

    assert list(refusal.value.problems) == ["given.day"]
