"""Outages on the screens: noted, entered for, confirmed; and nothing else dates back."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import select

from engine.models import Case, EarlierReturn, LateEntry, Outage
from engine.office import Office
from tests.good_day import SCAN
from tests.office import move_clock
from tests.outages import TEN, TUESDAY, an_outage, note, said
from tests.web.desk import GOOD, PAGE, Desk
from tests.web.journey import go

OUTAGES = "/quan-ly/gian-doan"
HOURS = "/quan-ly/xac-nhan-gio"
NOTED = {
    "began.day": "16/11/2026",
    "began.hour": "9h",
    "ended.day": "16/11/2026",
    "ended.hour": "11:00",
    "what": "Mất kết nối máy chủ",
    "cause": "Đứt cáp",
    "notice": "12/TB-VP",
}


@pytest.fixture
def tuesday(office: Office) -> Office:
    move_clock(office, TUESDAY)
    return office


def paper(outage: Outage, slip: str = "07", hour: str = "10:00") -> dict[str, str]:
    return {
        "on_paper.outage": str(outage.id),
        "on_paper.slip": slip,
        "on_paper.received.day": "16/11/2026",
        "on_paper.received.hour": hour,
    }


def one(office: Office, code: str) -> Case:
    with office.reading() as session:
        return session.scalars(select(Case).where(Case.code == code)).one()


def test_a_manager_notes_an_outage_and_reads_what_was_said(
    tuesday: Office, seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")

    manager.send(OUTAGES, NOTED)
    page = manager.read(OUTAGES)
    with tuesday.reading() as session:
        outage = session.scalars(select(Outage)).one()
    alone = manager.read(f"{OUTAGES}/{outage.id}")

    assert outage.agency_id is not None
    for text in ("09:00 16/11/2026", "11:00 16/11/2026", "Mất kết nối máy chủ", "12/TB-VP"):
        assert text in page
    assert "ghi nhận" in alone
    assert "Đứt cáp" in alone


def test_a_second_click_notes_no_second_outage(
    tuesday: Office, seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")

    for _ in range(2):
        manager.send(OUTAGES, {**NOTED, "_key": "one key"})

    with tuesday.reading() as session:
        assert len(session.scalars(select(Outage)).all()) == 1


def test_what_is_wrong_stands_beside_what_was_typed(
    tuesday: Office, seat: Callable[[str], Desk]
) -> None:
    answer = seat("quang").send(OUTAGES, {**NOTED, "ended.hour": "8:00"}, 422)

    assert 'href="#ended.hour"' in answer.text
    assert 'value="8:00"' in answer.text
    assert "12/TB-VP" in answer.text


def test_an_outage_is_ended_and_corrected(tuesday: Office, seat: Callable[[str], Desk]) -> None:
    outage = note(tuesday, told=said(ended=None))
    manager, place = seat("quang"), f"{OUTAGES}/{outage.id}"

    early = manager.send(f"{place}/ket-thuc", {"over.day": "16/11/2026", "over.hour": "8h"}, 422)
    manager.send(f"{place}/ket-thuc", {"over.day": "16/11/2026", "over.hour": "11h"})
    twice = manager.send(f"{place}/ket-thuc", {"over.day": "16/11/2026", "over.hour": "12h"}, 409)
    manager.send(f"{place}/dinh-chinh", {**NOTED, "ended.hour": "11h30", "reason": "Ghi nhầm"})

    assert 'href="#over.hour"' in early.text
    assert "đã kết thúc" in twice.text
    page = manager.read(place)
    assert "11:30 16/11/2026" in page
    assert "Lý do: Ghi nhầm" in page


def test_while_an_outage_lasts_every_page_of_its_agency_says_so(
    tuesday: Office, seat: Callable[[str], Desk]
) -> None:
    assert "đang gián đoạn" not in seat("lan").read("/tiep-nhan")

    note(tuesday, told=said(ended=None))

    assert "Hệ thống đang gián đoạn: Mất kết nối máy chủ" in seat("lan").read("/tiep-nhan")
    assert "đang gián đoạn" not in seat("quan").read("/viec")


def test_a_dossier_is_entered_with_its_true_hour_and_confirmed_by_the_head(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    outage = an_outage(office)
    clerk = seat("lan")
    assert "Mất kết nối máy chủ" in clerk.read(PAGE)

    code = clerk.receive(**paper(outage))
    assert code == "H32.901-261116-0001"
    case = clerk.read(f"/hs/{code}")
    assert "phiếu số 07" in case
    assert "giờ nhận chờ xác nhận" in case
    assert "giờ nhận chờ xác nhận" in clerk.read("/viec?o=phong")

    manager = seat("quang")
    assert "Giờ chờ xác nhận <span" in manager.read(HOURS)
    place = _form(manager.read(HOURS), "nhap-bu")
    manager.send(place, {"act": "confirm"})

    assert one(office, code).received_at == TEN
    case = clerk.read(f"/hs/{code}")
    assert "Trương Văn Quang xác nhận" in case
    assert "giờ nhận chờ xác nhận" not in case
    assert code in manager.read(f"{OUTAGES}/{outage.id}")
    assert "Không có hồ sơ nhập bù nào" in manager.read(HOURS)


def test_a_refusal_wants_its_reason_at_the_field(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    outage = an_outage(office)
    code = seat("lan").receive(**paper(outage))
    manager = seat("quang")
    place = _form(manager.read(HOURS), "nhap-bu")

    bare = manager.send(place, {"act": "refuse", "reason": " "}, 422)
    manager.send(place, {"act": "refuse", "reason": "Không có cuống phiếu"})
    again = manager.send(place, {"act": "confirm"}, 409)

    assert 'id="entry-1-problem"' in bare.text
    assert one(office, code).received_at == TUESDAY
    assert "Trương Văn Quang" in again.text
    assert "Không có cuống phiếu" in seat("lan").read(f"/hs/{code}")


def test_a_wrong_slip_is_shown_again_with_all_that_was_typed(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    outage = an_outage(office)
    clerk = seat("lan")
    first = clerk.receive(**paper(outage))

    answer = clerk.send(PAGE, {**GOOD, **paper(outage)}, 422)
    half = clerk.send(PAGE, {**GOOD, "owner.name": "", "on_paper.slip": "08"}, 422)

    assert first in answer.text
    assert 'id="on_paper.slip-problem"' in answer.text
    assert 'href="#owner.name"' in half.text
    assert 'href="#on_paper.received.hour"' in half.text
    assert 'href="#on_paper.outage"' in half.text
    with office.reading() as session:
        assert len(session.scalars(select(LateEntry)).all()) == 1


def test_the_promise_follows_the_hour_on_the_slip(
    tuesday: Office, seat: Callable[[str], Desk]
) -> None:
    outage, clerk = an_outage(tuesday), seat("lan")
    slip = paper(outage)

    now = clerk.read(f"{PAGE}/han")
    dated = clerk.read(f"{PAGE}/han?{urlencode(slip)}")
    half = clerk.read(f"{PAGE}/han?{urlencode({**slip, 'on_paper.received.hour': '10'})}")
    outside = clerk.read(f"{PAGE}/han?{urlencode({**slip, 'on_paper.received.hour': '13:00'})}")
    again = clerk.send(PAGE, {**GOOD, **slip, "owner.name": ""}, 422).text

    assert "20/11/2026" in now
    for shown in (dated, again):
        assert "Tính từ giờ nhận trên giấy: 10:00 16/11/2026" in shown
        assert "19/11/2026" in shown
    for shown in (half, outside):
        assert "Hạn dưới đây còn tính từ lúc này" in shown
        assert "20/11/2026" in shown


def test_a_second_click_enters_no_second_dossier(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    outage = an_outage(office)
    clerk = seat("lan")

    first, second = (
        clerk.send(PAGE, {**GOOD, **paper(outage), "_key": "one key"}).location for _ in range(2)
    )

    assert first == second
    with office.reading() as session:
        assert len(session.scalars(select(Case)).all()) == 1


def test_the_form_of_reception_takes_no_earlier_moment_by_another_name(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    an_outage(office)
    earlier = "2026-11-16T10:00:00+07:00"
    names = ("received_at", "received", "received.day", "created_at", "entered_at", "now", "at",
             "day", "answers.received_at", "answers.received", "due", "code")  # fmt: skip

    code = seat("lan").receive(**dict.fromkeys(names, earlier))

    case = one(office, code)
    assert code == "H32.901-261117-0001"
    assert (case.received_at, case.created_at) == (TUESDAY, TUESDAY)


def test_no_step_takes_an_earlier_moment_by_another_name(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="return_result")
    move_clock(office, TUESDAY)

    seat("lan").do(code, "return_result", {
        "receiver": "owner", "receiver_name": "Nguyễn Thị Ánh Tuyết",
        "receiver_id": "056085001234", "returned_at": "2026-11-16T10:00:00+07:00",
        "given.day": "16/11/2026", "given.hour": "10:00", "finished_at": "16/11/2026",
    })  # fmt: skip

    assert one(office, code).returned_at == TUESDAY


def test_a_result_given_earlier_is_stated_with_a_scan_and_consented_to(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="return_result")
    move_clock(office, TUESDAY)
    clerk = seat("lan")
    clerk.do(code, "return_result", {
        "receiver": "owner", "receiver_name": "Nguyễn Thị Ánh Tuyết",
        "receiver_id": "056085001234",
    })  # fmt: skip
    place = f"/hs/{code}/tra-som-hon"
    when = {"given.day": "16/11/2026", "given.hour": "10:00", "note": "Biên nhận ký tại quầy"}
    assert place in clerk.read(f"/hs/{code}")

    bare = clerk.send(place, when, 422)
    clerk.send(place, {**when, "evidence.upload": (BytesIO(SCAN), "biên nhận.pdf")})
    manager = seat("quang")
    manager.send(_form(manager.read(HOURS), "tra-som"), {"act": "confirm"})

    assert 'id="evidence-problem"' in bare.text
    assert one(office, code).returned_at == TEN
    page = clerk.read(f"/hs/{code}")
    assert "10:00 16/11/2026 (ghi nhận lúc 09:00 17/11/2026)" in page
    assert place not in page
    with office.reading() as session:
        assert session.scalars(select(EarlierReturn.state)).all() == ["confirmed"]


def _form(page: str, kind: str) -> str:
    """Where the first form of a kind on the list of hours goes."""
    found = re.search(rf'action="([^"]*/{kind}/\d+)"', page)
    assert found, page
    return urlsplit(found[1]).path
