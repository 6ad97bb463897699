"""The counter, through its screens, as the clerk and the citizen see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import func, select, update

from engine.models import Attachment, Case, Document
from engine.office import Office
from engine.queries.paper import paper_of
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.honest_promise import ENOUGH
from tests.office import move_clock, register
from tests.web.desk import GOOD, PAGE, Desk

SCAN = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def cases(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


@pytest.mark.parametrize(
    "typed", ["ho kinh doanh", "HỘ KINH DOANH", "dang ky", "1.001612"],
    ids=["without accents", "capitals", "d for đ", "code"],
)  # fmt: skip
def test_a_procedure_is_found_without_script(seat: Callable[[str], Desk], typed: str) -> None:
    clerk = seat("lan")

    page = clerk.read(f"/tiep-nhan?q={typed}")

    assert "Đăng ký thành lập hộ kinh doanh" in page


def test_words_that_no_procedure_holds_say_what_to_do(seat: Callable[[str], Desk]) -> None:
    page = seat("lan").read("/tiep-nhan?q=xe may bay")

    assert "1.001612" not in page
    assert 'href="/tiep-nhan"' in page


def test_the_due_date_is_shown_before_anything_is_typed(seat: Callable[[str], Desk]) -> None:
    page = seat("lan").read(PAGE)

    # Monday 16/11/2026 and three working days.
    assert "17:00 19/11/2026" in page
    assert "50.000 đồng" in page


def test_a_date_over_unannounced_holidays_is_shown_with_a_warning(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    clerk = seat("lan")
    assert "Lịch nghỉ mới công bố" not in clerk.read(f"{PAGE}/han")

    move_clock(office, datetime(2026, 12, 30, 9, tzinfo=OFFICE_ZONE))
    at_new_year = seat("lan").read(f"{PAGE}/han")

    assert "Lịch nghỉ mới công bố đến ngày 31/12/2026" in at_new_year


def test_the_fee_follows_the_channel(seat: Callable[[str], Desk]) -> None:
    fragment = seat("lan").read(f"{PAGE}/han?channel=post")

    assert "150.000 đồng" in fragment
    assert "<html" not in fragment


def test_a_good_file_is_received_and_its_receipt_shown(seat: Callable[[str], Desk]) -> None:
    clerk = seat("lan")

    code = clerk.receive()
    page = clerk.read(f"/hs/{code}/giay-hen")

    assert code == "H32.901-261116-0001"
    assert code in page
    assert "17:00 19/11/2026" in page


def test_wrong_input_stays_on_the_page_with_its_problems(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    wrong = {**GOOD, "owner.id_number": "12", "answers.capital": "nhiều"}

    answer = seat("lan").send(PAGE, wrong, 422)

    assert 'href="#owner.id_number"' in answer.text
    assert 'href="#answers.capital"' in answer.text
    assert 'value="nhiều"' in answer.text
    assert cases(office) == 0


def test_a_missing_paper_is_named_where_it_is_ticked(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    lacking = {key: value for key, value in GOOD.items() if key != "papers.declaration"}

    answer = seat("lan").send(PAGE, lacking, 422)

    assert 'href="#papers.declaration"' in answer.text
    assert 'id="papers.declaration-problem"' in answer.text
    assert cases(office) == 0


def test_a_file_sent_with_a_wrong_page_is_not_lost(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    clerk = seat("lan")
    scan = {"papers.declaration.file.upload": (BytesIO(SCAN), "giấy đề nghị.pdf")}
    first = clerk.send(PAGE, {**GOOD, "owner.name": "", **scan}, 422)

    kept = first.text.split('name="papers.declaration.file" value="')[1].split('"')[0]
    code = clerk.receive(**{"papers.declaration.file": kept})

    with office.reading() as session:
        attached = session.scalars(
            select(Attachment).join(Case, Case.id == Attachment.case_id).where(Case.code == code)
        ).one()
        assert (attached.file_id, attached.paper_key) == (int(kept), "declaration")


def test_a_file_of_a_kind_nobody_takes_is_a_problem_at_its_paper(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    program = {"papers.declaration.file.upload": (BytesIO(b"MZ\x90\x00"), "a.exe")}

    answer = seat("lan").send(PAGE, {**GOOD, **program}, 422)

    assert 'href="#papers.declaration"' in answer.text
    assert cases(office) == 0


def test_a_second_click_receives_nothing_twice(office: Office, seat: Callable[[str], Desk]) -> None:
    clerk = seat("lan")

    first = clerk.send(PAGE, {**GOOD, "_key": "one-showing"})
    second = clerk.send(PAGE, {**GOOD, "_key": "one-showing"})

    assert first.location == second.location
    assert cases(office) == 1


def test_receive_and_next_comes_back_to_an_empty_page(seat: Callable[[str], Desk]) -> None:
    clerk = seat("lan")

    answer = clerk.send(PAGE, {**GOOD, "act": "next"})
    page = clerk.read(answer.location)

    assert "H32.901-261116-0001" in page
    assert GOOD["owner.name"] not in page


def test_all_met_ticks_what_every_case_needs(office: Office, seat: Callable[[str], Desk]) -> None:
    bare = {key: value for key, value in GOOD.items() if key != "papers.declaration"}

    answer = seat("lan").send(PAGE, {**bare, "act": "all_met"}, 200)

    assert 'name="papers.declaration" value="yes" checked' in answer.text
    assert GOOD["owner.name"] in answer.text
    assert cases(office) == 0


def test_who_comes_twice_is_noticed(seat: Callable[[str], Desk]) -> None:
    clerk = seat("lan")
    code = clerk.receive()

    fragment = clerk.read(f"/tiep-nhan/chu-ho-so?owner.id_number={GOOD['owner.id_number']}")

    assert code in fragment


@pytest.mark.parametrize(
    ("act", "kind"), [("guide", "guidance"), ("refuse", "refusal")], ids=["guided", "refused"]
)
def test_a_file_not_received_gets_its_slip_and_no_code(
    office: Office, seat: Callable[[str], Desk], act: str, kind: str
) -> None:
    clerk = seat("lan")
    sparse = {"owner.name": "Lê Văn Út", "act": act, "reason": "Thiếu giấy đề nghị", "sets": "1"}

    answer = clerk.send(PAGE, sparse)
    page = clerk.read(answer.location)

    assert "Lê Văn Út" in page
    with office.reading() as session:
        assert session.scalars(select(Document.kind)).all() == [kind]
        assert session.scalars(select(Case.code)).all() == [None]


def test_what_a_proxy_is_to_the_owner_is_asked_and_shown(seat: Callable[[str], Desk]) -> None:
    proxy = {
        "by_proxy": "yes",
        "submitter.name": "Trần Văn Khoa",
        "submitter.id_number": "056085001235",
        "submitter.address": "1 Yersin",
        "papers.submitter_authorisation": "yes",
        "papers.submitter_authorisation.variant": "person_authorisation",
        "papers.submitter_authorisation.kind": "copy",
    }

    asked = unescape(seat("lan").send(PAGE, {**GOOD, **proxy}, status=422).text)
    code = seat("lan").receive(**proxy, **{"submitter.relation": "family"})

    assert "Quan hệ với chủ hồ sơ: Ghi rõ quan hệ của người nộp với chủ hồ sơ." in asked
    assert "Trần Văn Khoa (thành viên gia đình)" in seat("lan").read(f"/hs/{code}")


@pytest.mark.parametrize("act", ["guide", "refuse"])
def test_a_slip_without_a_reason_asks_for_it_at_its_field(
    office: Office, seat: Callable[[str], Desk], act: str
) -> None:
    answer = seat("lan").send(PAGE, {**GOOD, "act": act, "reason": " "}, 422)

    assert 'href="#reason"' in answer.text
    assert 'id="reason-problem"' in answer.text
    assert cases(office) == 0


def test_an_unknown_procedure_is_not_there(seat: Callable[[str], Desk]) -> None:
    seat("lan").read("/tiep-nhan/9.999999", 404)


def test_who_does_not_receive_has_no_counter(seat: Callable[[str], Desk]) -> None:
    seat("duc").read(PAGE, 403)


def test_the_counter_is_told_when_such_cases_are_usually_ready(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    clerk = seat("lan")
    clerk.receive()
    assert f"chưa đủ hồ sơ để nói (0/{ENOUGH})" in clerk.read(f"{PAGE}/han")

    clerk, code = after_a_days_work(office, seat)

    for page in (PAGE, f"{PAGE}/han", f"/hs/{code}/giay-hen", f"/hs/{code}"):
        assert "Thường xong vào" in clerk.read(page)
        assert "thứ Tư, 09:00 18/11/2026" in clerk.read(page)


def test_what_is_usual_is_said_to_nobody_outside(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    clerk, code = after_a_days_work(office, seat)
    with office.reading() as session:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        receipt = select(Document).where(Document.case_id == case.id, Document.kind == "receipt")
        paper = paper_of(session, office, session.scalars(receipt).one().id)

    looked_up = clerk.send("/tra-cuu", {"code": code, "secret": case.secret or ""}, 200).text

    for told in (unescape(looked_up), unescape(office.printer.html(paper))):
        assert code in told
        assert "Thường xong" not in told
        assert "18/11/2026" not in told


def after_a_days_work(office: Office, seat: Callable[[str], Desk]) -> tuple[Desk, str]:
    """Let enough cases be ready after a working day each; receive one more an hour later."""
    for _ in range(ENOUGH):
        register(office)
    with office.transaction() as session:
        session.execute(update(Case).values(finished_at=office.now() + timedelta(days=1)))
    move_clock(office, office.now() + timedelta(days=1, hours=1))
    clerk = seat("lan")
    return clerk, clerk.receive()
