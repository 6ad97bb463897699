"""A file is sent as soon as it is chosen, so that nothing typed is lost with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.at_a_desk import Sit
from tests.browser.served import Served
from tests.good_day import SCAN, a_case

pytestmark = pytest.mark.browser

PAPER = 'input[type=file][aria-label^="Tệp: Giấy đề nghị"]'


def a_file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def test_a_file_that_is_not_taken_says_so_where_it_was_chosen(house: Served, sit: Sit) -> None:
    page = sit("lan")
    page.goto("/tiep-nhan/1.001612")
    page.get_by_label("Họ tên hoặc tên tổ chức").first.fill("Đặng Thị Ước")

    page.locator(PAPER).set_input_files(a_file("quét.pdf", b"MZ this is a program"))

    expect(page.get_by_role("alert")).to_contain_text("“quét.pdf” không thuộc loại tệp được nhận")
    expect(page.get_by_label("Họ tên hoặc tên tổ chức").first).to_have_value("Đặng Thị Ước")
    assert page.locator(PAPER).evaluate("input => input.files.length") == 0


def test_a_file_sent_early_goes_along_once_with_its_form(house: Served, sit: Sit) -> None:
    page = sit("lan")
    page.goto("/tiep-nhan/1.001612")

    page.locator(PAPER).set_input_files(a_file("sai.pdf", SCAN + b"1"))
    expect(page.get_by_text("Đã gửi; tệp được giữ")).to_be_visible()
    page.locator(PAPER).set_input_files(a_file("đúng.pdf", SCAN + b"2"))
    expect(page.get_by_text("Đã gửi; tệp được giữ")).to_be_visible()
    with page.expect_request("**/tiep-nhan/1.001612") as sent:
        page.get_by_role("button", name="Tiếp nhận và in").click()

    assert SCAN not in (sent.value.post_data_buffer or b"")
    link = page.get_by_role("link", name="Tệp đã gửi")
    expect(link).to_be_visible()
    kept = page.request.get(link.get_attribute("href") or "")
    assert kept.body() == SCAN + b"2"


def test_a_file_added_to_a_case_is_sent_early_too(house: Served, sit: Sit) -> None:
    code = a_case(house.office, "receive_case")
    page = sit("lan")
    page.goto(f"/hs/{code}")

    page.locator("#file").set_input_files(a_file("hợp đồng.pdf", SCAN + b"3"))
    expect(page.get_by_text("Đã gửi; tệp được giữ")).to_be_visible()
    page.get_by_label("Nội dung tệp").fill("Hợp đồng thuê nhà")
    page.get_by_role("button", name="Thêm tệp").click()

    expect(page.locator("#papers").get_by_text("Hợp đồng thuê nhà")).to_be_visible()
