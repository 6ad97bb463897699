"""A day at the counter in a real browser: receive, take a supplement in, hand the result out."""

from __future__ import annotations

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.at_a_desk import Sit, fill, open_step
from tests.browser.camera import Camera
from tests.browser.served import Served, secret_of
from tests.good_day import SCAN, a_case, ask_for_a_supplement

pytestmark = pytest.mark.browser

OWNER = {
    "Họ tên hoặc tên tổ chức": "Đặng Thị Ước",
    "Số định danh hoặc mã số thuế": "056190001234",
    "Địa chỉ": "15 Hương Điền, phường Tây Nha Trang",
    "Điện thoại": "0905 123 456",
    "Tên hộ kinh doanh": "Quán ăn Ước",
    "Địa chỉ trụ sở hộ kinh doanh": "15 Hương Điền, phường Tây Nha Trang",
    "Ngành, nghề kinh doanh": "Nhà hàng và dịch vụ ăn uống",
    "Vốn kinh doanh (đồng)": "80.000.000",
}


def test_a_clerk_receives_a_dossier_and_hands_it_over(sit: Sit, camera: Camera) -> None:
    page = sit("lan")

    page.get_by_label("Tìm thủ tục").fill("dang ky ho kinh doanh")
    page.get_by_role("link", name="Đăng ký thành lập hộ kinh doanh").click()
    expect(page.locator("#promise time")).to_contain_text("23/11/2026")
    fee = page.locator("#promise").inner_text()
    page.get_by_label("Hình thức tiếp nhận").select_option("post")
    expect(page.locator("#promise")).not_to_have_text(fee)
    page.get_by_label("Hình thức tiếp nhận").select_option("counter")
    fill(page, OWNER)
    page.get_by_role("button", name="Đủ giấy tờ bắt buộc").click()
    expect(page.get_by_label("Tên hộ kinh doanh")).to_have_value("Quán ăn Ước")
    page.get_by_label("Đã thu phí").check()
    camera.take(page, "journeys/clerk-receives")
    page.get_by_role("button", name="Tiếp nhận và in").click()

    code = page.locator(".case-code").inner_text()
    camera.take(page, "journeys/clerk-receipt")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="In giấy hẹn").click()
    printed = page.request.get(opened.value.url)
    words = PdfReader(BytesIO(printed.body())).pages[0].extract_text()
    assert code in words
    assert "Đặng Thị Ước" in words

    page.get_by_role("button", name="Chuyển xử lý ngay").click()
    expect(page.get_by_role("status")).to_contain_text(f"Chuyển hồ sơ đi xử lý, hồ sơ {code}")


def test_a_proxy_is_asked_for_when_somebody_else_comes(
    house: Served, sit: Sit, camera: Camera
) -> None:
    page = sit("lan")
    page.goto("/tiep-nhan/1.001612")
    relation = page.get_by_label("Quan hệ với chủ hồ sơ")
    expect(relation).to_be_hidden()

    page.get_by_label("Người khác nộp thay chủ hồ sơ", exact=True).check()
    relation.select_option(label="thành viên gia đình")
    camera.take(page, "journeys/clerk-proxy")
    page.get_by_label("Người khác nộp thay chủ hồ sơ", exact=True).uncheck()

    expect(relation).to_be_hidden()


def test_a_scanned_receipt_opens_its_case_from_anywhere(house: Served, sit: Sit) -> None:
    code = a_case(house.office, "receive_case")
    page = sit("lan")

    page.evaluate(
        """(code) => { for (const key of [...code, "Enter"]) document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }""",
        code,
    )

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hồ sơ {code}")


def test_a_clerk_mends_what_was_refused_and_loses_nothing(sit: Sit, camera: Camera) -> None:
    page = sit("lan")
    page.goto("/tiep-nhan/1.001612")
    fill(page, OWNER | {"Số định danh hoặc mã số thuế": "123"})

    page.get_by_role("button", name="Tiếp nhận và in").click()

    camera.take(page, "journeys/clerk-mends")
    page.get_by_role("alert").get_by_role("link", name="Số định danh").click()
    expect(page.get_by_label("Số định danh hoặc mã số thuế").first).to_be_focused()
    expect(page.get_by_label("Tên hộ kinh doanh")).to_have_value("Quán ăn Ước")


def test_a_clerk_takes_the_supplement_in_and_the_clock_runs_on(
    house: Served, sit: Sit, camera: Camera
) -> None:
    code = a_case(house.office, "appraise")
    ask_for_a_supplement(house.office, code)
    page = sit("lan")

    page.goto(f"/hs/{code}")
    expect(page.locator("h1 ~ .deadline")).to_have_text("tạm dừng")
    page.get_by_role("link", name="Nhận giấy tờ bổ sung").click()
    page.get_by_label("Giấy tờ đã nhận bổ sung").fill("Văn bản ủy quyền")
    page.get_by_label("Tệp giấy tờ bổ sung").set_input_files(
        {"name": "ủy quyền.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    camera.take(page, "journeys/clerk-takes-the-supplement")
    page.get_by_role("button", name="Nhận bổ sung").click()

    page.goto(f"/hs/{code}")
    expect(page.locator("h1 ~ .deadline")).to_contain_text("còn")
    expect(page.get_by_role("link", name="ủy quyền.pdf")).to_be_visible()


def test_a_clerk_returns_the_result_to_a_proxy_with_identity(
    house: Served, sit: Sit, camera: Camera
) -> None:
    code = a_case(house.office, "return_result")
    page = sit("lan")

    open_step(page, code, "Trả kết quả")
    page.get_by_label("Người được ủy quyền").check()
    page.get_by_label("Họ tên người nhận").fill("Trần Văn Ẩn")
    page.get_by_label("Số định danh của người nhận").fill("056085009999")
    page.get_by_role("button", name="Đã trao kết quả").click()
    page.get_by_role("alert").get_by_role("link", name="Giấy tờ ủy quyền").click()
    camera.take(page, "journeys/clerk-returns-to-a-proxy")
    page.get_by_label("Giấy tờ ủy quyền nhận kết quả").fill("Giấy ủy quyền ngày 18/11/2026")
    page.get_by_role("button", name="Đã trao kết quả").click()

    page.goto(f"/hs/{code}")
    people = page.get_by_role("region", name="Hồ sơ", exact=True)
    expect(people).to_contain_text("Trần Văn Ẩn")
    expect(people).to_contain_text("056085009999")
    camera.take(page, "journeys/case-returned")


def test_the_citizen_reads_how_it_stands_with_code_and_secret(
    house: Served, sit: Sit, camera: Camera
) -> None:
    code = a_case(house.office, "approve")
    page = sit()

    page.goto(f"/t/{code}")
    page.get_by_label("Mã tra cứu").fill("AAAAAA")
    page.get_by_role("button", name="Xem hồ sơ").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Mã tra cứu").fill(secret_of(house.office, code).lower())
    page.get_by_role("button", name="Xem hồ sơ").click()

    camera.take(page, "journeys/citizen-looks-up")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đang xử lý")
    expect(page.get_by_role("main")).to_contain_text("N***** T** Á** Tuyết")
    expect(page.get_by_role("main")).to_contain_text("23/11/2026")
