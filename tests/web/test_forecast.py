"""The list of what may become late, on screen and in Excel, and the mark in the case file."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.office import Office
from tests.a_fortnight import live_a_fortnight
from tests.web.desk import Desk

PAGE = "/quan-ly/du-bao"


@pytest.fixture
def codes(office: Office) -> dict[str, str]:
    return live_a_fortnight(office)


def shown(page: str) -> dict[str, str]:
    """The codes of the list in their order, with the chance of each as it is shown."""
    rows = re.findall(r'<tbody class="with-reason">(.*?)</tbody>', page, re.DOTALL)
    found = {}
    for text in rows:
        code = re.search(r'href="/hs/(H32[^"]+)"', text)
        assert code
        chance = re.search(r"(\d+%) trễ", text)
        found[code[1]] = chance[1] if chance else ""
    return found


def in_the_workbook(desk: Desk, query: str = "") -> dict[str, str]:
    """The same of the workbook's first sheet."""
    content = desk.client.get(f"{PAGE}.xlsx?{query}").data
    rows = [*load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
    upper = next(number for number, row in enumerate(rows) if "Mã hồ sơ" in row)
    code, chance = rows[upper].index("Mã hồ sơ"), rows[upper + 1].index("Khả năng trễ hạn")
    return {
        str(row[code]): "" if row[chance] is None else f"{float(str(row[chance])):.0%}"
        for row in rows
        if re.fullmatch(r"H32\.901-\d{6}-\d{4}", str(row[code]))
    }


def test_the_list_shows_the_likeliest_first(
    codes: dict[str, str], seat: Callable[[str], Desk]
) -> None:
    page = seat("quang").read(PAGE)

    assert shown(page) == {codes["lingering"]: "90%", codes["fresh"]: "41%", codes["paused"]: ""}
    assert list(shown(page)) == [codes[name] for name in ("lingering", "fresh", "paused")]
    assert "8 lần sau đó mất hơn 3 ngày 4 giờ còn lại" in page
    assert "1 hồ sơ khác đã quá hạn nên không nằm trong danh sách này" in page


@pytest.mark.parametrize("query", ["", "tu=25", "tu=75", "don-vi=QLHKD", "thu-tuc=1.001612"])
def test_the_workbook_holds_what_the_screen_shows(
    codes: dict[str, str], seat: Callable[[str], Desk], query: str
) -> None:
    manager = seat("quang")

    assert in_the_workbook(manager, query) == shown(manager.read(f"{PAGE}?{query}"))
    assert codes["missed"] not in in_the_workbook(manager, query)


def test_it_is_narrowed_by_chance_and_unit(
    codes: dict[str, str], seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")

    assert set(shown(manager.read(f"{PAGE}?tu=25"))) == {codes["lingering"], codes["fresh"]}
    assert set(shown(manager.read(f"{PAGE}?tu=75"))) == {codes["lingering"]}
    assert shown(manager.read(f"{PAGE}?tu=75&thu-tuc=9.9")) == {}
    assert f"{PAGE}.xlsx?tu=75" in manager.read(f"{PAGE}?tu=75")


def test_a_list_that_is_empty_says_what_to_do(seat: Callable[[str], Desk]) -> None:
    manager = seat("quang")

    assert "Không có hồ sơ nào còn hạn ở phía trước" in manager.read(PAGE)
    assert "Xem tất cả" in manager.read(f"{PAGE}?tu=75")


def test_the_head_of_another_unit_sees_none_of_it(
    codes: dict[str, str], seat: Callable[[str], Desk]
) -> None:
    head, other = seat("hoa"), seat("my")

    assert set(shown(head.read(PAGE))) == {codes[name] for name in ("lingering", "fresh", "paused")}
    assert shown(other.read(PAGE)) == in_the_workbook(other) == {}
    assert "đã quá hạn nên" in other.read(PAGE)


def test_the_case_file_tells_staff_the_same_chance(
    codes: dict[str, str], seat: Callable[[str], Desk]
) -> None:
    manager = seat("quang")
    listed = shown(manager.read(PAGE))

    for name in ("lingering", "fresh"):
        assert f"{listed[codes[name]]} trễ" in manager.read(f"/hs/{codes[name]}")
    assert "Khả năng trễ hạn" not in manager.read(f"/hs/{codes['missed']}")
