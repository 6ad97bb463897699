"""A day at the desks behind the counter, each role in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.at_a_desk import Sit, find_in_the_inbox, open_step
from tests.browser.camera import Camera
from tests.browser.served import Served
from tests.good_day import SCAN, a_case, bring
from tests.office import do

pytestmark = pytest.mark.browser


def test_a_head_confirms_receipt_and_assigns(house: Served, sit: Sit, camera: Camera) -> None:
    code = a_case(house.office, "receive_case")
    page = sit("hoa")

    find_in_the_inbox(page, code)
    page.get_by_role("button", name=f"Nhận việc {code}").click()
    page.get_by_label("Nhận hồ sơ", exact=True).check()
    page.get_by_role("button", name="Xác nhận giao nhận").click()
    open_step(page, code, "Phân công người thụ lý")
    page.get_by_label("Người thụ lý").select_option(label="Phạm Văn Đức")
    page.get_by_label("Ý kiến chỉ đạo").fill("Xử lý trước thứ Năm")
    camera.take(page, "journeys/head-assigns")
    page.get_by_role("button", name="Phân công").click()

    page.goto(f"/hs/{code}")
    expect(page.get_by_text("Thẩm định hồ sơ – Phạm Văn Đức")).to_be_visible()


def test_an_officer_claims_and_asks_for_a_supplement_once(
    house: Served, sit: Sit, camera: Camera
) -> None:
    code = a_case(house.office, "appraise")
    page = sit("duc")

    open_step(page, code, "Thẩm định hồ sơ")
    page.get_by_role("button", name="Trả lại cho phòng").click()
    find_in_the_inbox(page, code)
    page.get_by_role("button", name=f"Nhận việc {code}").click()
    page.get_by_label("Không đủ điều kiện").check()
    page.get_by_label("Nội dung thẩm định").fill("Thiếu văn bản ủy quyền.")
    page.get_by_role("button", name="Hoàn thành bước").click()
    camera.take(page, "journeys/officer-mends")
    page.get_by_role("alert").get_by_role("link", name="Điều kiện không đáp ứng").click()
    page.get_by_label("Cần bổ sung giấy tờ").check()
    page.get_by_role("button", name="Hoàn thành bước").click()
    supplement = {"supplement_received": "Văn bản ủy quyền"}
    request = {"supplement_items": "Ủy quyền", "supplement_reason": "Điều 83",
               "contact_phone": "0258000901"}  # fmt: skip
    do(house.office, "hoa", code, "issue_supplement", request)
    do(house.office, "lan", code, "receive_supplement", supplement)
    open_step(page, code, "Thẩm định hồ sơ")
    page.get_by_label("Cần bổ sung giấy tờ").check()
    page.get_by_label("Nội dung thẩm định").fill("Vẫn thiếu.")
    page.get_by_role("button", name="Hoàn thành bước").click()

    expect(page.get_by_role("alert")).to_contain_text("Đã yêu cầu bổ sung 1 lần")
    camera.take(page, "journeys/officer-asks-twice")


def test_a_head_issues_the_request_and_the_clock_stands(
    house: Served, sit: Sit, camera: Camera
) -> None:
    code = a_case(house.office, "appraise")
    lacking = {"appraisal": "supplement", "findings": "Thiếu văn bản ủy quyền."}
    do(house.office, "duc", code, "appraise", lacking)
    page = sit("hoa")

    open_step(page, code, "Yêu cầu bổ sung giấy tờ")
    page.get_by_label("Nội dung cần bổ sung").fill("Văn bản ủy quyền\nBản sao Căn cước")
    page.get_by_label("Lý do và căn cứ pháp lý").fill("Khoản 2 Điều 83")
    page.get_by_label("Đề nghị nộp bổ sung trước ngày").fill("30112026")
    camera.take(page, "journeys/head-asks")
    page.get_by_role("button", name="Phát hành yêu cầu").click()

    page.goto(f"/hs/{code}")
    expect(page.locator("h1 ~ .deadline")).to_have_text("tạm dừng")
    request = page.get_by_role("link", name="Yêu cầu bổ sung hồ sơ").get_attribute("href")
    assert page.request.get(request or "").body().startswith(b"%PDF")
    camera.take(page, "journeys/case-paused")


def test_the_tax_partner_answers(house: Served, sit: Sit, camera: Camera) -> None:
    code = a_case(house.office, "tax_code")
    page = sit("quan")

    open_step(page, code, "Cấp mã số thuế")
    page.get_by_label("Mã số thuế của hộ kinh doanh").fill("4201234567")
    page.get_by_label("Ngày cấp mã số").fill("18/11/2026")
    camera.take(page, "journeys/partner-answers")
    page.get_by_role("button", name="Hoàn thành bước").click()

    page.goto(f"/hs/{code}")
    expect(page.get_by_text("Phê duyệt kết quả – Lãnh đạo Ủy ban nhân dân")).to_be_visible()


def test_a_leader_returns_for_rework_once_then_approves(
    house: Served, sit: Sit, camera: Camera
) -> None:
    code = a_case(house.office, "approve")
    page = sit("binh")

    open_step(page, code, "Phê duyệt kết quả")
    page.get_by_label("Trả lại để làm lại").check()
    page.get_by_label("Lý do trả lại").fill("Ghi lại mã ngành.")
    page.get_by_role("button", name="Ghi ý kiến phê duyệt").click()
    bring(house.office, code, "approve", since="appraise")
    open_step(page, code, "Phê duyệt kết quả")
    expect(page.get_by_text("Ghi lại mã ngành.")).to_be_visible()
    camera.take(page, "journeys/leader-approves")
    page.get_by_label("Đồng ý").check()
    page.get_by_role("button", name="Ghi ý kiến phê duyệt").click()

    page.goto(f"/hs/{code}")
    expect(page.get_by_text("Cấp số, đóng dấu kết quả – Văn phòng HĐND và UBND")).to_be_visible()
    camera.take(page, "journeys/case-reworked")


def test_the_registry_numbers_uploads_the_scan_and_hands_back(
    house: Served, sit: Sit, camera: Camera
) -> None:
    code = a_case(house.office, "number_result")
    page = sit("van")

    open_step(page, code, "Cấp số, đóng dấu kết quả")
    page.get_by_label("Số, ký hiệu của kết quả").fill("1024/GCN")
    page.get_by_label("Bản quét kết quả").set_input_files(
        {"name": "kết quả.txt", "mimeType": "text/plain", "buffer": b"x"}
    )
    page.get_by_role("button", name="Cấp số và phát hành").click()
    expect(page.get_by_role("alert")).to_be_visible()
    camera.take(page, "journeys/registry-wrong-file")
    page.get_by_label("Bản quét kết quả").set_input_files(
        {"name": "kết quả.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    page.get_by_role("button", name="Cấp số và phát hành").click()
    open_step(page, code, "Chuyển kết quả về quầy")
    page.get_by_role("button", name="Chuyển kết quả về quầy").click()

    page.goto(f"/hs/{code}")
    expect(page.get_by_role("cell", name="1024/GCN")).to_be_visible()
    expect(page.get_by_text("Trả kết quả – Trung tâm Phục vụ hành chính công")).to_be_visible()


def test_the_loser_of_a_race_reads_who_was_first(house: Served, sit: Sit, camera: Camera) -> None:
    code = a_case(house.office, "approve")
    page = sit("binh")
    open_step(page, code, "Phê duyệt kết quả")
    do(house.office, "khanh", code, "approve", {"approval": "approved"})

    page.get_by_label("Trả lại để làm lại").check()
    page.get_by_label("Lý do trả lại").fill("Chưa rõ.")
    page.get_by_role("button", name="Ghi ý kiến phê duyệt").click()

    expect(page.get_by_role("main")).to_contain_text("Ngô Duy Khánh")
    camera.take(page, "journeys/leader-came-second")
