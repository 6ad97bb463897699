"""Why a case was late, on its file: seen by all who see the case, confirmed by its heads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

from sqlalchemy import func, select

from engine.models import LateCause
from engine.office import Office
from tests.good_day import a_case
from tests.office import MONDAY, move_clock
from tests.web.desk import Desk

TYPED = {"late_cause_cause": "overload", "late_cause_note": "40 hồ sơ một người", "seen": "0"}


def a_late_case(office: Office) -> tuple[str, str]:
    """A late case in the economy department, and the door of its cause."""
    code = a_case(office, until="appraise")
    move_clock(office, MONDAY + timedelta(days=7))
    return code, f"/hs/{code}/nguyen-nhan-tre"


def test_a_case_in_time_says_nothing_of_causes(office: Office, seat: Callable[[str], Desk]) -> None:
    code = a_case(office, until="appraise")

    assert "Nguyên nhân chính thức" not in seat("hoa").read(f"/hs/{code}")


def test_the_file_proposes_by_what_was_computed(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code, _ = a_late_case(office)

    page = seat("hoa").read(f"/hs/{code}")

    assert "5 ngày trong tay Phòng Kinh tế, Hạ tầng và Đô thị → đề xuất: Quá tải" in page
    assert "khả năng giải quyết của đơn vị (đề xuất)</option>" in page
    assert "chưa xác nhận" in page
    assert "Danh mục của dự án, tạm dùng" in page


def test_a_head_confirms_once_however_often_she_clicks(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code, door = a_late_case(office)
    head = seat("hoa")

    head.send(door, {**TYPED, "_key": "one-click"})
    head.send(door, {**TYPED, "_key": "one-click"})

    page = head.read(f"/hs/{code}")
    assert "Đã xác nhận nguyên nhân trễ hạn." in page
    assert "40 hồ sơ một người" in page
    assert "Lê Thị Hoa xác nhận lúc 08:00 23/11/2026" in page
    assert "Xác nhận nguyên nhân trễ hạn" in page
    with office.reading() as session:
        assert session.scalar(select(func.count()).select_from(LateCause)) == 1


def test_who_only_sees_the_case_sees_the_cause_and_no_form(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code, door = a_late_case(office)
    seat("hoa").send(door, TYPED)

    page = seat("duc").read(f"/hs/{code}")

    assert "Quá tải: số hồ sơ vượt khả năng giải quyết của đơn vị" in page
    assert door not in page


def test_the_second_head_is_told_and_loses_nothing(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code, door = a_late_case(office)
    seat("hoa").send(door, TYPED)
    leader = seat("binh")

    typed = {"late_cause_cause": "leader_absent", "late_cause_note": "Đi công tác", "seen": "0"}
    late = unescape(leader.send(door, typed, status=409).text)
    leader.send(door, {**typed, "seen": "1", "late_cause_reason": "Xem lại hồ sơ"})

    assert "Lê Thị Hoa đã xác nhận nguyên nhân lúc 08:00 23/11/2026: Quá tải" in late
    assert "Đi công tác" in late
    page = leader.read(f"/hs/{code}")
    assert "Người có thẩm quyền ký vắng mặt" in page
    assert "Đã đổi, vì: Xem lại hồ sơ" in page


def test_what_is_missing_is_said_at_its_field(office: Office, seat: Callable[[str], Desk]) -> None:
    _, door = a_late_case(office)

    page = unescape(seat("hoa").send(door, {"late_cause_cause": "other"}, status=422).text)

    assert "Diễn giải: Ghi rõ nguyên nhân là gì." in page
    assert 'id="late_cause_note-problem"' in page


def test_another_units_case_is_not_there(office: Office, seat: Callable[[str], Desk]) -> None:
    _, door = a_late_case(office)

    seat("my").send(door, TYPED, status=404)
