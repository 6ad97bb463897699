"""Putting a case off at the screens: the list, the draft, the letter, and who reads of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import func, select

from engine.models import Case, Document
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.actions.extending import put_off
from tests.good_day import a_case, ask_for_a_supplement
from tests.office import move_clock
from tests.web.desk import Desk

Seat = Callable[[str], Desk]
REASON = "Chờ cơ quan thuế cấp mã số thuế"
GOOD = {"put_off_day": "25/11/2026", "put_off_hour": "16:30", "put_off_reason": REASON}


def value(page: str, name: str) -> str:
    """What a field of the form holds."""
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', page, re.DOTALL)
    assert found, page
    return found[1]


def letters(office: Office) -> int:
    with office.reading() as session:
        asked = select(func.count()).where(Document.kind == "apology")
        return session.scalar(asked) or 0


def tuesday(office: Office, hour: int = 9) -> None:
    move_clock(office, datetime(2026, 11, 17, hour, tzinfo=OFFICE_ZONE))


def test_the_list_has_the_cases_due_within_two_working_days_with_their_drafts(
    office: Office, seat: Seat
) -> None:
    code = a_case(office, "appraise")
    assert "Không có phiếu xin lỗi nào cần gửi." in seat("binh").read("/quan-ly/xin-loi")

    tuesday(office)

    page = seat("binh").read("/quan-ly/xin-loi")
    assert code in page
    assert "1 hồ sơ." in page
    assert "17:00 18/11" in page  # to be sent by the close of the day before
    assert "Hồ sơ cần thêm thời gian giải quyết tại Phòng Kinh tế, Hạ tầng và Đô thị" in page
    assert f"/hs/{code}/xin-loi" in page


def test_what_was_put_off_paused_or_finished_waits_for_no_apology(
    office: Office, seat: Seat
) -> None:
    far, paused, finished = (
        a_case(office, step) for step in ("appraise", "appraise", "return_result")
    )
    ask_for_a_supplement(office, paused)
    put_off(office, far)
    tuesday(office)

    page = seat("binh").read("/quan-ly/xin-loi")

    assert not any(code in page for code in (far, paused, finished))


def test_a_second_date_that_comes_near_is_listed_with_what_is_used_up(
    office: Office, seat: Seat
) -> None:
    code = a_case(office, "appraise")
    put_off(office, code, day="20/11/2026")
    move_clock(office, datetime(2026, 11, 19, 9, tzinfo=OFFICE_ZONE))

    page = seat("binh").read("/quan-ly/xin-loi")

    assert code in page
    assert "Đã hẹn lại 1 lần; thủ tục cho phép 1 lần." in page


def test_a_head_sees_only_what_came_to_her_department(office: Office, seat: Seat) -> None:
    code = a_case(office, "appraise")
    tuesday(office)

    assert code in seat("hoa").read("/quan-ly/xin-loi")
    assert code not in seat("my").read("/quan-ly/xin-loi")


def test_the_draft_proposes_a_day_and_a_reason_that_can_be_sent(office: Office, seat: Seat) -> None:
    code = a_case(office, "appraise")
    tuesday(office)
    head = seat("hoa")

    page = head.read(f"/hs/{code}/xin-loi")
    form = {name: value(page, name) for name in ("put_off_day", "put_off_hour")}
    head.send(f"/hs/{code}/xin-loi", {**form, "put_off_reason": REASON, "act": "send"})

    assert "định mức" in page
    assert form == {"put_off_day": "20/11/2026", "put_off_hour": "17:00"}
    assert letters(office) == 1


def test_what_it_does_to_the_dates_is_shown_before_and_nothing_is_written(
    office: Office, seat: Seat
) -> None:
    code = a_case(office, "appraise")

    answer = seat("hoa").send(f"/hs/{code}/xin-loi", {**GOOD, "act": "look"}, status=200)

    page = unescape(answer.text)
    assert "17:00 19/11/2026 – giữ nguyên" in page
    assert "<dt>Hẹn lại đến</dt><dd>16:30 25/11/2026</dd>" in page
    assert "<dt>Tính đúng hạn, trễ hạn theo</dt><dd>17:00 19/11/2026</dd>" in page
    assert value(page, "put_off_day") == "25/11/2026"
    assert letters(office) == 0
    with office.reading() as session:
        assert session.scalars(select(Case.second_due)).one() is None


def test_a_second_click_sends_one_apology(office: Office, seat: Seat) -> None:
    code = a_case(office, "appraise")
    head = seat("hoa")

    answers = [
        head.send(f"/hs/{code}/xin-loi", {**GOOD, "_key": "once", "act": "send"}) for _ in range(2)
    ]

    assert {answer.location for answer in answers} == {f"/hs/{code}"}
    assert letters(office) == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"put_off_day": ""}, "day", "Hãy ghi ngày hẹn lại."),
        ({"put_off_day": "24/11/2026"}, "day", "Vào giờ đó cơ quan không làm việc."),
        ({"put_off_hour": "nửa đêm"}, "hour", "Đây phải là giờ, ví dụ 09:30."),
        ({"put_off_reason": "a" * 10_000}, "reason", "10000"),
    ],
    ids=["no day", "a holiday", "no hour", "too long a reason"],
)
def test_bad_input_is_refused_at_its_field_and_stays_typed(
    office: Office, seat: Seat, typed: dict[str, str], field: str, words: str
) -> None:
    code = a_case(office, "appraise")

    answer = seat("hoa").send(f"/hs/{code}/xin-loi", {**GOOD, **typed, "act": "send"}, status=422)

    page = unescape(answer.text)
    problem = re.search(rf'id="put_off_{field}-problem">([^<]*)<', page)
    assert problem, page
    assert words in problem[1]
    assert "16:30" in page or field == "hour"
    assert letters(office) == 0


def test_who_comes_second_reads_who_was_first_and_keeps_what_was_typed(
    office: Office, seat: Seat
) -> None:
    code = a_case(office, "appraise")
    put_off(office, code, login="binh")

    answer = seat("hoa").send(f"/hs/{code}/xin-loi", {**GOOD, "act": "send"}, status=409)

    page = unescape(answer.text)
    assert "Huỳnh Thanh Bình đã hẹn lại hồ sơ này đến 17:00 25/11/2026" in page
    assert REASON in page


def test_everybody_reads_the_second_date_beside_the_promised_one(
    office: Office, seat: Seat
) -> None:
    code = a_case(office, "appraise")
    put_off(office, code)

    file = seat("duc").read(f"/hs/{code}")
    assert "17:00 19/11/2026" in file
    assert "<dt>Hẹn lại đến</dt>" in file
    assert "Phiếu số 01/PXL" in file
    assert "trao tận tay hoặc báo qua điện thoại" in file
    assert "bằng phiếu số 01/PXL" in file
    assert ("Hẹn lại, có xin lỗi; ngày hẹn trước giữ nguyên – hẹn lại 17:00 25/11/2026") in file
    for place in ("/viec?o=phong", f"/hs/tim?q={code}", "/quan-ly/thoi-han"):
        page = seat("hoa").read(place)
        assert "hẹn lại 25/11</small>" in page, place
        assert 'title="hẹn lại 17:00 25/11/2026"' in page, place
    assert "Có phiếu xin lỗi cần trao tận tay" in seat("lan").read("/thong-bao")
    move_clock(office, datetime(2026, 11, 25, 8, tzinfo=OFFICE_ZONE))
    assert code in seat("hoa").read("/viec?o=phong&ngay=2026-11-25")
    calendar = seat("hoa").read("/ban-tin.ics")
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20261125T170000" in calendar or (
        "20261125T100000Z" in calendar
    )


def test_the_citizen_reads_the_new_appointment(office: Office, seat: Seat) -> None:
    code = a_case(office, "appraise")
    put_off(office, code)
    with office.reading() as session:
        secret = session.scalars(select(Case.secret).where(Case.code == code)).one()

    answer = seat("lan").send("/tra-cuu", {"code": code, "secret": secret}, status=200)

    page = unescape(answer.text)
    assert "<dt>Hẹn lại</dt><dd><strong>17:00 25/11/2026</strong>" in page
    assert "chúng tôi xin lỗi" in page


def test_the_form_on_the_file_is_offered_to_whom_it_is_open(office: Office, seat: Seat) -> None:
    code = a_case(office, "appraise")
    action = f'action="/hs/{code}/xin-loi"'

    assert action in seat("hoa").read(f"/hs/{code}")
    assert action in seat("binh").read(f"/hs/{code}")
    assert action not in seat("duc").read(f"/hs/{code}")
    put_off(office, code)
    assert action not in seat("hoa").read(f"/hs/{code}")
