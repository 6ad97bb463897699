"""Those who look over the office, in a real browser; and a desk whose scripts don't run."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.at_a_desk import Sit, fill, open_step
from tests.browser.camera import Camera
from tests.browser.served import Served
from tests.browser.test_counter_journeys import OWNER
from tests.good_day import a_case

pytestmark = pytest.mark.browser


def test_a_managers_sheet_says_what_the_page_says(sit: Sit, camera: Camera, tmp_path: Path) -> None:
    page = sit("quang")

    page.get_by_label("Tình trạng hạn").select_option("running")
    page.get_by_role("button", name="Xem").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất Excel").click()
    download.value.save_as(tmp_path / "deadlines.xlsx")

    camera.take(page, "journeys/manager-deadlines")
    shown = [
        row.locator("td").all_inner_texts() for row in page.locator("table.lines tbody tr").all()
    ]
    assert shown
    assert [(row[0], row[1], row[4]) for row in shown] == _lines(tmp_path / "deadlines.xlsx")


def test_an_administrator_confirms_the_clock(sit: Sit, camera: Camera) -> None:
    page = sit("an")

    page.get_by_label("Căn cứ xác nhận").fill("Đã so với giờ của nhà mạng")
    page.get_by_role("button", name="Thời gian này đúng").click()

    expect(page.get_by_role("status")).to_be_visible()
    camera.take(page, "journeys/administrator-clock")


def test_an_analyst_reads_their_page_in_english(sit: Sit, camera: Camera) -> None:
    page = sit("phuong")

    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Notices")
    camera.take(page, "journeys/analyst")
    page.get_by_role("button", name="Tiếng Việt").click()


def test_the_counter_works_without_script(sit: Sit, camera: Camera) -> None:
    page = sit("lan", script=False)

    page.get_by_label("Tìm thủ tục").fill("ho kinh doanh")
    page.get_by_role("main").get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Đăng ký thành lập hộ kinh doanh").click()
    fill(page, OWNER)
    page.get_by_role("button", name="Đủ giấy tờ bắt buộc").click()
    camera.take(page, "journeys/clerk-without-script")
    page.get_by_role("button", name="Tiếp nhận và in").click()
    code = page.locator(".case-code").inner_text()
    page.get_by_role("button", name="Chuyển xử lý ngay").click()

    expect(page.get_by_role("status")).to_contain_text(code)


def test_a_step_works_without_script(house: Served, sit: Sit, camera: Camera) -> None:
    code = a_case(house.office, "tax_code")
    page = sit("quan", script=False)

    open_step(page, code, "Cấp mã số thuế")
    camera.take(page, "journeys/step-without-script")
    page.get_by_role("button", name="Hoàn thành bước").click()
    expect(page.get_by_role("alert")).to_contain_text("Mã số thuế")
    page.get_by_label("Mã số thuế của hộ kinh doanh").fill("4201234567")
    page.get_by_role("button", name="Hoàn thành bước").click()

    expect(page.get_by_role("status")).to_contain_text(code)


def _lines(file: Path) -> list[tuple[str, str, str]]:
    """Code, owner and due day of each case on the first sheet."""
    sheet = openpyxl.load_workbook(file).worksheets[0]
    return [
        (str(row[1]), str(row[2]), f"{row[6]:%d/%m/%Y}")
        for row in sheet.iter_rows(values_only=True)
        if str(row[1]).startswith("H32.")
    ]
