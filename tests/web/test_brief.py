"""The brief in the app: each figure is the length of the list behind its link."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest

from engine.office import Office
from engine.queries import brief
from engine.rules.calendar import OFFICE_ZONE
from tests.good_day import a_case, ask_for_a_supplement
from tests.office import do, move_clock, person
from tests.web.desk import Desk

Seat = Callable[[str], Desk]


@pytest.fixture
def full(office: Office) -> Office:
    """An office in which every section of the head's brief has something to tell."""
    silent, again = a_case(office, "appraise"), a_case(office, "approve")
    ask_for_a_supplement(office, silent, reply_by="18/11/2026")
    do(office, "binh", again, "approve", {"approval": "rework", "rework_reason": "Sai ngành"})
    for step in ("appraise", "tax_code"):
        a_case(office, step)
    move_clock(office, datetime(2026, 11, 17, 10, tzinfo=OFFICE_ZONE))
    a_case(office, "appraise")
    move_clock(office, datetime(2026, 11, 20, 7, 30, tzinfo=OFFICE_ZONE))
    return office


@pytest.mark.parametrize("login", ["hoa", "duc", "binh", "lan"])
def test_each_figure_is_the_length_of_its_list(full: Office, seat: Seat, login: str) -> None:
    with full.reading() as session:
        sections = brief.of(session, full, person(full, login)).sections
    desk = seat(login)

    listed = {one.key: rows(desk.read(one.place)) for one in sections}

    assert {one.key: one.figure for one in sections} == listed


def rows(page: str) -> str:
    """How many lines the table of a page has."""
    bodies = re.findall(r"<tbody>.*?</tbody>", page, re.DOTALL)
    return str(sum(body.count("<tr>") for body in bodies))


def test_it_says_why_what_is_overdue_is_late_and_since_when_nobody_answers(
    full: Office, seat: Seat
) -> None:
    page = unescape(seat("hoa").read("/ban-tin"))

    assert "ngày 7 giờ trong tay Phòng Kinh tế, Hạ tầng và Đô thị" in page
    assert "Ngày cuối cùng phải trả lời là 18/11/2026." in page
    assert "phiếu xin lỗi phải gửi chậm nhất" in page
    assert "/viec?o=tat-ca&khong-tra-loi=1" in page


def test_the_list_says_that_it_is_narrowed(full: Office, seat: Seat) -> None:
    page = seat("duc").read("/viec?o=tat-ca&khong-tra-loi=1")

    assert "quá hạn mà chưa được trả lời" in page
    assert rows(page) == "1"
