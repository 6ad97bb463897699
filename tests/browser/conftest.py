"""A Chromium for the tests that look at screens as a person does.

The installed browser is driven, since none is ever downloaded; a machine
without one fails these tests and says what to install.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

DESK: ViewportSize = {"width": 1366, "height": 768}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the installed Chromium once for all screens."""
    program = os.environ.get("MOTCUA_CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.fail("No Chromium: install Debian's `chromium`, or name one in MOTCUA_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    """A desk's browser, signed in nowhere, that remembers nothing of the last test."""
    context = chromium.new_context(viewport=DESK, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.set_default_timeout(5_000)
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext) -> Iterator[Page]:
    """One tab; an error in a script or a refusal by the content policy fails the test."""
    tab = desk.new_page()
    troubles: list[str] = []
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on("console", lambda said: _note(troubles, said.text))
    yield tab
    assert not troubles


def _note(troubles: list[str], text: str) -> None:
    if "Content Security Policy" in text:
        troubles.append(text)
