"""A year's announcement entered at once: pasted or from a file, compared, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest

from engine.office import Office
from engine.queries import calendars
from engine.rules.calendar import WorkingCalendar
from tests.office import person
from tests.web.desk import Desk
from tests.web.test_calendar import YEAR, changes, enter

PAGE = f"{YEAR}/nam/2027"
LIST = """
01/01/2027; nghỉ lễ; Tết Dương lịch
04/02/2027 - 10/02/2027; nghỉ lễ; Tết Nguyên đán Đinh Mùi
12/02/2027\thoán đổi\tNghỉ hoán đổi
20/02/2027 | làm bù | Làm bù ngày 12/02 | thứ Sáu
31/12/2027; nửa ngày; Kiểm kê; 07:30-11:30
"""
GOOD = {"list": LIST, "decision": "Thông báo 1234/TB-BNV"}


def calendar_of(office: Office, login: str = "quang") -> WorkingCalendar:
    with office.reading() as session:
        return calendars.of(session, office, person(office, login).agency_id)


def test_a_year_that_is_not_entered_begins_with_what_is_to_be_expected(
    seat: Callable[[str], Desk],
) -> None:
    page = seat("quang").read(f"{YEAR}/nam/2028")

    assert "24/01/2028; nghỉ lễ; 29 Tết" in page
    assert "04/09/2028; nghỉ bù; Quốc khánh (nghỉ bù)" in page
    assert "Năm này chưa ghi gì." in page


def test_a_list_is_shown_day_by_day_and_entered_once(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")
    tried = unescape(manager.send(PAGE, GOOD, status=200).text)
    assert "11 ngày ghi mới, 0 ngày bỏ, 0 ngày giữ nguyên." in tried
    assert "thứ Bảy 20/02/2027 · Ngày làm bù" in tried
    assert changes(office) == 1

    enter(manager, PAGE, GOOD)

    page = manager.read(f"{YEAR}?nam=2027")
    assert "chưa được công bố" not in page
    assert page.count("Thông báo 1234/TB-BNV") >= 11
    assert "11 ngày giữ nguyên" in unescape(manager.send(PAGE, GOOD, status=200).text)


def test_a_mended_list_ends_what_it_no_longer_names(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")
    enter(manager, PAGE, GOOD)
    mended = {**GOOD, "list": LIST.replace("31/12/2027; nửa ngày; Kiểm kê; 07:30-11:30", "")}

    tried = unescape(manager.send(PAGE, mended, status=200).text)
    enter(manager, PAGE, mended)

    assert "0 ngày ghi mới, 1 ngày bỏ, 10 ngày giữ nguyên." in tried
    assert "Kiểm kê" not in manager.read(f"{YEAR}?nam=2027")
    assert "Làm bù ngày 12/02" in manager.read(PAGE)


def test_days_off_without_make_up_days_are_pointed_out(seat: Callable[[str], Desk]) -> None:
    uneven = "12/02/2027; hoán đổi; Nghỉ hoán đổi"

    answer = seat("quang").send(PAGE, {**GOOD, "list": uneven}, status=200)

    assert "Có 1 ngày nghỉ hoán đổi và 0 ngày làm bù" in unescape(answer.text)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("2027.csv", "\ufeff02/09/2027;nghỉ lễ;Quốc khánh\n03/09/2027;nghỉ lễ;Quốc khánh\n"),
        ("vietnam-2027.toml",
         ('year = 2027\nannounced = true\n[[off]]\ndate = 2027-09-02\nreason = "Quốc khánh"\n'
          '[[off]]\ndate = 2027-09-03\nreason = "Quốc khánh"\n')),
    ],
    ids=["a table", "a calendar file"],
)  # fmt: skip
def test_a_list_comes_from_a_file(
    office: Office, seat: Callable[[str], Desk], name: str, content: str
) -> None:
    manager = seat("quang")
    form: dict[str, Any] = {**GOOD, "file": (BytesIO(content.encode()), name)}

    page = unescape(manager.send(PAGE, form, status=200).text)

    assert "2 ngày ghi mới" in page
    assert "thứ Sáu 03/09/2027" in page
    assert "Quốc khánh" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Danh sách chưa có ngày nào."),
        ("01/01/2026; nghỉ lễ; Tết Dương lịch", "Ngày 01/01/2026 không thuộc năm 2027."),
        ("31/02/2027; nghỉ lễ; Tết", "Dòng 1: Không có ngày này."),
        ("01/01/2027; liên hoan; Tết", "“liên hoan” không phải là loại ngày."),
        ("01/01/2027; nghỉ lễ", "Ghi ngày; loại ngày; lý do"),
        ("01/01/2027; nghỉ lễ; ", "Ghi lý do"),
        ("02/01/2027; làm bù; Làm bù", "Ghi ngày làm bù theo giờ của thứ nào."),
        ("02/01/2027; làm bù; Làm bù; Chủ nhật", "không có giờ làm việc"),
        ("01/01/2027; nghỉ lễ; Tết; 07:30-11:30", "Ngày nghỉ không có giờ làm việc."),
        ("04/01/2027; nửa ngày; Họp; 11:30-07:30", "kết thúc trước khi bắt đầu"),
        ("01/01/2027; nghỉ lễ; Tết\n01/01/2027; làm bù; Bù; thứ Hai", "ghi hai lần"),
        ("10/02/2027 - 04/02/2027; nghỉ lễ; Tết", "Ngày cuối phải từ ngày đầu"),
        ("[[off]]\ndate = tomorrow", "Đây không phải tệp lịch"),
        ("[[off]]\ndate = 2027-01-01", "thiếu lý do"),
    ],
    ids=["nothing", "another year", "no such day", "no such kind", "no reason column",
         "no reason", "a make-up day like no weekday", "a make-up day without hours",
         "a day off with hours", "hours backwards", "a make-up day that is a holiday",
         "backwards", "a broken file", "a file without reasons"],
)  # fmt: skip
def test_a_list_that_cannot_be_taken_is_named_line_by_line_and_kept(
    office: Office, seat: Callable[[str], Desk], typed: str, words: str
) -> None:
    answer = seat("quang").send(PAGE, {**GOOD, "list": typed}, status=422)

    page = unescape(answer.text)
    assert words in page
    assert typed.split("\n", maxsplit=1)[0] in page
    assert changes(office) == 1


def test_a_make_up_day_on_a_holiday_of_the_province_is_refused(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    on_a_holiday = "24/11/2026; làm bù; Làm bù; thứ Hai"

    answer = seat("quang").send(f"{YEAR}/nam/2026", {**GOOD, "list": on_a_holiday}, status=422)

    assert "vừa là ngày nghỉ vừa là ngày làm bù" in unescape(answer.text)


def test_a_file_that_is_no_text_is_refused_and_the_typed_list_stays(
    seat: Callable[[str], Desk],
) -> None:
    form: dict[str, Any] = {**GOOD, "file": (BytesIO(b"PK\xff\xfe\x00"), "lich.xlsx")}

    page = unescape(seat("quang").send(PAGE, form, status=422).text)

    assert "Tệp này không phải văn bản" in page
    assert "Tết Nguyên đán Đinh Mùi" in page


def test_a_year_that_cannot_be_counted_is_not_there(seat: Callable[[str], Desk]) -> None:
    seat("quang").read(f"{YEAR}/nam/99999", status=404)
