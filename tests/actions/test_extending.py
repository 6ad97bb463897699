"""Putting a case off: a second date, an apology on paper, and the promise that stays."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from engine import jobs
from engine.actions import calendars as keeping
from engine.actions import ending, extending
from engine.actions.calendars import Announcement
from engine.actions.reception import Person
from engine.errors import BadAnswers, Conflict, NotAllowed, NotFound, WrongMove
from engine.gateways.papers import ApologyPaper
from engine.gateways.post import MemoryPost
from engine.models import Agency, AuditEntry, Case, DeadlineEvent, Document, Job, Notice, Offering
from engine.office import Office
from engine.queries import extensions, invariants, paper
from engine.queries.calendars import Entry
from engine.rules.calendar import OFFICE_ZONE, DayKind
from engine.rules.extension import BadExtension
from tests.actions.extending import REASON, put_off, with_extensions
from tests.good_day import a_case, ask_for_a_supplement, bring
from tests.office import do, move_clock, person, register

OWNER = Person(
    name="Nguyễn Thị Ánh Tuyết", id_number="056085001234", phone="0901234567",
    address="12 Yersin, phường Tây Nha Trang", email="tuyet@example.vn",
)  # fmt: skip
# What a lock needs to be stood before; correct without it, too.
A_MOMENT = 0.3


def at(day: int, hour: int = 17, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=OFFICE_ZONE)


def case_of(office: Office, code: str) -> Case:
    with office.reading() as session:
        return session.scalars(select(Case).where(Case.code == code)).one()


def dates(office: Office, code: str) -> tuple[datetime | None, datetime | None]:
    case = case_of(office, code)
    due, second = (one and one.astimezone(OFFICE_ZONE) for one in (case.due, case.second_due))
    return due, second


def a_case_with_an_address(office: Office) -> str:
    code = str(register(office, owner=OWNER).code)
    bring(office, code, until="appraise")
    return code


def printed(office: Office) -> ApologyPaper:
    with office.reading() as session:
        kept = session.scalars(select(Document.id).where(Document.kind == "apology")).one()
        found = paper.paper_of(session, office, kept)
    assert isinstance(found, ApologyPaper)
    return found


def test_a_case_put_off_keeps_its_promise_and_gets_a_second_date(any_office: Office) -> None:
    code = a_case(any_office, "appraise")

    put_off(any_office, code, day="25/11/2026", hour="16:30")

    assert dates(any_office, code) == (at(19), at(25, 16, 30))
    case = case_of(any_office, code)
    assert (case.original_due, case.judged_due) == (case.due, case.due)
    with any_office.reading() as session:
        line = session.scalars(select(DeadlineEvent).where(DeadlineEvent.kind == "extended")).one()
        apology = session.scalars(select(Document).where(Document.kind == "apology")).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "put_off")).one()
    assert (line.due_after, line.second_after) == (case.due, case.second_due)
    assert (line.reason, line.document_id) == (REASON, apology.id)
    assert line.officer_id == person(any_office, "hoa").id
    assert apology.notation == "01/PXL"
    assert (entry.object, entry.reason, entry.details["document"]) == (code, REASON, "01/PXL")
    assert invariants.verify(any_office) == []


@pytest.mark.parametrize(
    ("login", "position"),
    [("binh", ("CHỦ TỊCH",)), ("hoa", ("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG"))],
    ids=["the leader", "a head, by the leader's order"],
)
def test_the_apology_says_both_dates_why_and_who_signs(
    any_office: Office, login: str, position: tuple[str, ...]
) -> None:
    code = a_case(any_office, "appraise")

    put_off(any_office, code, login=login, day="25/11/2026")

    said = printed(any_office)
    assert (said.due, said.second, said.reason) == (at(19), at(25), REASON)
    assert (said.case_code, said.owner.name, said.number) == (code, OWNER.name, 1)
    assert said.signatory.position == position
    assert jobs.run_due(any_office) > 0
    with any_office.reading() as session:
        apology = session.scalars(select(Document).where(Document.kind == "apology")).one()
        assert apology.file is not None


def test_the_apology_goes_by_mail_to_an_applicant_with_an_address(any_office: Office) -> None:
    code = a_case_with_an_address(any_office)
    put_off(any_office, code, day="25/11/2026")

    jobs.run_due(any_office)

    post = any_office.post
    assert isinstance(post, MemoryPost)
    (letter,) = [one for one in post.letters.values() if one.to == OWNER.email]
    assert code in letter.subject
    assert "17:00 thứ Tư 25/11/2026" in letter.subject
    assert REASON in letter.text
    assert letter.enclosures[0].content.startswith(b"%PDF")
    assert invariants.verify(any_office) == []


def test_without_an_address_the_counter_is_told_to_hand_the_apology_over(
    any_office: Office,
) -> None:
    code = a_case(any_office, "appraise")

    put_off(any_office, code)

    with any_office.reading() as session:
        assert session.scalars(select(Job).where(Job.kind == "post_apology")).all() == []
        told = {
            notice.kind: notice.department_id
            for notice in session.scalars(select(Notice).where(Notice.kind != "assigned"))
        }
    assert told["apology_by_hand"] == person(any_office, "lan").department_id
    assert told["put_off"] == person(any_office, "duc").department_id


def test_a_mailed_apology_that_is_owed_to_nobody_breaks_i5(any_office: Office) -> None:
    code = a_case_with_an_address(any_office)
    put_off(any_office, code)
    with any_office.transaction() as session:
        job = session.scalars(select(Job).where(Job.kind == "post_apology")).one()
        session.delete(job)

    assert [one.invariant for one in invariants.verify(any_office)] == ["I5"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "hôm nào đó"}, "day"),
        ({"day": "31/02/2027"}, "day"),
        ({"hour": "25:00"}, "hour"),
        ({"hour": ""}, "hour"),
        ({"reason": " "}, "reason"),
        ({"reason": "a" * 10_000}, "reason"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_read_is_refused_at_its_field(
    any_office: Office, typed: dict[str, str], field: str
) -> None:
    code = a_case(any_office, "appraise")

    with pytest.raises(BadAnswers) as refusal:
        put_off(any_office, code, **typed)

    assert list(refusal.value.problems) == [field]
    assert case_of(any_office, code).second_due is None


@pytest.mark.parametrize(
    ("day", "hour", "english"),
    [
        ("12/11/2026", "17:00", "must be later"),
        ("19/11/2026", "17:00", "must be later"),
        ("24/11/2026", "09:00", "office is closed"),  # a holiday since 2026
        ("22/11/2026", "09:00", "office is closed"),  # a Sunday
        ("25/11/2026", "22:00", "office is closed"),
        ("25/11/2199", "09:00", "within a year"),
    ],
    ids=["past", "not later", "a holiday", "a Sunday", "the night", "an absurd year"],
)
def test_a_date_that_makes_no_sense_is_refused(
    any_office: Office, day: str, hour: str, english: str
) -> None:
    code = a_case(any_office, "appraise")

    with pytest.raises(BadExtension, match=english) as refusal:
        put_off(any_office, code, day=day, hour=hour)

    assert refusal.value.field == "day"
    assert case_of(any_office, code).second_due is None
    with any_office.reading() as session:
        assert session.scalar(select(func.count()).where(Document.kind == "apology")) == 0


def test_a_case_is_put_off_once_and_who_comes_later_learns_by_whom(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    put_off(any_office, code, login="binh", day="25/11/2026")

    with pytest.raises(Conflict) as refusal:
        put_off(any_office, code, login="hoa", day="27/11/2026")

    assert str(refusal.value.said) == (
        "Huỳnh Thanh Bình already put the case off until 17:00 25/11/2026, by letter no. 01/PXL; "
        "the procedure allows no more."
    )
    assert dates(any_office, code)[1] == at(25)


def test_of_two_heads_at_the_same_moment_one_is_told_of_the_other(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    leader, head = person(any_office, "binh"), person(any_office, "hoa")
    refused: list[Exception] = []

    def too_late() -> None:
        try:
            with any_office.transaction() as session:
                extending.put_off(session, any_office, head, code, "27/11/2026", "17:00", REASON)
        except Exception as refusal:  # noqa: BLE001  (whatever it is, the test must say it)
            refused.append(refusal)

    other = threading.Thread(target=too_late)
    with any_office.transaction() as session:
        extending.put_off(session, any_office, leader, code, "25/11/2026", "17:00", REASON)
        other.start()
        time.sleep(A_MOMENT)
    other.join()

    assert [type(one) for one in refused] == [Conflict]
    assert "Huỳnh Thanh Bình" in str(refused[0])
    assert dates(any_office, code)[1] == at(25)
    assert invariants.verify(any_office) == []


@pytest.mark.parametrize(
    ("login", "refusal"), [("duc", NotAllowed), ("lan", NotAllowed), ("my", NotFound)]
)
def test_only_a_head_or_leader_who_has_the_case_puts_it_off(
    any_office: Office, login: str, refusal: type[Exception]
) -> None:
    code = a_case(any_office, "appraise")

    with pytest.raises(refusal):
        put_off(any_office, code, login=login)


def test_only_the_agency_that_decides_puts_a_case_off(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    with any_office.transaction() as session:
        province = session.scalars(select(Agency.id).where(Agency.code == "H32")).one()
        session.scalars(select(Offering)).one().decides_agency_id = province

    with pytest.raises(NotAllowed, match="Only the agency that decides"):
        put_off(any_office, code)


def test_a_case_whose_clock_stands_still_is_not_put_off(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    ask_for_a_supplement(any_office, code)

    with pytest.raises(WrongMove, match="stands still"):
        put_off(any_office, code)


def test_a_result_at_the_counter_is_not_put_off(any_office: Office) -> None:
    code = a_case(any_office, "return_result")

    with pytest.raises(WrongMove, match="at the counter"):
        put_off(any_office, code)


def test_an_ended_case_is_not_put_off(any_office: Office) -> None:
    code = a_case(any_office)

    with pytest.raises(WrongMove, match="is closed"):
        put_off(any_office, code)


def test_a_procedure_without_a_rule_allows_none(any_office: Office) -> None:
    with_extensions(any_office, most=0)
    code = a_case(any_office, "appraise")

    with pytest.raises(BadExtension, match="allows: 0") as refusal:
        put_off(any_office, code)

    assert refusal.value.field == ""


def test_where_the_second_date_counts_it_judges_the_case(any_office: Office) -> None:
    with_extensions(any_office, most=1, counts=True)
    code = a_case(any_office, "appraise")

    put_off(any_office, code, day="25/11/2026")

    case = case_of(any_office, code)
    assert case.judged_due == case.second_due
    with any_office.reading() as session:
        asked = select(Case.code).where(Case.judged_due > at(24))
        assert session.scalars(asked).all() == [code]
    assert invariants.verify(any_office) == []


def test_twice_is_allowed_where_the_procedure_says_so(any_office: Office) -> None:
    with_extensions(any_office, most=2)
    code = a_case(any_office, "appraise")
    put_off(any_office, code, day="25/11/2026")

    with pytest.raises(BadExtension, match="must be later"):
        put_off(any_office, code, day="25/11/2026")
    put_off(any_office, code, day="27/11/2026")

    assert dates(any_office, code) == (at(19), at(27))
    with any_office.reading() as session:
        letters = extensions.apologies(session, case_of(any_office, code).id)
    assert [one.notation for one in letters] == ["01/PXL", "02/PXL"]
    assert invariants.verify(any_office) == []


def test_a_pause_after_the_apology_moves_both_dates(any_office: Office) -> None:
    code = a_case(any_office, "appraise")
    move_clock(any_office, at(17, 9))
    put_off(any_office, code, day="20/11/2026")
    ask_for_a_supplement(any_office, code)

    move_clock(any_office, at(18, 9))
    do(any_office, "lan", code, "receive_supplement", {"supplement_received": "Giấy ủy quyền"})

    # Tuesday is not used up: of each date as many days are left on Wednesday as were then.
    assert dates(any_office, code) == (at(23), at(25))
    assert invariants.verify(any_office) == []


def test_a_storm_on_the_new_day_moves_it_and_its_end_brings_it_back_no_further(
    any_office: Office,
) -> None:
    code = a_case(any_office, "appraise")
    put_off(any_office, code, day="25/11/2026")
    storm = date(2026, 11, 25)

    _announce(any_office, (Entry(storm, DayKind.CLOSURE, {"reason": "Bão số 15"}),))
    assert dates(any_office, code) == (at(19), at(26))
    _announce(any_office, back=(storm,))

    assert dates(any_office, code) == (at(19), at(25))
    assert invariants.verify(any_office) == []


def test_a_case_that_ends_or_goes_on_keeps_its_second_date(any_office: Office) -> None:
    finished, withdrawn = (a_case(any_office, "appraise") for _ in range(2))
    for code in (finished, withdrawn):
        put_off(any_office, code, day="25/11/2026")

    bring(any_office, finished, until="return_result", since="appraise")
    with any_office.transaction() as session:
        ending.withdraw_case(session, any_office, person(any_office, "lan"), withdrawn, "Đổi ý")

    assert dates(any_office, finished)[1] == dates(any_office, withdrawn)[1] == at(25)
    assert invariants.verify(any_office) == []


def _announce(office: Office, days: tuple[Entry, ...] = (), back: tuple[date, ...] = ()) -> None:
    with office.transaction() as session:
        announcement = Announcement("Công điện 15/CĐ-UBND", days, back)
        keeping.announce(session, office, person(office, "quang"), announcement)
    jobs.run_due(office)
