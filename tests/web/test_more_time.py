"""An answer that does not come: the case file says what can be done, the head gives more time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import unescape

from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.good_day import a_case, ask_for_a_supplement
from tests.office import move_clock
from tests.web.desk import Desk

AFTER = datetime(2026, 11, 20, 8, tzinfo=OFFICE_ZONE)


def test_the_head_gives_more_time_when_nobody_answered(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = a_case(office, until="appraise")
    ask_for_a_supplement(office, code, reply_by="19/11/2026")
    move_clock(office, AFTER)
    head = seat("hoa")
    place = f"/hs/{code}"
    assert "Người nộp chưa bổ sung trước 19/11/2026" in unescape(head.read(place))

    told = head.send(
        f"{place}/cho-them",
        {"pause": "1", "more_time_day": "hôm qua", "more_time_reason": "x"},
        status=422,
    )
    head.send(
        f"{place}/cho-them",
        {"pause": "1", "more_time_day": "25/11/2026", "more_time_reason": "Đi xa"},
    )

    assert 'href="#more_time_day"' in told.text
    assert 'value="hôm qua"' in unescape(told.text)
    page = unescape(head.read(place))
    assert "25/11/2026" in page
    assert "Người nộp chưa bổ sung trước" not in page
    assert "cho-them" not in seat("duc").read(place)
