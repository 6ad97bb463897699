"""The case file, as everybody on the case reads it, and the acts from outside the diagram."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from engine.actions import accounts
from engine.models import Case, StoredFile
from engine.office import Office
from engine.rules.status import Status
from tests.good_day import SCAN
from tests.office import move_clock, person
from tests.web.desk import Desk
from tests.web.journey import go


def status(office: Office, code: str) -> Status:
    with office.reading() as session:
        return Status(session.scalars(select(Case.status).where(Case.code == code)).one())


def test_the_case_file_tells_who_did_what_and_how_long_it_took(
    seat: Callable[[str], Desk],
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="approve")

    page = seat("binh").read(f"/hs/{code}")

    assert "Phạm Văn Đức" in page
    assert "Thẩm định hồ sơ" in page
    assert "0,5 ngày làm việc" in page
    assert "0401234567" in page


def test_the_case_file_tells_how_each_step_stands(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    assert "không bước nào quá hạn" in seat("binh").read(f"/hs/{code}")

    move_clock(office, office.now() + timedelta(days=1))
    page = seat("binh").read(f"/hs/{code}")

    assert '<span class="deadline" data-verdict="overdue">1/2 bước quá hạn</span>' in page
    assert "quá hạn 7 giờ" in page
    assert "còn 2 ngày" in page


def test_the_case_file_says_why_the_due_date_is_that_day(seat: Callable[[str], Desk]) -> None:
    code = seat("lan").receive()

    page = seat("binh").read(f"/hs/{code}")

    assert "<summary>Vì sao là ngày này</summary>" in page
    assert "Thời hạn: 3 ngày làm việc; ngày tiếp nhận không tính." in page
    assert "Hẹn trả lúc 17:00 thứ Năm 19/11/2026." in page


def test_the_case_file_says_where_the_time_went(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    move_clock(office, office.now() + timedelta(hours=2))
    seat("lan").do(code, "hand_over", {})
    move_clock(office, office.now() + timedelta(hours=1))
    seat("hoa").do(code, "receive_case", {"receipt": "received"})
    seat("hoa").do(code, "assign_officer", {"officer": "duc"})
    move_clock(office, office.now() + timedelta(hours=3))

    page = seat("duc").read(f"/hs/{code}")

    assert (
        "Từ khi tiếp nhận đã qua 4 giờ 30 phút làm việc: "
        "2 giờ chờ người nhận việc ở Trung tâm Phục vụ hành chính công; "
        "1 giờ 30 phút trong tay Phòng Kinh tế, Hạ tầng và Đô thị; "
        "1 giờ đang chuyển đến Phòng Kinh tế, Hạ tầng và Đô thị." in page
    )


def test_the_diagram_marks_where_the_case_stands_also_in_words(
    seat: Callable[[str], Desk],
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="appraise")

    page = seat("duc").read(f"/hs/{code}")

    assert 'data-current="appraise"' in page
    assert "<strong>Thẩm định hồ sơ" in page
    assert seat("duc").client.get(f"/hs/{code}/quy-trinh.bpmn").data.startswith(b"<?xml")


@pytest.mark.parametrize("login", ["lan", "duc", "hoa", "binh", "van", "quang"])
def test_everybody_on_the_case_gets_the_same_papers(
    seat: Callable[[str], Desk], login: str
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="approve")

    page = seat(login).read(f"/hs/{code}")

    assert "Giấy đề nghị đăng ký hộ kinh doanh" in page
    assert "056085001234" in page


def test_the_case_file_says_why_the_case_went_this_way_in_both_languages(
    seat: Callable[[str], Desk],
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="tax_code")
    officer = seat("duc")

    vietnamese = officer.read(f"/hs/{code}")
    officer.send("/ngon-ngu", {"language": "en", "next": "/"})
    english = officer.read(f"/hs/{code}")

    why = "08:00 16/11/2026: Hồ sơ đủ điều kiện không? → <strong>đủ điều kiện</strong>"
    assert why + " – Kết luận thẩm định: Đủ điều kiện" in vietnamese
    assert "vì appraisal == 'qualified' (appraisal = “qualified”)" in vietnamese
    assert "Does the case qualify? → <strong>qualified</strong> – " in english
    assert vietnamese.index("Giấy tờ đã đủ chưa?") < vietnamese.index(why)


def test_a_case_that_never_came_here_is_not_there(seat: Callable[[str], Desk]) -> None:
    code = seat("lan").receive()

    seat("duc").read(f"/hs/{code}", 404)
    seat("my").read(f"/hs/{code}", 404)
    seat("lan").read("/hs/H32.901-261116-9999", 404)


def test_a_withdrawn_case_is_closed_with_its_reason(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()

    seat("lan").send(f"/hs/{code}/rut", {"withdraw_reason": "Đổi ý"})

    assert status(office, code) is Status.WITHDRAWN
    assert "Đổi ý" in seat("lan").read(f"/hs/{code}")


@pytest.mark.parametrize("act", ["rut", "huy"], ids=["withdraw", "void"])
def test_ending_a_case_without_a_reason_asks_for_it(
    office: Office, seat: Callable[[str], Desk], act: str
) -> None:
    code = seat("lan").receive()

    answer = seat("lan").send(f"/hs/{code}/{act}", {}, 422)

    assert "error-summary" in answer.text
    assert status(office, code) is Status.RECEIVED


def test_an_approved_case_offers_no_withdrawal(seat: Callable[[str], Desk]) -> None:
    code = seat("lan").receive()
    go(seat, code, until="number_result")

    page = seat("lan").read(f"/hs/{code}")

    assert f"/hs/{code}/rut" not in page
    assert f"/hs/{code}/huy" not in page


def test_a_file_added_to_a_case_comes_down_as_a_download(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    seat("lan").send(
        f"/hs/{code}/tep", {"file.upload": (BytesIO(SCAN), "ảnh chụp.pdf"), "title": "Bản quét"}
    )

    with office.reading() as session:
        kept = session.scalars(select(StoredFile.id).where(StoredFile.name == "ảnh chụp.pdf")).one()
    answer = seat("minh").client.get(f"/tep/{kept}")

    assert answer.data == SCAN
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_a_case_one_does_not_see_is_not_there(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    answer = seat("lan").send("/tep", {"file": (BytesIO(SCAN), "a.pdf")}, 201)

    kept = answer.get_json()["id"]

    assert seat("lan").client.get(f"/tep/{kept}").status_code == 200
    assert seat("duc").client.get(f"/tep/{kept}").status_code == 404


def test_the_receipt_is_a_pdf_that_opens_in_the_browser(seat: Callable[[str], Desk]) -> None:
    code = seat("lan").receive()
    place = seat("lan").read(f"/hs/{code}/giay-hen").split('iframe class="paper-frame" src="')[1]

    answer = seat("lan").client.get(place.split('"')[0])

    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"


def test_the_case_file_is_all_english_for_who_reads_english(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="assign_officer")
    with office.transaction() as session:
        token = accounts.sign_in(session, office, person(office, "hoa"), "en")
    reader = seat("hoa")
    reader.client.set_cookie("motcua", token)

    page = reader.read(f"/hs/{code}")

    assert "Request for household business registration" in page
    assert "Nguyễn Thị Lan, Public service centre" in page
    assert re.search(r">1 working hour<", page)


def test_who_works_on_the_case_prints_its_control_slip(seat: Callable[[str], Desk]) -> None:
    code = seat("lan").receive()
    go(seat, code, until="appraise")
    place = f"/hs/{code}/phieu-kiem-soat.pdf"

    slip = seat("duc").client.get(place)

    assert place in seat("duc").read(f"/hs/{code}")
    assert slip.data.startswith(b"%PDF")
    assert place not in seat("quang").read(f"/hs/{code}")


@pytest.mark.parametrize(
    "typed", ["anh tuyet", "H32.901-261116-0001", "h32.901-261116-0001", "ho kinh doanh"],
    ids=["owner without accents", "code", "code in small letters", "procedure"],
)  # fmt: skip
def test_a_case_is_found_by_what_people_remember(seat: Callable[[str], Desk], typed: str) -> None:
    code = seat("lan").receive()

    page = seat("lan").read(f"/hs/tim?q={typed}")

    assert f'href="/hs/{code}"' in page
