"""The inbox at a desk's screen of 1366×768: a day's work in sight, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from engine.i18n import LANGUAGES
from tests.browser.served import Served

pytestmark = pytest.mark.browser

ROWS = 12
_IN_SIGHT = """() => [...document.querySelectorAll("table.lines tbody tr")].filter((row) => {
  const { top, bottom, left, right } = row.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth;
}).length"""
_CUT_OFF = """() => [...document.querySelectorAll(".table-responsive")].filter(
  (frame) => frame.scrollWidth > frame.clientWidth).length"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_rows_of_a_full_inbox_are_in_sight(
    house: Served, tab: Callable[[str, str], Page], language: str
) -> None:
    page = tab("hoa", language)

    page.goto(f"{house.address}/viec?o=phong")

    assert page.evaluate(_IN_SIGHT) >= ROWS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("box", ["phong", "tat-ca"])
@pytest.mark.parametrize("login", ["lan", "hoa", "quan"])
def test_no_column_of_an_inbox_is_cut_off(
    house: Served, tab: Callable[[str, str], Page], login: str, box: str, language: str
) -> None:
    page = tab(login, language)

    page.goto(f"{house.address}/viec?o={box}", wait_until="domcontentloaded")

    assert page.evaluate(_CUT_OFF) == 0
