"""Who is told of a date: shown to all who see reports, decided by the manager."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import select

from engine import jobs
from engine.models import Agency, PolicyChange, Task
from engine.office import Office
from engine.queries.alarms import policy_of, shipped
from engine.rules.alarm import AlarmKind, Whom
from tests.good_day import a_case
from tests.office import waiting
from tests.web.desk import Desk

PAGE = "/quan-ly/chinh-sach"
REMINDERS = f"{PAGE}/nhac-viec"


def form(**changes: str) -> dict[str, str]:
    """The policy that holds, as the page would send it, with something else in places."""
    rules = shipped().rules
    sent = {f"reminders.{kind}.amount": str(rule.amount) for kind, rule in rules.items()}
    sent |= {f"reminders.{kind}.{one}": "yes" for kind, rule in rules.items() for one in rule.whom}
    sent |= {"reminders.decision": "12/QĐ-UBND", "seen": "0"}
    return sent | {f"reminders.{name.replace('__', '.')}": told for name, told in changes.items()}


def test_a_decision_is_kept_and_what_is_open_follows(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = a_case(office, until="appraise")
    before = alarm_of(office, code)

    page = seat("quang").send(REMINDERS, form(step_near__amount="50", step_near__leader="yes"))
    jobs.run_due(office)

    assert page.status_code == 303
    assert alarm_of(office, code) < before
    with office.reading() as session:
        kept = session.scalars(select(Agency.reminders).where(Agency.code == "H32.901")).one()
        others = session.scalars(select(Agency.reminders).where(Agency.code == "H32.951")).one()
        change = session.scalars(select(PolicyChange)).one()
    rule = policy_of(kept).rules[AlarmKind.STEP_NEAR]
    assert (rule.amount, sorted(rule.whom)) == (50, [Whom.HOLDER, Whom.LEADER])
    assert others is None
    assert (change.subject, change.before) == ("reminders", shipped().kept)
    assert "(50 %): Người đang xử lý, Lãnh đạo" in seat("quang").read(PAGE)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"step_near__amount": "x"}, "Phải là số nguyên từ 0 đến 100."),
        ({"step_near__amount": "9" * 5_000}, "Phải là số nguyên từ 0 đến 100."),
        ({"step_near__amount": "٣"}, "Phải là số nguyên từ 0 đến 100."),
        ({"step_late__amount": "31"}, "Phải là số nguyên từ 0 đến 30."),
        ({"apology_draft__amount": "0"}, "Dự thảo văn bản xin lỗi phải có trước hạn gửi"),
        ({"decision": ""}, "Hãy ghi số văn bản quyết định."),
    ],
    ids=[
        "no number",
        "too long a number",
        "digits of others",
        "too far",
        "draft after the sending",
        "no decision",
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    office: Office, seat: Callable[[str], Desk], changes: Mapping[str, str], said: str
) -> None:
    page = seat("quang").send(REMINDERS, form(**changes), status=422)

    assert said in unescape(page.text)
    with office.reading() as session:
        assert session.scalars(select(PolicyChange)).all() == []


def test_a_head_sees_it_and_does_not_decide_it(seat: Callable[[str], Desk]) -> None:
    page = seat("hoa").read(PAGE)

    assert "Nhắc việc: ai được báo" in page
    assert "Từ nay nhắc như vậy" not in page


def alarm_of(office: Office, code: str) -> datetime:
    task: Task = waiting(office, code)[0]
    assert task.next_alarm is not None
    return task.next_alarm
