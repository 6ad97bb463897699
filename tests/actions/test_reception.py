"""The counter: what is received, what is turned away, and what a number means."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from engine.actions import ending, reception
from engine.actions.reception import PaperHanded, Person
from engine.errors import BadAnswers, NotAllowed, PapersMissing, WrongMove
from engine.i18n import Said
from engine.models import Case, Document, Party
from engine.office import Office
from engine.queries import find_cases
from engine.rules.status import Status
from tests.office import an_application, do, person, register, waiting

PROXY = Person(name="Trần Văn Khoa", id_number="056085001235", address="1 Yersin")
WITH_AUTHORISATION = (
    PaperHanded("declaration", met=True),
    PaperHanded("person_authorisation", met=True, kind="copy"),
)


def test_an_incomplete_file_is_not_received(any_office: Office) -> None:
    incomplete = an_application(papers=())

    with pytest.raises(PapersMissing) as refusal, any_office.transaction() as session:
        reception.register_case(session, any_office, person(any_office, "lan"), incomplete)

    assert refusal.value.papers == ["declaration"]
    with any_office.reading() as session:
        assert session.scalars(select(Case)).all() == []


def test_codes_run_from_one_without_a_gap_and_a_voided_case_keeps_its_own(
    any_office: Office,
) -> None:
    first = register(any_office)
    with any_office.transaction() as session:
        ending.void_case(session, any_office, person(any_office, "lan"), str(first.code), "Nhầm")
    with pytest.raises(PapersMissing), any_office.transaction() as session:
        reception.register_case(
            session, any_office, person(any_office, "lan"), an_application(papers=())
        )

    second = register(any_office)

    assert [first.code, second.code] == ["H32.901-261116-0001", "H32.901-261116-0002"]
    with any_office.reading() as session:
        voided = session.scalars(select(Case).where(Case.code == first.code)).one()
    assert (voided.status, voided.outcome) == (Status.STOPPED, "voided")


def test_the_receipt_promises_the_third_working_day(any_office: Office) -> None:
    case = register(any_office)

    assert case.due is not None
    assert case.due.isoformat() == "2026-11-19T17:00:00+07:00"
    assert case.original_due == case.due
    assert len(case.secret or "") == 6


@pytest.mark.parametrize(("kind", "status"), [("guide", 1), ("refuse", 3)])
def test_a_file_turned_away_gets_a_slip_and_neither_code_nor_clock(
    any_office: Office, kind: str, status: int
) -> None:
    act = getattr(reception, kind)

    with any_office.transaction() as session:
        slip = act(
            session, any_office, person(any_office, "lan"), an_application(papers=()), "Thiếu đơn"
        )

    with any_office.reading() as session:
        case = session.get_one(Case, slip.case_id)
        assert (case.code, case.received_at, case.due) == (None, None, None)
        assert case.status == status
        assert case.closed_at is not None
        assert session.get_one(Document, slip.id).content == {"lines": ["Thiếu đơn"]}


def test_what_is_wrong_stands_at_its_field(any_office: Office) -> None:
    wrong = an_application(
        owner=Person(name="", id_number="12", address="A", phone="abc"), delivery="balloon"
    )

    with pytest.raises(BadAnswers) as refusal, any_office.transaction() as session:
        reception.register_case(session, any_office, person(any_office, "lan"), wrong)

    assert {"owner.name", "owner.id_number", "owner.phone", "delivery"} <= set(
        refusal.value.problems
    )


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        pytest.param("name", "Ă" * 201, id="a name longer than its column"),
        pytest.param("name", "\u200b", id="a name that nobody can see"),
        pytest.param("address", "Ă" * 10_000, id="an address that no receipt can show"),
        pytest.param("email", f"{'x' * 200}@example.vn", id="an address longer than its column"),
        pytest.param("email", "an@example.vn,chi@example.vn", id="two addresses"),
        pytest.param("email", "<an@example.vn>", id="an address in brackets"),
        pytest.param("email", "an@@example.vn", id="an address with two signs"),
        pytest.param("phone", "0٩01234567", id="digits of another script"),
    ],
)
def test_what_a_case_cannot_keep_of_a_person_is_refused_at_its_field(
    any_office: Office, part: str, typed: str
) -> None:
    good = an_application()
    wrong = an_application(owner=replace(good.owner, **{part: typed}))

    with pytest.raises(BadAnswers) as refusal, any_office.transaction() as session:
        reception.register_case(session, any_office, person(any_office, "lan"), wrong)

    assert list(refusal.value.problems) == [f"owner.{part}"]


def test_a_name_that_folds_to_a_longer_one_is_kept_and_found(any_office: Office) -> None:
    owner = replace(an_application().owner, name="ß" * 200)

    case = register(any_office, owner=owner)

    with any_office.reading() as session:
        found = find_cases.cases(session, any_office, person(any_office, "lan"), "ß" * 20)
    assert [hit.code for hit in found] == [case.code]


@pytest.mark.parametrize("note", ["Bản\0chính", "x" * 301])
def test_a_note_that_cannot_be_kept_is_refused_and_never_cut(any_office: Office, note: str) -> None:
    wrong = an_application(papers=(PaperHanded("declaration", met=True, note=note),))

    with pytest.raises(BadAnswers) as refusal, any_office.transaction() as session:
        reception.register_case(session, any_office, person(any_office, "lan"), wrong)

    assert list(refusal.value.problems) == ["papers.declaration"]


@pytest.mark.parametrize("verb", ["withdraw_case", "void_case"])
@pytest.mark.parametrize("reason", ["", " \n ", "\u200b", "a\0b", "x" * 1_001])
def test_a_case_ends_only_for_a_reason_that_can_be_read(
    any_office: Office, verb: str, reason: str
) -> None:
    code = str(register(any_office).code)
    end = getattr(ending, verb)

    with pytest.raises(BadAnswers) as refusal, any_office.transaction() as session:
        end(session, any_office, person(any_office, "lan"), code, reason)

    assert list(refusal.value.problems) == ["reason"]
    assert len(waiting(any_office, code)) == 1


def test_a_proxy_must_bring_an_authorisation(any_office: Office) -> None:
    by_proxy = an_application(submitter=replace(PROXY, relation="authorised"))

    with pytest.raises(PapersMissing) as refusal, any_office.transaction() as session:
        reception.register_case(session, any_office, person(any_office, "lan"), by_proxy)

    assert refusal.value.papers == ["submitter_authorisation"]


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        pytest.param("", "Say what this person is to the owner.", id="nothing said"),
        pytest.param("friend", "Say what this person is to the owner.", id="unknown"),
        pytest.param("employee", "Nobody can be this to an owner of this kind.", id="unfit"),
    ],
)
def test_somebody_else_says_what_they_are_to_the_owner(
    any_office: Office, relation: str, said: str
) -> None:
    by_proxy = an_application(
        submitter=replace(PROXY, relation=relation),
        papers=WITH_AUTHORISATION,
    )

    with pytest.raises(BadAnswers) as refusal, any_office.transaction() as session:
        reception.register_case(session, any_office, person(any_office, "lan"), by_proxy)

    assert refusal.value.problems == {"submitter.relation": Said(said)}


def test_the_case_keeps_what_its_submitter_is_to_the_owner(any_office: Office) -> None:
    family = replace(PROXY, relation="family")
    case = register(any_office, submitter=family, papers=WITH_AUTHORISATION)

    with any_office.reading() as session:
        kept = session.scalars(select(Party).where(Party.case_id == case.id))
        assert {one.role: one.relation for one in kept} == {"owner": "", "submitter": "family"}


def test_a_file_that_is_not_received_need_not_say_who_brought_it(any_office: Office) -> None:
    incomplete = an_application(submitter=Person(name="Trần Văn Khoa"), papers=())

    with any_office.transaction() as session:
        slip = reception.guide(
            session, any_office, person(any_office, "lan"), incomplete, "Thiếu giấy đề nghị"
        )

    assert slip.kind == "guidance"


def test_only_reception_registers(any_office: Office) -> None:
    with pytest.raises(NotAllowed), any_office.transaction() as session:
        reception.register_case(session, any_office, person(any_office, "duc"), an_application())


def test_a_case_is_withdrawn_before_approval_only(any_office: Office) -> None:
    code = str(register(any_office).code)
    clerk = person(any_office, "lan")

    with any_office.transaction() as session:
        withdrawn = ending.withdraw_case(session, any_office, clerk, code, "Đổi ý")

    assert withdrawn.status == Status.WITHDRAWN
    assert waiting(any_office, code) == []
    with pytest.raises(WrongMove), any_office.transaction() as session:
        ending.withdraw_case(session, any_office, clerk, code, "Đổi ý lần nữa")


def test_a_case_that_a_department_received_can_no_longer_be_voided(any_office: Office) -> None:
    code = str(register(any_office).code)
    do(any_office, "lan", code, "hand_over", {})
    do(any_office, "hoa", code, "receive_case", {"receipt": "received"})

    with pytest.raises(WrongMove), any_office.transaction() as session:
        ending.void_case(session, any_office, person(any_office, "lan"), code, "Nhầm")
