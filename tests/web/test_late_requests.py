"""Supplements asked for late, as a head reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.good_day import a_case, ask_for_a_supplement
from tests.office import move_clock
from tests.web.desk import Desk


def test_a_head_sees_which_supplements_came_late_and_how_many_there_were(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    early, late = a_case(office, "appraise"), a_case(office, "appraise")
    ask_for_a_supplement(office, early)
    move_clock(office, datetime(2026, 11, 19, 15, tzinfo=OFFICE_ZONE))
    ask_for_a_supplement(office, late)

    head = seat("hoa")
    page = head.read("/quan-ly/bo-sung-muon?ky=2026-11")

    assert "1 trên 2 phiếu yêu cầu bổ sung của kỳ này" in page
    assert late in page
    assert early not in page
    assert "93 %" in page
    assert "17:00 19/11/2026" in page
    assert 'href="/quan-ly/bo-sung-muon.xlsx?ky=2026-11"' in page
    assert "không có phiếu yêu cầu bổ sung nào" in head.read("/quan-ly/bo-sung-muon?ky=2026-10")
