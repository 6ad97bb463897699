"""The manager's calendar page: a change is seen before it is entered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine import jobs
from engine.models import CalendarChange, CalendarEntry, Case
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.office import make_office, move_clock
from tests.web.desk import Desk, desk, screens

YEAR = "/quan-ly/lich"
PAGE = f"{YEAR}/ngay"
STORM = {
    "day": "18112026",
    "kind": "closure",
    "reason": "Bão số 14",
    "decision": "12/CĐ-UBND",
}


def changes(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(CalendarChange)) or 0


def seen(manager: Desk, place: str, typed: Mapping[str, str]) -> str:
    """Try a change, and give the stamp of what was shown."""
    page = manager.send(place, dict(typed), status=200).text
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def enter(manager: Desk, place: str, typed: Mapping[str, str]) -> None:
    """Try a change, look at it, and enter it."""
    manager.send(place, {**typed, "act": "enter", "seen": seen(manager, place, typed)})


def due_of(office: Office, code: str) -> datetime:
    with office.reading() as session:
        found = session.scalars(select(Case.due).where(Case.code == code)).one()
    assert found
    return found.astimezone(OFFICE_ZONE)


def test_the_shipped_holidays_of_the_year_are_there(seat: Callable[[str], Desk]) -> None:
    page = seat("quang").read(YEAR)

    assert "thứ Ba 24/11/2026" in page
    assert "Ngày Văn hóa" in page
    assert "07:30–11:30, 13:00–17:00" in page
    assert "Ngày nghỉ năm 2027 chưa được công bố" in seat("quang").read(f"{YEAR}?nam=2027")


def test_a_change_is_shown_with_its_cases_and_nothing_is_written(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()

    answer = seat("quang").send(PAGE, STORM, status=200)

    page = unescape(answer.text)
    assert code in page
    assert "17:00 19/11/2026" in page
    assert "17:00 20/11/2026" in page
    assert "Trung tâm Phục vụ hành chính công" in page
    assert changes(office) == 1


def test_a_change_that_was_seen_is_entered_once(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    manager = seat("quang")
    confirmed = {**STORM, "act": "enter", "_key": "one-click", "seen": seen(manager, PAGE, STORM)}

    manager.send(PAGE, confirmed)
    manager.send(PAGE, confirmed)
    jobs.run_due(office)

    assert changes(office) == 2
    with office.reading() as session:
        due = session.scalars(select(Case.due).where(Case.code == code)).one()
    assert due == datetime(2026, 11, 20, 17, tzinfo=OFFICE_ZONE)
    page = manager.read(YEAR)
    assert "Bão số 14" in page
    assert "1 hạn trả đã dịch chuyển" in page
    assert "Hạn trả dịch chuyển theo lịch" in seat("lan").read("/thong-bao")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": ""}, "Hãy nêu ít nhất một ngày."),
        ({"day": "31/02/2026"}, "Không có ngày này."),
        ({"last_day": "17/11/2026"}, "Ngày cuối phải từ ngày đầu"),
        ({"kind": "party"}, "Hãy chọn loại ngày."),
        ({"reason": " "}, "Ghi rõ lý do."),
        ({"decision": ""}, "Hãy ghi số văn bản quyết định."),
        ({"kind": "makeup", "weekday": "sun"}, "không có giờ làm việc"),
        ({"kind": "half_day", "hours": ""}, "Hãy ghi giờ làm việc của nửa ngày"),
        ({"kind": "half_day", "hours": "sáng"}, "“sáng” không phải là buổi làm việc."),
        ({"kind": "half_day", "hours": "11:30-07:30"}, "kết thúc trước khi bắt đầu"),
        ({"kind": "half_day", "hours": "07:30-11:30, 11:00-12:00"}, "chồng lên nhau"),
        ({"since": "noon"}, "Đây phải là giờ, ví dụ 09:30."),
        ({"since": "17:30"}, "vốn đã không làm việc"),
        ({"since": "13:00", "until": "09:00"}, "kết thúc trước khi bắt đầu"),
        ({"kind": "ordinary"}, "Đơn vị chưa ghi gì riêng cho ngày 18/11/2026."),
        ({"kind": "makeup", "weekday": "moonday"}, "Hãy chọn làm việc theo lịch của thứ nào."),
    ],
    ids=["no day", "no such day", "backwards", "no kind", "no reason", "no decision",
         "a weekday without hours", "a half day without hours", "no hour",
         "hours that run backwards", "sessions that overlap", "no hour of closing",
         "closing after hours", "a closure that runs backwards",
         "nothing to take back", "no weekday"],
)  # fmt: skip
def test_what_cannot_be_entered_is_said_at_its_field(
    office: Office, seat: Callable[[str], Desk], wrong: dict[str, str], words: str
) -> None:
    answer = seat("quang").send(PAGE, {**STORM, **wrong, "act": "enter"}, status=422)

    page = unescape(answer.text)
    assert words in page
    assert 'value="Bão số 14"' in page or not (wrong.get("reason", "x")).strip()
    assert changes(office) == 1


@pytest.mark.parametrize("name", ["reason", "reason_en", "decision"])
@pytest.mark.parametrize("typed", ["x" * 201, "a\x07b"])
def test_words_that_cannot_be_kept_are_refused_at_their_field(
    office: Office, seat: Callable[[str], Desk], name: str, typed: str
) -> None:
    answer = seat("quang").send(PAGE, {**STORM, "act": "enter", name: typed}, status=422)

    assert f'href="#{name}"' in answer.text
    assert changes(office) == 1


@pytest.mark.parametrize("name", ["reason", "decision"])
def test_words_that_nobody_can_see_are_none(
    office: Office, seat: Callable[[str], Desk], name: str
) -> None:
    seat("quang").send(PAGE, {**STORM, "act": "enter", name: "\u200b"}, status=422)

    assert changes(office) == 1


def test_a_change_that_nobody_looked_at_is_shown_first(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()

    answer = seat("quang").send(PAGE, {**STORM, "act": "enter"}, status=409)

    assert code in answer.text
    assert changes(office) == 1


def test_a_case_that_came_since_the_change_was_tried_is_shown_before_it_is_entered(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")
    stamp = seen(manager, PAGE, STORM)
    code = seat("lan").receive()

    answer = manager.send(PAGE, {**STORM, "act": "enter", "seen": stamp}, status=409)

    page = unescape(answer.text)
    assert "Có thay đổi từ lúc bạn xem" in page
    assert code in page
    assert changes(office) == 1


def test_of_two_managers_the_second_sees_what_the_first_entered(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    first, second = seat("quang"), seat("quang")
    other = {**STORM, "day": "19112026", "reason": "Bão số 15"}
    stamp = seen(second, PAGE, other)
    enter(first, PAGE, STORM)

    answer = second.send(PAGE, {**other, "act": "enter", "seen": stamp}, status=409)

    page = unescape(answer.text)
    assert "Có thay đổi từ lúc bạn xem" in page
    assert 'value="Bão số 15"' in page
    assert changes(office) == 2


def test_a_storm_from_noon_to_the_next_noon_leaves_two_half_days(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    storm = {**STORM, "last_day": "19112026", "since": "11:30", "until": "15:00"}

    enter(seat("quang"), PAGE, storm)
    jobs.run_due(office)

    page = seat("quang").read(YEAR)
    assert "Làm việc nửa ngày 07:30–11:30" in page
    assert "Làm việc nửa ngày 15:00–17:00" in page
    assert due_of(office, code) == datetime(2026, 11, 19, 17, tzinfo=OFFICE_ZONE)


def test_an_entry_ends_by_a_decision_and_stays_in_the_history(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")
    enter(manager, PAGE, STORM)
    place = re.search(r"/quan-ly/lich/muc/\d+", manager.read(YEAR))
    assert place
    assert "Bão số 14" in manager.read(place[0])

    manager.send(place[0], {"decision": ""}, status=422)
    enter(manager, place[0], {"decision": "13/CĐ-UBND"})

    page = manager.read(YEAR)
    assert "Bão số 14" not in page
    assert "13/CĐ-UBND" in page
    manager.read(place[0], status=404)
    with office.reading() as session:
        entry = session.scalars(select(CalendarEntry).where(CalendarEntry.kind == "closure")).one()
    assert entry.ended_id == entry.began_id + 1


def test_a_date_beyond_the_announced_years_is_told_on_the_case_and_listed(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    before = seat("lan").receive()
    move_clock(office, datetime(2026, 12, 30, 9, tzinfo=OFFICE_ZONE))
    code = seat("lan").receive()

    listed = seat("quang").read(f"{YEAR}/chua-cong-bo")
    assert code in listed
    assert before not in listed
    assert "1 hồ sơ đang mở có hạn trả sau 31/12/2026" in seat("quang").read(YEAR)
    warning = "Lịch nghỉ mới công bố đến ngày 31/12/2026"
    assert seat("lan").read(f"/hs/{code}").count(warning) == 2  # beside the date, and why
    assert warning not in seat("lan").read(f"/hs/{before}")


def test_the_list_of_dates_that_may_move_is_empty_once_the_year_is_announced(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    move_clock(office, datetime(2026, 12, 30, 9, tzinfo=OFFICE_ZONE))
    code = seat("lan").receive()
    manager = seat("quang")

    announced = {"list": "01/01/2027; nghỉ lễ; Tết Dương lịch", "decision": "1/TB"}
    enter(manager, f"{YEAR}/nam/2027", announced)

    assert code not in manager.read(f"{YEAR}/chua-cong-bo")
    assert "Lịch nghỉ mới công bố" not in seat("lan").read(f"/hs/{code}")


@pytest.mark.parametrize(("month", "reminded"), [(9, False), (10, True)], ids=["early", "october"])
def test_from_october_on_the_page_asks_for_the_next_years_announcement(
    tmp_path: Path, month: int, reminded: bool
) -> None:
    office = make_office(tmp_path, at=datetime(2026, month, 30, 9, tzinfo=OFFICE_ZONE))

    page = desk(screens(office), office, "quang").read(YEAR)

    assert ("Đến lúc này ngày nghỉ năm 2027 thường đã được thông báo" in page) == reminded
    office.close()


def test_the_province_keeps_its_own_layer_and_that_of_each_agency(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    province = seat("thao")
    assert "Toàn tỉnh" in province.read(YEAR)
    tried = unescape(province.send(f"{PAGE}?don-vi=H32.901", STORM, status=200).text)
    assert code in tried
    assert "của đơn vị khác" in tried
    assert "Nguyễn Thị Ánh Tuyết" not in tried

    enter(province, f"{PAGE}?don-vi=H32.901", STORM)

    assert "Bão số 14" in province.read(f"{YEAR}?don-vi=H32.901")
    assert "Bão số 14" in seat("quang").read(YEAR)
    assert "Bão số 14" not in province.read(f"{YEAR}?don-vi=H32.951")
    seat("quang").read(f"{PAGE}?don-vi=H32.951", status=404)
