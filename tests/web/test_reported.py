"""What was missed is listed for those who look over the work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import unescape

from engine.actions import ringing
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.good_day import a_case
from tests.office import move_clock, person
from tests.web.desk import Desk


def test_a_missed_sending_is_listed_with_both_its_times(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = a_case(office, until="appraise")
    assert "Chưa lỡ việc nào." in unescape(seat("quang").read("/quan-ly/da-nhac"))
    move_clock(office, datetime(2026, 11, 19, 8, tzinfo=OFFICE_ZONE))
    ringing.ring_due(office)

    page = unescape(seat("quang").read("/quan-ly/da-nhac"))

    assert code in page
    assert "17:00 18/11" in page
    assert "08:00 19/11" in page
    assert ", ".join(person(office, login).name for login in ("hoa", "binh", "khanh")) in page
    assert "đang giải quyết" in page
    assert code not in seat("my").read("/quan-ly/da-nhac")
