"""Confirming why a case was late: who may, of what, once each, and nothing is lost."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actions import ending, idempotency, late_causes
from engine.actions.late_causes import Confirmation
from engine.errors import (
    BadAnswers,
    Conflict,
    NotAllowed,
    NotFound,
    Refusal,
    SettingsWrong,
    WrongMove,
)
from engine.models import AuditEntry, LateCause
from engine.office import Office
from engine.queries import late_causes as asked
from engine.queries.late_causes import CaseCause
from tests.good_day import SUPPLEMENT_ASKED, a_case
from tests.office import MONDAY, do, move_clock, person

# Long enough for the other thread to stand before the lock; correct without it, too.
A_MOMENT = 0.3
NEXT_MONDAY = MONDAY + timedelta(days=7)
OWN = """
[[causes]]
key = "overload"
name = "Quá tải"
whose = "office"

[[causes]]
key = "other"
name = "Khác"
whose = "other"
wants_note = true
"""
ENDED = """
[[causes]]
key = "storm"
name = "Bão"
whose = "force_majeure"
ended = 2026-11-22
"""


def a_late_case(office: Office, until: str = "appraise") -> str:
    """A case that lies with the economy department (or where it is brought) past its day."""
    code = a_case(office, until=until)
    move_clock(office, NEXT_MONDAY)
    return code


def confirm(
    office: Office,
    login: str,
    code: str,
    cause: str = "overload",
    *,
    note: str = "",
    reason: str = "",
    seen: int = 0,
) -> None:
    confirmation = Confirmation(code, cause, note, reason, seen)
    with office.transaction() as session:
        late_causes.confirm_cause(session, office, person(office, login), confirmation)


def told(office: Office, code: str, login: str = "hoa") -> CaseCause:
    with office.reading() as session:
        found = asked.of_case(session, office, person(office, login), code)
    assert found is not None
    return found


def test_a_head_confirms_the_cause_beside_what_was_computed(any_office: Office) -> None:
    code = a_late_case(any_office)
    before = told(any_office, code)

    confirm(any_office, "hoa", code, "officer_absent", note="Nghỉ ốm từ 17/11.")

    after = told(any_office, code)
    assert str(before.computed.said) == "5 days in the hands of Economy and infrastructure"
    assert before.computed.proposed is not None
    assert (before.computed.proposed.key, before.confirmed) == ("overload", None)
    assert after.confirmed is not None
    assert (after.confirmed.cause, after.confirmed.note) == ("officer_absent", "Nghỉ ốm từ 17/11.")
    assert (after.confirmed.by, after.confirmed.at) == ("Lê Thị Hoa", NEXT_MONDAY)
    assert str(after.confirmed.computed) == str(before.computed.said)


def test_what_was_computed_stays_as_it_was_when_it_was_confirmed(any_office: Office) -> None:
    code = a_late_case(any_office)
    confirm(any_office, "hoa", code)

    move_clock(any_office, NEXT_MONDAY + timedelta(days=2))

    found = told(any_office, code)
    assert found.confirmed is not None
    assert str(found.confirmed.computed).startswith("5 days in the hands")
    assert str(found.computed.said).startswith("6 days in the hands")


def test_time_at_the_tax_office_is_another_agencys(any_office: Office) -> None:
    code = a_late_case(any_office, until="tax_code")

    found = told(any_office, code)

    assert str(found.computed.said) == "5 days lying unclaimed in Household business team"
    assert found.computed.proposed is not None
    assert found.computed.proposed.key == "other_agency"


def test_it_is_one_entry_of_the_audit_without_what_was_typed(any_office: Office) -> None:
    code = a_late_case(any_office)

    confirm(any_office, "hoa", code, "other", note="Ông An nằm viện.")

    with any_office.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "confirm_cause")
        ).one()
    assert (entry.action, entry.object, entry.actor) == ("confirm_cause", code, "hoa")
    assert entry.details == {
        "cause": "other", "before": "", "computed": "hands", "unit": "H32.901.2",
    }  # fmt: skip
    assert entry.reason == "Ông An nằm viện."


def test_whoever_comes_second_is_told_who_was_first_and_when(any_office: Office) -> None:
    code = a_late_case(any_office)
    confirm(any_office, "hoa", code)

    with pytest.raises(Conflict) as refusal:
        confirm(any_office, "binh", code, "leader_absent")

    assert str(refusal.value).startswith(
        "Lê Thị Hoa confirmed a cause at 08:00 23/11/2026: Overload"
    )
    assert told(any_office, code).rounds[0].cause == "overload"


def test_of_two_heads_at_one_moment_the_second_is_told(any_office: Office) -> None:
    code = a_late_case(any_office)
    head, leader = person(any_office, "hoa"), person(any_office, "binh")
    told_to: list[str] = []

    def confirm_too() -> None:
        try:
            with any_office.transaction() as session:
                late_causes.confirm_cause(session, any_office, leader, Confirmation(code, "other"))
        except Refusal as refusal:
            told_to.append(str(refusal))

    other = threading.Thread(target=confirm_too)
    with any_office.transaction() as session:
        late_causes.confirm_cause(session, any_office, head, Confirmation(code, "overload"))
        other.start()
        time.sleep(A_MOMENT)
    other.join()

    assert [said.partition(":")[0] for said in told_to] == ["Lê Thị Hoa confirmed a cause at 08"]
    assert [one.by for one in told(any_office, code).rounds] == ["Lê Thị Hoa"]


def test_another_cause_needs_a_reason_and_the_first_stays(any_office: Office) -> None:
    code = a_late_case(any_office)
    confirm(any_office, "hoa", code)

    with pytest.raises(BadAnswers) as refusal:
        confirm(any_office, "binh", code, "leader_absent", seen=1)
    confirm(any_office, "binh", code, "leader_absent", seen=1, reason="Chủ tịch đi công tác.")

    assert set(refusal.value.problems) == {"reason"}
    rounds = told(any_office, code).rounds
    assert [(one.round, one.cause, one.by, one.reason) for one in rounds] == [
        (2, "leader_absent", "Huỳnh Thanh Bình", "Chủ tịch đi công tác."),
        (1, "overload", "Lê Thị Hoa", ""),
    ]


def test_a_second_click_confirms_nothing_more(any_office: Office) -> None:
    code, head = a_late_case(any_office), person(any_office, "hoa")

    def click(session: Session) -> str:
        confirmation = Confirmation(code, "overload")
        return str(late_causes.confirm_cause(session, any_office, head, confirmation).round)

    answers = []
    for _ in range(2):
        with any_office.transaction() as session:
            answers.append(
                idempotency.once(
                    session, any_office, head, "one click", b"it", partial(click, session)
                )
            )

    assert answers == ["1", "1"]
    with any_office.reading() as session:
        assert session.scalar(select(func.count()).select_from(LateCause)) == 1


def test_a_case_that_was_finished_late_is_confirmed_as_well(any_office: Office) -> None:
    code = a_late_case(any_office)
    with any_office.transaction() as session:
        ending.withdraw_case(session, any_office, person(any_office, "lan"), code, "Đổi ý")

    confirm(any_office, "binh", code)

    found = told(any_office, code)
    assert found.standing.verdict == "late"
    assert found.confirmed is not None


@pytest.mark.parametrize(
    ("login", "refused"),
    [
        pytest.param("duc", NotAllowed, id="no head"),
        pytest.param("quang", NotAllowed, id="a manager looks only"),
        pytest.param("my", NotFound, id="the head of a unit it never came to"),
        pytest.param("quan", NotAllowed, id="a partner's officer"),
    ],
)
def test_who_does_not_answer_for_the_case_is_refused(
    office: Office, login: str, refused: type[Refusal]
) -> None:
    code = a_late_case(office, until="tax_code")

    with pytest.raises(refused):
        confirm(office, login, code)


@pytest.mark.parametrize(
    ("cause", "note", "field"),
    [
        pytest.param("no-such", "", "cause", id="not on the list"),
        pytest.param("storm", "", "cause", id="ended"),
        pytest.param("other", "", "note", id="other without words"),
        pytest.param("overload", "x" * 1_001, "note", id="too many words"),
        pytest.param("overload", "a\x00b", "note", id="no text"),
    ],
)
def test_a_cause_that_can_not_be_taken_is_refused_at_its_field(
    office: Office, cause: str, note: str, field: str
) -> None:
    a_list_of_its_own(office, ENDED)
    code = a_late_case(office)

    with pytest.raises(BadAnswers) as refusal:
        confirm(office, "hoa", code, cause, note=note)

    assert set(refusal.value.problems) == {field}
    assert told(office, code).rounds == ()


def test_a_case_in_time_has_no_cause(office: Office) -> None:
    code = a_case(office, until="appraise")

    with pytest.raises(WrongMove) as refusal:
        confirm(office, "hoa", code)

    assert str(refusal.value) == f"Case {code} is not late: 3 days left."
    with office.reading() as session:
        assert asked.of_case(session, office, person(office, "hoa"), code) is None


def test_a_paused_case_is_not_late_however_long_it_waits(office: Office) -> None:
    code = a_case(office, until="appraise")
    do(office, "duc", code, "appraise", {"appraisal": "supplement", "findings": "Thiếu giấy."})
    do(office, "hoa", code, "issue_supplement", SUPPLEMENT_ASKED)
    move_clock(office, NEXT_MONDAY)

    with pytest.raises(WrongMove):
        confirm(office, "hoa", code)


def test_a_voided_case_is_in_no_report_and_has_no_cause(office: Office) -> None:
    code = a_case(office, until="hand_over")
    move_clock(office, NEXT_MONDAY)
    with office.transaction() as session:
        ending.void_case(session, office, person(office, "lan"), code, "Nhập nhầm")

    with pytest.raises(WrongMove):
        confirm(office, "binh", code)


def test_the_provinces_own_list_takes_the_place_of_the_shipped_one(office: Office) -> None:
    a_list_of_its_own(office, '\n[[causes]]\nkey = "flood"\nname = "Lũ"\nwhose = "force_majeure"\n')
    code = a_late_case(office)

    confirm(office, "hoa", code, "flood")

    assert str(told(office, code).rounds[0].named) == "Lũ"


def test_a_list_with_mistakes_is_refused_with_their_place(office: Office) -> None:
    a_list_of_its_own(office, '\n[[causes]]\nkey = "flood"\n')

    with pytest.raises(SettingsWrong) as refusal:
        asked.cause_list(office)

    assert "late_causes.toml has mistakes: causes[3].name: This is missing. (2 in all)" in str(
        refusal.value
    )


def a_list_of_its_own(office: Office, more: str) -> None:
    text = f'source = "Tỉnh"\n{OWN}{more}'
    (office.settings.home / "late_causes.toml").write_text(text, encoding="utf-8")
