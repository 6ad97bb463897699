"""What people do at any desk in the browser: sit down, fill in fields, open a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playwright.sync_api import Page, expect

# Sits somebody down by their login, or a citizen by none; ``script=False`` runs no scripts.
Sit = Callable[..., Page]


def fill(page: Page, typed: Mapping[str, str]) -> None:
    """Fill the fields with these labels, each the first of its name on the page."""
    for label, text in typed.items():
        page.get_by_label(label).first.fill(text)


def open_step(page: Page, code: str, step: str) -> None:
    """Open the case file and, from there, the step that waits at this desk."""
    page.goto(f"/hs/{code}")
    page.get_by_role("main").get_by_role("link", name=step, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(step)


def find_in_the_inbox(page: Page, code: str) -> None:
    """Narrow the department's inbox to one case."""
    page.goto("/viec?o=phong")
    page.get_by_role("searchbox", name="Mã, chủ hồ sơ, thủ tục", exact=True).fill(code)
    page.get_by_role("button", name="Lọc").click()
