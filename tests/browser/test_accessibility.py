"""Every page, for every role and in both languages, keeps WCAG 2.2 AA as far as axe can tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from engine.i18n import LANGUAGES
from tests.browser import axe
from tests.browser.camera import Camera
from tests.browser.served import Served
from tests.browser.sights import NOT_PAGES, Sight, sights
from web import create_app

pytestmark = pytest.mark.browser

SIGHTS = sights()
_SEND = """([place, typed]) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: place, enctype: "multipart/form-data" });
  const token = document.querySelector("[name=csrf_token]")?.value ?? "";
  for (const [name, value] of Object.entries({ csrf_token: token, ...typed })) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(form);
  form.submit();
}"""


def test_every_route_is_looked_at_or_is_no_page(house: Served) -> None:
    routes = {rule.endpoint for rule in create_app(house.office).url_map.iter_rules()}
    looked_at = {sight.endpoint for sight in SIGHTS} - {"errors"}

    assert looked_at | set(NOT_PAGES) == routes
    assert looked_at & set(NOT_PAGES) == set()


def test_axe_sees_what_is_wrong(page: Page) -> None:
    page.add_init_script(path=axe.SCRIPT)
    page.goto("data:text/html,<title>T</title><img src='data:,'><input>")

    found = {finding.partition(":")[0] for finding in axe.violations(page)}

    assert found == {"html-has-lang", "image-alt", "label"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
def test_a_page_can_be_used_by_everybody(
    house: Served, tab: Callable[[str, str], Page], camera: Camera, sight: Sight, language: str
) -> None:
    page = tab(sight.who, language)

    answer = look(house, page, sight, language)

    camera.take(page, f"pages/{language}/{sight.name}")
    assert answer.status == sight.status
    assert axe.violations(page) == []


def look(house: Served, page: Page, sight: Sight, language: str) -> Response:
    """Bring a page into the state that is to be seen."""
    place = house.address + sight.place.format(**house.places)
    # Styles and scripts are there by then; the papers shown in frames need not be.
    answer = page.goto(place, wait_until="domcontentloaded")
    if sight.sent_to:
        known = {**house.places, "language": language}
        typed = {name: value.format(**known) for name, value in sight.typed.items()}
        with page.expect_navigation(wait_until="domcontentloaded") as shown:
            page.evaluate(_SEND, [sight.sent_to.format(**house.places), typed])
        answer = shown.value
    assert answer is not None
    return answer
