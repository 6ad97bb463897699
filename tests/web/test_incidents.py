"""An act that breaks off, as its person reads it, and as those who mend it do."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import delete, select

from engine.actions import administration
from engine.models import Department, LaneUnit
from engine.office import Office
from tests import redrawn
from tests.office import person
from tests.web.desk import GOOD, PAGE, Desk
from tests.web.journey import go

APPRAISED = {"appraisal": "qualified", "findings": "Đủ điều kiện", "business_code": "4711"}


def broken(office: Office, seat: Callable[[str], Desk]) -> str:
    """A case whose diagram can't decide after the appraisal, which was tried."""
    redrawn.publish(office, redrawn.BROKEN_AT_THE_GATEWAY)
    code = seat("lan").receive()
    go(seat, code, until="appraise")
    seat("duc").do(code, "appraise", APPRAISED, status=422)
    return code


def test_the_person_reads_that_nothing_is_lost_and_who_was_told(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    redrawn.publish(office, redrawn.BROKEN_AT_THE_GATEWAY)
    code = seat("lan").receive()
    go(seat, code, until="appraise")

    page = seat("duc").do(code, "appraise", APPRAISED, status=422).text

    assert "Không mất gì: hồ sơ vẫn ở nguyên chỗ cũ." in page
    assert "Lý Thu An, Cao Thị Phương" in page
    assert 'name="business_code"' in page
    assert 'value="4711"' in page


def test_everybody_on_the_case_sees_why_it_does_not_go_on(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = broken(office, seat)

    page = seat("hoa").read(f"/hs/{code}")

    assert "hồ sơ không đi tiếp được tại “Hồ sơ đủ điều kiện không?”" in page
    assert "Bị dừng giữa chừng: chưa có gì được thực hiện" in page


def test_the_analyst_finds_where_and_on_which_values_it_broke_off(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = broken(office, seat)
    analyst = seat("phuong")

    bell, listed = analyst.read("/thong-bao"), analyst.read("/quan-ly/su-co")
    page = analyst.read("/quan-ly/su-co/1")

    assert 'href="/quan-ly/su-co/1">Sự cố số 1</a>' in bell
    assert re.search(r'href="/quan-ly/su-co"[^>]*>Sự cố <span class="badge[^>]*>1<', bell)
    assert code in listed
    assert "appraisal < 3" in page
    assert 'appraisal = "qualified"' in page
    assert "Ánh Tuyết" not in page


def test_a_retry_does_the_step_once_its_cause_is_mended(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="appraise")
    with office.transaction() as session:
        session.execute(delete(LaneUnit).where(LaneUnit.lane == "tax"))
    seat("duc").do(code, "appraise", APPRAISED, status=422)
    administrator = seat("an")
    still = administrator.send("/quan-ly/su-co/1/thu-lai", {}, status=422).text
    with office.transaction() as session:
        unit = session.scalars(select(Department).where(Department.code == "H32.951.1")).one()
        administration.give_function(session, office, person(office, "duc").agency, "tax", unit)

    done = administrator.send("/quan-ly/su-co/1/thu-lai", {"_key": "once"})
    again = administrator.send("/quan-ly/su-co/1/thu-lai", {"_key": "once"})

    assert "Không mất gì" in still
    assert (done.location, again.location) == ("/quan-ly/su-co", "/quan-ly/su-co")
    assert "Không có sự cố nào chờ khắc phục" in administrator.read("/quan-ly/su-co")
    assert "Cuối cùng đã thực hiện được" in administrator.read("/quan-ly/su-co?cu=1")
    assert "Cấp mã số thuế" in seat("quan").read(f"/hs/{code}")


def test_closing_asks_for_a_reason_and_keeps_it(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    broken(office, seat)
    analyst = seat("phuong")

    refused = analyst.send("/quan-ly/su-co/1/dong", {"reason": " "}, status=422).text
    analyst.send("/quan-ly/su-co/1/dong", {"reason": "Sẽ vẽ lại quy trình"})

    assert "Ghi rõ lý do" in refused
    assert "Sẽ vẽ lại quy trình" in analyst.read("/quan-ly/su-co/1")


def test_a_case_that_can_not_begin_keeps_what_was_typed(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    redrawn.publish(office, {"completeness == 'complete'</": "completeness &lt; 3</"})
    clerk = seat("lan")

    page = clerk.send(PAGE, GOOD, status=422).text

    assert "sự cố số 1" in page
    assert 'value="Hộ kinh doanh Ánh Tuyết"' in page
