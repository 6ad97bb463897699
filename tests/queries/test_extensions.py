"""One judgement of a case that was put off, wherever it is read."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from engine.actions import upgrading
from engine.models import Case, CaseUpgrade, DeadlineEvent
from engine.office import Office
from engine.queries import case_file, find_cases, inbox, invariants, public_status
from engine.queries.inbox import Box, Search
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.standing import Standing, Verdict
from reports import period
from reports.queries.deadlines import Question, deadlines
from tests import redrawn
from tests.actions.extending import put_off, with_extensions
from tests.actions.test_steering import send_back
from tests.good_day import a_case, bring
from tests.office import move_clock, person

# Past the promised Thursday, before the second date of the Wednesday after.
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=OFFICE_ZONE)


def standings(office: Office, code: str) -> list[Standing | None]:
    """How the case stands on its file, in a search, in the inbox, in public, and in the report."""
    head = person(office, "hoa")
    with office.reading() as session:
        secret = session.scalars(select(Case.secret).where(Case.code == code)).one()
        found = case_file.find(session, head, code).case
        public = public_status.look_up(session, office, code, secret or "")
        (hit,) = find_cases.cases(session, office, head, code)
        (line,) = inbox.page(session, office, head, Search(Box.ALL)).lines
        (row,) = deadlines(session, office, Question(period.read("2026-11")))
        return [
            case_file.head(session, office, found).standing,
            hit.standing,
            line.standing,
            public.standing if public else None,
            row.standing,
        ]


@pytest.mark.parametrize(
    ("counts", "verdict"), [(False, Verdict.OVERDUE), (True, Verdict.RUNNING)],
    ids=["the promise judges", "the second date judges"],
)  # fmt: skip
def test_a_case_put_off_stands_alike_everywhere(
    any_office: Office, counts: bool, verdict: Verdict
) -> None:
    with_extensions(any_office, most=2, counts=counts)
    code = a_case(any_office, "appraise")
    put_off(any_office, code, day="25/11/2026")
    move_clock(any_office, FRIDAY)

    found = standings(any_office, code)

    assert {one.verdict for one in found if one} == {verdict}
    assert len({one.due for one in found if one}) == 1
    head = person(any_office, "hoa")
    with any_office.reading() as session:
        for asked in inbox.VERDICTS:
            listed = inbox.count(session, any_office, head, Search(Box.ALL, verdict=asked))
            assert listed == (1 if asked is verdict else 0), asked


def test_an_upgrade_and_its_undoing_leave_the_second_date(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    put_off(any_office, code, day="25/11/2026")
    before = _second(any_office, code)
    newer = redrawn.publish(any_office, {'name="Thẩm định hồ sơ"': 'name="Thẩm định lại"'})

    mender = person(any_office, "phuong")
    with any_office.transaction() as session:
        upgrading.upgrade(session, any_office, mender, code, newer.id, {}, "Sửa tên")
    upgraded = _second(any_office, code)
    with any_office.transaction() as session:
        made = session.scalars(select(CaseUpgrade.id)).one()
        upgrading.undo(session, any_office, mender, made)

    assert before == upgraded == _second(any_office, code)
    assert before is not None
    assert invariants.verify(any_office) == []


def test_a_result_sent_back_from_the_counter_leaves_the_second_date(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    put_off(any_office, code, day="25/11/2026")
    before = _second(any_office, code)
    bring(any_office, code, until="return_result", since="appraise")

    send_back(any_office, "binh", code, "hand_back")

    assert before is not None
    assert _second(any_office, code) == before
    with any_office.reading() as session:
        kinds = session.scalars(select(DeadlineEvent.kind).order_by(DeadlineEvent.id)).all()
    assert list(kinds) == ["promised", "extended", "finished", "reopened"]
    assert invariants.verify(any_office) == []


def _second(office: Office, code: str) -> datetime | None:
    with office.reading() as session:
        return session.scalars(select(Case.second_due).where(Case.code == code)).one()
