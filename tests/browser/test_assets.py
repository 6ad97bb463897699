"""The scripts that every screen loads, each on a page that holds no more than it needs."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "web" / "static" / "dist"
OFFICE = "http://office.test"
POLICY = "default-src 'self'; img-src 'self' data:"
DIAGRAM = Path(__file__).with_name("two_steps.bpmn")
Show = Callable[[str], None]


@pytest.fixture
def show(page: Page) -> Show:
    """Show a body in the office's look and under its policy; other addresses name themselves."""
    bodies: dict[str, str] = {}

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/dist/"):
            file = DIST / path.removeprefix("/dist/")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif path == "/diagram.bpmn":
            route.fulfill(body=DIAGRAM.read_bytes(), content_type="application/xml")
        else:
            body = bodies.get(path, f"<h1>{path}</h1>")
            headers = {"content-security-policy": POLICY}
            route.fulfill(body=_document(body), content_type="text/html", headers=headers)

    def show(body: str) -> None:
        bodies["/"] = body
        page.goto(f"{OFFICE}/")

    page.route("**/*", answer)
    return show


def _document(body: str) -> str:
    return f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title>
    <link rel="stylesheet" href="/dist/app.css"><link rel="stylesheet" href="/dist/viewer.css">
    <script src="/dist/app.js" defer></script><script src="/dist/viewer.js" defer></script>
    </head><body>{body}</body></html>"""


def test_the_slash_key_goes_to_the_search_field(page: Page, show: Show) -> None:
    show('<input type="search" id="q" aria-label="Tìm">')

    page.keyboard.press("/")

    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")


def test_g_v_opens_my_work(page: Page, show: Show) -> None:
    show("<p>Trang</p>")

    page.keyboard.press("g")
    page.keyboard.press("v")

    page.wait_for_url(f"{OFFICE}/viec")


def test_letters_typed_into_a_field_are_only_letters(page: Page, show: Show) -> None:
    show('<input id="name" aria-label="Tên"><dialog id="keys">Phím</dialog>')

    page.locator("#name").press_sequentially("gv/?", delay=100)

    expect(page.locator("#name")).to_have_value("gv/?")
    expect(page.locator("#keys")).to_be_hidden()


def test_the_question_mark_shows_the_keys_until_they_are_switched_off(
    page: Page, show: Show
) -> None:
    body = """<dialog id="keys"><form method="dialog"><label>
      <input type="checkbox" data-keys-switch> Bật phím tắt</label>
      <button>Đóng</button></form></dialog>"""
    show(body)
    page.keyboard.press("?")
    page.get_by_label("Bật phím tắt").uncheck()
    page.get_by_role("button", name="Đóng").click()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()

    show(body)
    page.keyboard.press("?")

    expect(page.locator("#keys")).to_be_hidden()


def test_control_enter_presses_the_main_button_of_the_form_one_is_in(
    page: Page, show: Show
) -> None:
    show("""<form method="post" action="/other"><button data-main>Khác</button></form>
    <form method="post" action="/receive"><textarea id="note" aria-label="Ghi chú"></textarea>
    <button>Nháp</button><button data-main>Tiếp nhận</button></form>""")

    page.locator("#note").press("Control+Enter")

    page.wait_for_url(f"{OFFICE}/receive")


def test_alt_p_prints(page: Page, show: Show) -> None:
    show('<a href="/receipt.pdf-page" data-print>In phiếu</a>')

    page.keyboard.press("Alt+p")

    page.wait_for_url(f"{OFFICE}/receipt.pdf-page")


def test_a_scanned_case_code_opens_the_case(page: Page, show: Show) -> None:
    show('<form action="/wrong"><input id="phone" aria-label="Điện thoại"></form>')
    page.locator("#phone").focus()

    _scan(page, "H32.1-261123-0042")

    page.wait_for_url(f"{OFFICE}/hs/H32.1-261123-0042")


def test_a_scanned_case_code_is_not_left_in_the_field(page: Page, show: Show) -> None:
    show('<form action="/wrong"><input id="phone" aria-label="Điện thoại" value="0901"></form>')
    page.locator("#phone").focus()
    _stay_on_the_page(page, "/hs/*")

    with page.expect_request("**/hs/*"):
        _scan(page, "H32.1-261123-0042")

    expect(page.locator("#phone")).to_have_value("0901")


def test_a_case_code_typed_by_hand_sends_the_form_it_stands_in(page: Page, show: Show) -> None:
    show('<form action="/search"><input id="q" name="q" aria-label="Tìm"></form>')

    page.locator("#q").press_sequentially("H32.1-261123-0042", delay=90)
    page.locator("#q").press("Enter")

    page.wait_for_url(f"{OFFICE}/search?q=H32.1-261123-0042")


def test_a_second_click_sends_nothing_more(page: Page, show: Show) -> None:
    sent: list[str | None] = []
    show("""<form method="post" action="/receive">
    <button name="then" value="print">Tiếp nhận và in</button></form>""")
    _stay_on_the_page(page, "/receive")
    # The page's own icon is fetched whenever the browser likes; only sendings count.
    page.on(
        "request",
        lambda request: sent.append(request.post_data) if request.method == "POST" else None,
    )

    for _ in range(2):
        page.evaluate("document.querySelector('button').click()")
        page.wait_for_timeout(100)

    assert sent == ["then=print"]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        pytest.param("duc", ["Đặng Văn Đức"], id="without accents"),
        pytest.param("đức", ["Đặng Văn Đức"], id="with accents"),
        pytest.param("an tran", ["Trần Thị Ân"], id="words in any order"),
        pytest.param("", ["Đặng Văn Đức", "Trần Thị Ân"], id="nothing typed"),
    ],
)
def test_a_list_narrows_as_one_types(page: Page, show: Show, typed: str, left: list[str]) -> None:
    show("""<input data-filter="#people" aria-label="Lọc"><table id="people"><tbody>
    <tr><td>Đặng Văn Đức</td></tr><tr><td>Trần Thị Ân</td></tr></tbody></table>""")

    page.get_by_label("Lọc").fill("không ai")
    page.get_by_label("Lọc").fill(typed)

    assert page.locator("tr:visible").all_inner_texts() == left


def test_a_list_that_narrows_to_nothing_says_so(page: Page, show: Show) -> None:
    show("""<input data-filter="#people" aria-label="Lọc"><table id="people"><tbody>
    <tr><td>Đặng Văn Đức</td></tr></tbody></table>
    <p data-filter-empty="#people" hidden>Không có</p>""")

    page.get_by_label("Lọc").fill("lan")

    expect(page.get_by_text("Không có")).to_be_visible()


def test_the_diagram_marks_where_the_case_stands_and_where_it_was(page: Page, show: Show) -> None:
    _show_diagram(page, show)

    expect(page.locator("[data-element-id=approve]")).to_have_class(
        "djs-element djs-shape step-current"
    )
    expect(page.locator("[data-element-id=check]")).to_have_class("djs-element djs-shape step-done")


def test_nothing_covers_the_logo_of_bpmn_io(page: Page, show: Show) -> None:
    _show_diagram(page, show)

    seen = page.evaluate("""() => {
      const logo = document.querySelector(".bjs-powered-by");
      const { left, right, top, bottom, width, height } = logo.getBoundingClientRect();
      const middle = [left + width / 2, top + height / 2];
      const points = [[left + 1, top + 1], middle, [right - 1, bottom - 1]];
      const isSeen = ([x, y]) => logo.contains(document.elementFromPoint(x, y));
      return width > 20 && height > 10 && points.every(isSeen);
    }""")

    assert seen


def test_the_whole_diagram_is_in_sight_and_above_the_logo(page: Page, show: Show) -> None:
    _show_diagram(page, show)

    frame = page.locator(".diagram").bounding_box()
    logo = page.locator(".bjs-powered-by").bounding_box()
    drawn = page.locator(".viewport").bounding_box()

    assert frame is not None
    assert logo is not None
    assert drawn is not None
    assert frame["x"] <= drawn["x"]
    assert drawn["x"] + drawn["width"] <= frame["x"] + frame["width"]
    assert frame["y"] <= drawn["y"]
    assert drawn["y"] + drawn["height"] <= logo["y"]


def _show_diagram(page: Page, show: Show) -> None:
    show("""<div class="diagram" data-diagram="/diagram.bpmn" data-done="check"
    data-current="approve, unknown"></div>""")
    page.locator(".step-current").wait_for()


def _stay_on_the_page(page: Page, path: str) -> None:
    """Answer with nothing to show, so that the page can still be looked at."""
    page.route(f"**{path}", lambda route: route.fulfill(status=204))


def _scan(page: Page, code: str) -> None:
    """Type as a scanner does, faster than any message to the browser would be."""
    page.evaluate(
        """(code) => { for (const key of [...code, "Enter"]) {
          const field = document.activeElement;
          const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
          if (field.dispatchEvent(press) && key !== "Enter") field.value += key;
        } }""",
        code,
    )


def test_no_tool_of_these_tests_is_handed_to_users() -> None:
    handed_out = b"".join(file.read_bytes() for file in DIST.rglob("*") if file.is_file())

    assert b"axe-core" not in handed_out
    assert b"axe.run" not in handed_out
