"""A Chromium for the tests that look at screens as a person does.

The installed browser is driven, since none is ever downloaded; a machine
without one fails these tests and says what to install.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser import axe
from tests.browser.at_a_desk import Sit
from tests.browser.camera import Camera
from tests.browser.served import Served, served_office
from tests.office import PASSWORD
from tests.web.test_routes import ANYONE

DESK: ViewportSize = {"width": 1366, "height": 768}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE = 10_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the installed Chromium once for all screens."""
    program = os.environ.get("MOTCUA_CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.fail("No Chromium: install Debian's `chromium`, or name one in MOTCUA_CHROMIUM.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An office with cases everywhere, made and served once for all screens."""
    with served_office(tmp_path_factory.mktemp("office")) as served:
        yield served


@pytest.fixture
def camera() -> Camera:
    """Keeps pictures of the screens."""
    return Camera()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    """A desk's browser, signed in nowhere, that remembers nothing of the last test."""
    context = _browser(chromium)
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext) -> Iterator[Page]:
    """One tab; an error in a script or a refusal by the content policy fails the test."""
    tab = desk.new_page()
    troubles = _troubles(tab)
    yield tab
    assert not troubles


@pytest.fixture(scope="session")
def tab(chromium: Browser, house: Served) -> Iterator[Callable[[str, str], Page]]:
    """One tab for each person and language, signed in, with axe at hand in every page."""
    tabs: dict[tuple[str, str], Page] = {}
    troubles: list[list[str]] = []

    def tab_of(who: str, language: str) -> Page:
        if (who, language) not in tabs:
            context = _browser(chromium)
            context.add_init_script(path=axe.SCRIPT)
            if who != ANYONE:
                token = house.token_of(who, language)
                context.add_cookies([{"name": "motcua", "value": token, "url": house.address}])
            context.add_cookies(
                [{"name": "motcua_language", "value": language, "url": house.address}]
            )
            tabs[who, language] = context.new_page()
            troubles.append(_troubles(tabs[who, language]))
        return tabs[who, language]

    yield tab_of
    for page in tabs.values():
        page.context.close()
    assert [trouble for found in troubles for trouble in found] == []


@pytest.fixture
def sit(chromium: Browser, house: Served) -> Iterator[Sit]:
    """Sit somebody down at a browser of their own, where they sign in by name and password."""
    browsers: list[BrowserContext] = []
    troubles: list[list[str]] = []

    def sit_down(login: str = "", *, script: bool = True) -> Page:
        browsers.append(_browser(chromium, house.address, script=script))
        page = browsers[-1].new_page()
        troubles.append(_troubles(page))
        if login:
            page.goto("/dang-nhap")
            page.get_by_label("Tên đăng nhập").fill(login)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
            page.get_by_role("button", name="Đăng xuất").wait_for()
            # The page can be seen before its script has run, and keys pressed by then are lost.
            page.wait_for_load_state("domcontentloaded")
        return page

    yield sit_down
    for browser in browsers:
        browser.close()
    assert [trouble for found in troubles for trouble in found] == []


def _browser(
    chromium: Browser, address: str | None = None, *, script: bool = True
) -> BrowserContext:
    context = chromium.new_context(
        base_url=address,
        viewport=DESK,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        java_script_enabled=script,
    )
    context.set_default_timeout(PATIENCE)
    return context


def _troubles(tab: Page) -> list[str]:
    """What goes wrong in a tab's scripts from now on."""
    found: list[str] = []

    def note(text: str) -> None:
        if "Content Security Policy" in text:
            found.append(text)

    tab.on("pageerror", lambda error: found.append(str(error)))
    tab.on("console", lambda said: note(said.text))
    return found
