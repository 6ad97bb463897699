"""Dossiers received on paper during an outage: the true hour counts, and somebody proves it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from engine.actions import administration, alarms, ending, late_entries, reception
from engine.actions.application import OnPaper
from engine.errors import BadAnswers, Conflict, NotAllowed, NotFound, WrongMove
from engine.gateways.papers import ReceiptPaper
from engine.models import Case, Document, EarlierReturn, LateEntry, Notice
from engine.office import Office
from engine.queries import explanation, hours, invariants, paper
from engine.rules.calendar import OFFICE_ZONE, office_time
from engine.rules.permission import Role
from engine.rules.stated_moment import StatedMoment
from tests.actions.extending import put_off
from tests.actions.giving import consent, state
from tests.good_day import ask_for_a_supplement, bring
from tests.office import an_application, do, move_clock, person, register
from tests.outages import (
    ELEVEN,
    NINE,
    TEN,
    TUESDAY,
    an_outage,
    enter,
    entry_of,
    note,
    on_paper,
    said,
)  # fmt: skip

# Long enough for the others to stand before the lock; correct without it, too.
A_MOMENT = 0.3


def fresh(office: Office, case: Case) -> Case:
    with office.reading() as session:
        return session.get_one(Case, case.id)


def due(case: Case) -> str:
    assert case.due
    assert case.due == case.original_due
    return f"{office_time(case.due):%H:%M %d/%m/%Y}"


def told(office: Office, case: Case) -> list[str]:
    """The explanation of a case in English, after looking whether it comes to its date."""
    with office.reading() as session:
        found = explanation.of_case(session, office, session.get_one(Case, case.id))
    assert found
    assert found.due == fresh(office, case).due
    return [str(reason.said) for reason in found.reasons]


def receipts(office: Office, case: Case) -> list[ReceiptPaper]:
    with office.reading() as session:
        ids = session.scalars(
            select(Document.id)
            .where(Document.case_id == case.id, Document.kind == "receipt")
            .order_by(Document.id)
        ).all()
        made = [paper.paper_of(session, office, document) for document in ids]
    return [one for one in made if isinstance(one, ReceiptPaper)]


def decide(office: Office, case: Case, login: str = "quang", reason: str = "") -> LateEntry:
    """Confirm the hour of a case, or refuse it with a reason."""
    entry = entry_of(office, case)
    with office.transaction() as session:
        head = person(office, login)
        if reason:
            return late_entries.refuse(session, office, head, entry.id, reason)
        return late_entries.confirm(session, office, head, entry.id)


def test_number_and_due_date_follow_the_true_hour_and_the_entry_is_kept(any_office: Office) -> None:
    register(any_office)
    outage = an_outage(any_office)
    register(any_office)

    case = enter(any_office, on_paper(outage, TEN))

    assert case.code == "H32.901-261116-0002"
    assert (case.received_at, case.created_at) == (TEN, TUESDAY)
    assert due(case) == "17:00 19/11/2026"
    assert told(any_office, case)[:2] == [
        "Received at 10:00 on Monday 16/11/2026.",
        (
            f"Received on paper during outage no. {outage.id} (slip 07), entered at "
            "09:00 17/11/2026; the hour waits to be confirmed by the head."
        ),
    ]
    assert invariants.verify(any_office) == []


def test_the_receipt_names_the_true_hour_and_the_slip(any_office: Office) -> None:
    case = enter(any_office, on_paper(an_outage(any_office), slip="P 07"))

    (receipt,) = receipts(any_office, case)

    assert (receipt.received, receipt.day) == (TEN, TUESDAY.date())
    assert receipt.slip
    assert (receipt.slip.number, receipt.slip.entered) == ("P 07", TUESDAY)


def test_a_confirmed_hour_stands_with_who_confirmed_it(any_office: Office) -> None:
    case = enter(any_office, on_paper(an_outage(any_office)))

    decide(any_office, case)

    assert "confirmed by Trương Văn Quang." in told(any_office, case)[1]
    with any_office.reading() as session:
        assert hours.entries_to_decide(session, person(any_office, "quang")) == []
    assert invariants.verify(any_office) == []


def test_a_refused_hour_falls_back_to_the_entry_with_a_receipt_that_says_so(
    any_office: Office,
) -> None:
    case = enter(any_office, on_paper(an_outage(any_office)))
    move_clock(any_office, TUESDAY + timedelta(hours=5))

    decide(any_office, case, reason="Cuống phiếu ghi chiều thứ Hai")

    now = fresh(any_office, case)
    assert (now.code, now.received_at) == (case.code, TUESDAY)
    assert due(now) == "17:00 20/11/2026"
    first, second = receipts(any_office, case)
    assert (first.received, first.due.day) == (TEN, 19)
    assert (second.received, second.due.day, second.slip) == (TUESDAY, 20, None)
    assert "said 10:00 16/11/2026; Trương Văn Quang refused that hour" in told(any_office, case)[1]
    with any_office.reading() as session:
        kinds = session.scalars(select(Notice.kind).where(Notice.case_id == case.id)).all()
    assert kinds == ["hour_refused"]
    assert invariants.verify(any_office) == []


def test_a_refusal_lays_the_alarms_by_the_new_date(any_office: Office) -> None:
    case = enter(any_office, on_paper(an_outage(any_office)))

    decide(any_office, case, reason="Không có cuống phiếu")

    with any_office.transaction() as session:
        assert alarms.lay_anew(session, any_office, [case.id]) == 0


def test_a_refusal_counts_what_was_paused_meanwhile(any_office: Office) -> None:
    case = enter(any_office, on_paper(an_outage(any_office)))
    bring(any_office, str(case.code), until="appraise")
    ask_for_a_supplement(any_office, str(case.code))
    move_clock(any_office, TUESDAY + timedelta(days=1))
    do(any_office, "lan", str(case.code), "receive_supplement", {"supplement_received": "Đủ"})

    decide(any_office, case, reason="Không có cuống phiếu")

    told(any_office, case)
    assert invariants.verify(any_office) == []


def test_a_case_that_was_put_off_recomputes_after_a_refusal(any_office: Office) -> None:
    case = enter(any_office, on_paper(an_outage(any_office)))
    bring(any_office, str(case.code), until="appraise")
    put_off(any_office, str(case.code))

    decide(any_office, case, reason="Không có cuống phiếu")

    now = fresh(any_office, case)
    assert due(now) == "17:00 20/11/2026"
    assert now.second_due
    assert invariants.verify(any_office) == []


def given_before_its_entry(office: Office) -> tuple[Case, EarlierReturn]:
    """A case whose result, as the counter states, was given on Tuesday before it was entered."""
    case = enter(office, on_paper(an_outage(office)))
    move_clock(office, TUESDAY + timedelta(hours=2))
    bring(office, str(case.code))
    return case, state(office, str(case.code), TUESDAY - timedelta(hours=1))


def test_an_hour_is_not_refused_once_the_result_was_given_before_the_entry(
    any_office: Office,
) -> None:
    case, earlier = given_before_its_entry(any_office)
    consent(any_office, earlier)

    with pytest.raises(WrongMove):
        decide(any_office, case, reason="Không có cuống phiếu")

    assert fresh(any_office, case).received_at == TEN


def test_no_result_was_given_before_the_entry_that_counts(any_office: Office) -> None:
    case, earlier = given_before_its_entry(any_office)
    decide(any_office, case, reason="Không có cuống phiếu")

    with pytest.raises(WrongMove):
        consent(any_office, earlier)

    now = fresh(any_office, case)
    assert now.finished_at
    assert now.finished_at > TUESDAY


@pytest.mark.parametrize(
    ("hour", "field"),
    [
        pytest.param(NINE - timedelta(minutes=1), "received.hour", id="before the outage"),
        pytest.param(ELEVEN + timedelta(minutes=1), "received.hour", id="after the outage"),
        pytest.param(TUESDAY + timedelta(minutes=1), "received.day", id="in the future"),
        pytest.param(datetime(2026, 11, 15, 9, tzinfo=OFFICE_ZONE), "received.day",
                     id="before the agency worked"),
    ],
)  # fmt: skip
def test_an_hour_outside_of_its_outage_is_refused(
    any_office: Office, hour: datetime, field: str
) -> None:
    outage = an_outage(any_office)

    with pytest.raises(BadAnswers) as refusal:
        enter(any_office, on_paper(outage, hour))

    assert list(refusal.value.problems) == [f"on_paper.{field}"]
    assert register(any_office).code == "H32.901-261117-0001"


def test_an_outage_that_lasts_takes_hours_until_now(any_office: Office) -> None:
    move_clock(any_office, ELEVEN)
    outage = note(any_office, told=said(ended=None))

    case = enter(any_office, on_paper(outage, TEN))

    assert case.received_at == TEN
    with pytest.raises(BadAnswers):
        enter(any_office, on_paper(outage, ELEVEN + timedelta(minutes=1), "08"))


def test_the_papers_of_an_old_outage_are_not_entered_any_more(any_office: Office) -> None:
    outage = an_outage(any_office)
    # Ten working days after Monday 16/11; Tuesday 24/11 is a holiday.
    move_clock(any_office, datetime(2026, 12, 1, 17, tzinfo=OFFICE_ZONE))
    enter(any_office, on_paper(outage))
    move_clock(any_office, datetime(2026, 12, 2, 8, tzinfo=OFFICE_ZONE))

    with pytest.raises(BadAnswers) as refusal:
        enter(any_office, on_paper(outage, slip="08"))

    assert list(refusal.value.problems) == ["on_paper.outage"]


@pytest.mark.parametrize("slip", ["07", " 0 7 "])
def test_a_slip_is_entered_once(any_office: Office, slip: str) -> None:
    outage = an_outage(any_office)
    case = enter(any_office, on_paper(outage))

    with pytest.raises(BadAnswers) as refusal:
        enter(any_office, on_paper(outage, slip=slip), "minh")

    assert str(case.code) in str(refusal.value.problems["on_paper.slip"])


def test_a_slip_is_entered_once_in_outages_that_lasted_together(any_office: Office) -> None:
    ward = an_outage(any_office)
    province = note(any_office, "an")
    enter(any_office, on_paper(ward))

    with pytest.raises(BadAnswers):
        enter(any_office, on_paper(province))

    assert enter(any_office, on_paper(province, slip="08")).code == "H32.901-261116-0002"


def test_two_clerks_at_once_get_two_numbers_of_the_past_day_and_one_slip_once(
    any_office: Office,
) -> None:
    outage = an_outage(any_office)
    codes: list[str] = []
    refused: list[BadAnswers] = []

    def enter_too(slip: str) -> None:
        try:
            codes.append(str(enter(any_office, on_paper(outage, slip=slip), "minh").code))
        except BadAnswers as refusal:
            refused.append(refusal)

    others = [Thread(target=enter_too, args=(slip,)) for slip in ("07", "08")]
    first = replace(an_application(), on_paper=on_paper(outage, slip="07"))
    clerk = person(any_office, "lan")
    with any_office.transaction() as session:
        codes.append(str(reception.register_case(session, any_office, clerk, first).code))
        for other in others:
            other.start()
        time.sleep(A_MOMENT)
    for other in others:
        other.join()

    assert sorted(codes) == ["H32.901-261116-0001", "H32.901-261116-0002"]
    assert [list(refusal.problems) for refusal in refused] == [["on_paper.slip"]]
    assert invariants.verify(any_office) == []


def test_a_voided_case_gives_its_slip_free(any_office: Office) -> None:
    outage = an_outage(any_office)
    mistyped = enter(any_office, on_paper(outage, NINE))
    with any_office.transaction() as session:
        ending.void_case(session, any_office, person(any_office, "lan"), str(mistyped.code), "Nhầm")

    case = enter(any_office, on_paper(outage, TEN))

    assert case.code == "H32.901-261116-0002"
    with pytest.raises(Conflict, match="voided"):
        decide(any_office, mistyped)
    assert invariants.verify(any_office) == []


MONDAY_AT_TEN = StatedMoment("16/11/2026", "10:00")


@pytest.mark.parametrize(
    ("came", "field"),
    [
        pytest.param(OnPaper("", "07", MONDAY_AT_TEN), "outage", id="no outage"),
        pytest.param(OnPaper("99", "07", MONDAY_AT_TEN), "outage", id="no such outage"),
        pytest.param(OnPaper("1", "", MONDAY_AT_TEN), "slip", id="no slip"),
        pytest.param(OnPaper("1", "\u200b", MONDAY_AT_TEN), "slip", id="a slip nobody can see"),
        pytest.param(OnPaper("1", "0" * 41, MONDAY_AT_TEN), "slip", id="a slip too long"),
        pytest.param(OnPaper("1", "07", StatedMoment("", "10:00")), "received.day", id="no day"),
        pytest.param(
            OnPaper("1", "07", StatedMoment("16/11/2026", "")), "received.hour", id="no hour"
        ),
    ],
)
def test_without_outage_slip_and_hour_nothing_is_entered(
    any_office: Office, came: OnPaper, field: str
) -> None:
    an_outage(any_office)

    with pytest.raises(BadAnswers) as refusal:
        enter(any_office, came)

    assert list(refusal.value.problems) == [f"on_paper.{field}"]


def test_an_hour_in_which_the_office_was_closed_counts_from_its_opening(any_office: Office) -> None:
    move_clock(any_office, TUESDAY)
    night = datetime(2026, 11, 16, 19, tzinfo=OFFICE_ZONE)
    outage = note(any_office, told=said(night - timedelta(hours=1), night + timedelta(hours=1)))

    case = enter(any_office, on_paper(outage, night))

    assert (case.code, due(case)) == ("H32.901-261116-0001", "17:00 20/11/2026")
    assert invariants.verify(any_office) == []


def test_another_agencys_outage_takes_no_papers_of_ours(any_office: Office) -> None:
    move_clock(any_office, TUESDAY)
    elsewhere = note(any_office, "an", said(agency="H32.951"))

    with pytest.raises(BadAnswers) as refusal:
        enter(any_office, on_paper(elsewhere))

    assert list(refusal.value.problems) == ["on_paper.outage"]


def test_a_head_decides_once_and_the_second_learns_who_did(any_office: Office) -> None:
    case = enter(any_office, on_paper(an_outage(any_office)))
    decide(any_office, case)

    with pytest.raises(Conflict) as refusal:
        decide(any_office, case, "binh", "Muộn rồi")

    assert "Trương Văn Quang already confirmed this" in str(refusal.value)
    assert fresh(any_office, case).received_at == TEN


def test_nobody_confirms_what_they_entered(any_office: Office) -> None:
    outage = an_outage(any_office)
    with any_office.transaction() as session:
        both = (Role.RECEPTION, Role.MANAGER)
        counter = person(any_office, "lan").department
        administration.hire(session, any_office, counter, "bao", "Lê Bảo", "", both, "motcua-demo")
    case = enter(any_office, on_paper(outage), "bao")

    with pytest.raises(NotAllowed):
        decide(any_office, case, "bao")
    with pytest.raises(NotAllowed):
        decide(any_office, case, "lan")


@pytest.mark.parametrize("login", ["hoa", "other"])
def test_another_units_or_agencys_head_finds_nothing(any_office: Office, login: str) -> None:
    case = enter(any_office, on_paper(an_outage(any_office)))
    with any_office.transaction() as session:
        partner = person(any_office, "quan").department
        administration.hire(
            session, any_office, partner, "other", "Lê Bảo", "", (Role.MANAGER,), "motcua-demo"
        )

    with pytest.raises(NotFound):
        decide(any_office, case, login)


def test_a_reason_is_wanted_for_a_refusal(any_office: Office) -> None:
    case = enter(any_office, on_paper(an_outage(any_office)))

    with pytest.raises(BadAnswers):
        decide(any_office, case, reason=" ")

    assert entry_of(any_office, case).state == "waiting"
