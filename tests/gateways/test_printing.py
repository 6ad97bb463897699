"""Papers say everything, in order, on the right paper, and nothing typed runs."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from engine.gateways.papers import Charge, HandedInPaper, Paper, Party, PartyKind
from engine.gateways.printing import MemoryPrinter, PagePrinter, PdfPrinter, PrinterMissing
from tests.gateways import sample_papers as sample

FONTS = Path(__file__).parents[2] / "web/static/dist"
MILLIMETRES_A4 = (210, 297)

with_fonts = pytest.mark.skipif(
    not (FONTS / "print-fonts.css").is_file(), reason="the fonts come with `make setup`"
)
with_scanner = pytest.mark.skipif(
    not (shutil.which("zbarimg") and shutil.which("pdftoppm")),
    reason="zbarimg and pdftoppm read the printed codes",
)


@pytest.fixture(scope="module")
def printer() -> PdfPrinter:
    return PdfPrinter(FONTS)


def pages_of(pdf: bytes) -> list[str]:
    """Read the pages as text, with the line breaks of the page smoothed away."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def assert_in_order(text: str, parts: list[str]) -> None:
    place = 0
    for part in parts:
        found = text.find(part, place)
        assert found >= 0, f"“{part}” is not there, or not after what comes before it"
        place = found + len(part)


@with_fonts
def test_a_receipt_has_every_field_of_form_01_in_order_on_both_copies(
    printer: PdfPrinter,
) -> None:
    receipt = sample.a_receipt()

    (sheet,) = pages_of(printer.pdf(receipt))

    one_copy = [
        "ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA",
        "UBND PHƯỜNG NHA TRANG",
        "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        "Số: 42/TNHS",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Nha Trang, ngày 23 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H32.1-261123-0042",
        "UBND phường Nha Trang",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Ánh Tuyết",
        "Số CCCD: 056190001234",
        "Địa chỉ: 12/3 Nguyễn Đình Chiểu, phường Nha Trang",
        "Số điện thoại: 0901 234 567",
        "Email: anhtuyet@example.vn",
        "Người nộp hồ sơ: Trần Văn Đức (người được ủy quyền). Số CCCD: 056085001235",
        "Nội dung yêu cầu giải quyết: Đăng ký thành lập hộ kinh doanh",
        "1. Thành phần hồ sơ nộp gồm:",
        "motcua.example.vn/t/",
        "Mã tra cứu: K7M2QX",
        "STT Tên giấy tờ Loại Số lượng",
        "1 Giấy tờ thứ 1 Bản sao 01",
        "2 Giấy tờ thứ 2 Bản chính 01",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "Thời gian giải quyết theo quy định: 03 ngày làm việc",
        "3. Thời gian nhận hồ sơ: 08 giờ 15 phút, ngày 23/11/2026",
        "4. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 27/11/2026",
        "5. Đăng ký nhận kết quả tại: Bộ phận Một cửa",
        "6. Phí, lệ phí: 100.000 đồng (Một trăm nghìn đồng) – Lệ phí đăng ký: đã thu",
        "quyển số: 01/2026, số thứ tự: 42",
        "NGƯỜI NỘP HỒ SƠ",
        "Trần Văn Đức",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Thị Bích",
    ]
    assert_in_order(sheet, one_copy + one_copy)
    assert_in_order(sheet, ["Liên 1: giao người nộp", "Liên 2: lưu hồ sơ"])


@with_fonts
@pytest.mark.parametrize("papers", [1, 3, 5])
def test_two_copies_share_one_a4_sheet(printer: PdfPrinter, papers: int) -> None:
    pdf = PdfReader(io.BytesIO(printer.pdf(sample.a_receipt(papers))))

    sizes = [(page.mediabox.width, page.mediabox.height) for page in pdf.pages]

    assert [tuple(round(float(side) * 25.4 / 72) for side in size) for size in sizes] == [
        MILLIMETRES_A4
    ]


def test_a_receipt_with_many_papers_takes_sheets_of_its_own_for_each_copy(
    printer: PdfPrinter,
) -> None:
    pages = pages_of(printer.pdf(sample.a_receipt(papers=60)))

    half = len(pages) // 2
    first, second = " ".join(pages[:half]), " ".join(pages[half:])
    for copy, name in ((first, "Liên 1"), (second, "Liên 2")):
        assert copy.count("GIẤY TIẾP NHẬN HỒ SƠ") == 1
        assert_in_order(copy, [f"Giấy tờ thứ {place} " for place in range(1, 61)] + [name])
    assert pages[half].startswith("ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA")
    assert all("STT Tên giấy tờ" in page for page in pages), "each page repeats the table's head"


@pytest.mark.parametrize(
    ("paper", "parts"),
    [
        pytest.param(
            sample.a_guidance(),
            ["Số: …………/HDHS", "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Nguyễn Thị Ánh Tuyết",
             "Giấy đề nghị đăng ký hộ kinh doanh", "Bản sao thẻ Căn cước", "Lý do:",
             "Khoản 2 Điều 85", "bà Trần Thị Bích", "0258 3821 001", "NGƯỜI HƯỚNG DẪN",
             "Trần Thị Bích"],
            id="guidance",
        ),
        pytest.param(
            sample.a_supplement(),
            ["Số: 07/HDHS", "H32.1-261123-0042", "lần 1", "08 giờ 15 phút, ngày 23/11/2026",
             "17 giờ 00 phút, ngày 27/11/2026", "Hợp đồng thuê địa điểm", "Lý do:",
             "ngày 07/12/2026", "TL. CHỦ TỊCH", "TRƯỞNG PHÒNG KINH TẾ", "Lê Quốc Hùng"],
            id="supplement",
        ),
        pytest.param(
            sample.a_refusal(),
            ["PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "không tiếp nhận",
             "Lý do: Không thuộc đối tượng", "Khoản 2 Điều 85", "NGƯỜI NỘP HỒ SƠ"],
            id="refusal",
        ),
        pytest.param(
            sample.an_ineligible_answer(),
            ["THÔNG BÁO", "Về việc hồ sơ không đủ điều kiện", "Kính gửi: Nguyễn Thị Ánh Tuyết",
             "Qua thẩm định", "Trân trọng thông báo.", "Nơi nhận:", "Như trên;", "Lưu: VT.",
             "Lê Quốc Hùng"],
            id="ineligible",
        ),
        pytest.param(
            sample.an_apology(),
            ["Số: 03/PXL", "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
             "Kính gửi: Nguyễn Thị Ánh Tuyết", "Địa chỉ: 12/3 Nguyễn Đình Chiểu",
             "08 giờ 15 phút, ngày 23/11/2026", "H32.1-261123-0042",
             "đã hẹn: 17 giờ 00 phút, ngày 27/11/2026", "Lý do: Chờ cơ quan thuế", "xin lỗi",
             "16 giờ 30 phút, ngày 04/12/2026", "0258 3821 001", "TL. CHỦ TỊCH",
             "TRƯỞNG PHÒNG KINH TẾ", "Lê Quốc Hùng"],
            id="apology",
        ),
        pytest.param(
            sample.a_stop(),
            ["THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "kể từ 09 giờ 05 phút, ngày 25/11/2026",
             "theo đề nghị rút hồ sơ", "Giấy đề nghị", "hoàn trả 100.000 đồng"],
            id="stop",
        ),
        pytest.param(
            sample.a_control_slip(),
            ["PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "Kèm theo hồ sơ của", "TÊN CƠ QUAN",
             "1. Giao: Bộ phận Một cửa", "2. Nhận: Phòng Kinh tế",
             "Giao: 08 giờ 15 phút", "Nhận: 09 giờ 05 phút", "Trước hạn", "Đủ giấy tờ",
             "1. Giao: Phòng Kinh tế", "Nhận: ………"],
            id="control slip",
        ),
    ],
)  # fmt: skip
def test_a_paper_says_what_its_form_wants_in_order(
    printer: PdfPrinter, paper: Paper, parts: list[str]
) -> None:
    assert_in_order(" ".join(pages_of(printer.pdf(paper))), parts)


def test_a_long_control_slip_repeats_its_head_and_splits_no_hand_over(
    printer: PdfPrinter,
) -> None:
    pages = pages_of(printer.pdf(sample.a_control_slip(hand_overs=20)))

    assert len(pages) > 1
    for page in pages:
        assert "THỜI GIAN GIAO, NHẬN HỒ SƠ" in page
        assert page.count("1. Giao:") == page.count("Người giao")


@with_scanner
def test_the_codes_can_be_scanned_from_the_printed_sheet(
    printer: PdfPrinter, tmp_path: Path
) -> None:
    receipt = sample.a_receipt()
    (tmp_path / "receipt.pdf").write_bytes(printer.pdf(receipt))

    subprocess.run(
        ["pdftoppm", "-r", "200", "-png", "receipt.pdf", "page"], cwd=tmp_path, check=True
    )
    page = min(tmp_path.glob("page*.png"))
    read = subprocess.run(["zbarimg", "-q", page], capture_output=True, text=True, check=True)

    assert f"QR-Code:{receipt.lookup_url}" in read.stdout.splitlines()
    assert f"CODE-128:{receipt.case_code}" in read.stdout.splitlines()


@pytest.mark.parametrize("paper", sample.every_paper(), ids=lambda paper: type(paper).__name__)
def test_what_was_typed_stays_text(paper: Paper) -> None:
    typed = '<script>alert(1)</script><img src="file:///etc/passwd">'
    party = Party(name=typed, address=typed, phone=typed, email=typed, identity=typed)
    whose: Any = {"addressee" if hasattr(paper, "addressee") else "owner": party}

    page = MemoryPrinter().html(replace(paper, **whose))

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_a_very_long_name_wraps_inside_the_page(printer: PdfPrinter) -> None:
    endless = "HợpTácXã" * 40
    receipt = replace(sample.a_receipt(), owner=Party(name=endless))

    text = "".join("".join(pages_of(printer.pdf(receipt))).split())

    assert text.count(endless) == 2


@pytest.mark.parametrize(
    "paper", [sample.a_receipt(), sample.a_guidance(), sample.a_refusal()], ids=lambda it: it.title
)
def test_an_owner_who_comes_in_person_is_named_once(paper: HandedInPaper) -> None:
    page = PagePrinter().html(replace(paper, submitter=paper.owner, relation=None))

    assert "Người nộp hồ sơ:" not in page


def test_an_organisation_is_known_by_its_tax_number() -> None:
    company = Party(name="Công ty A", kind=PartyKind.ORGANISATION, identity="4200123456")

    page = MemoryPrinter().html(replace(sample.a_receipt(), owner=company, submitter=company))

    assert "Mã số thuế: 4200123456" in page
    assert "Số CCCD" not in page


@pytest.mark.parametrize(
    ("charges", "said"),
    [
        pytest.param((), "6. Phí, lệ phí: không thu.", id="free"),
        pytest.param(
            (Charge("Phí", 50_000), Charge("Lệ phí", 100_000, paid=True)),
            "<strong>150.000 đồng</strong> (Một trăm năm mươi nghìn đồng)"
            " – Phí 50.000 đồng: chưa thu; Lệ phí 100.000 đồng: đã thu.",
            id="two fees, one paid",
        ),
    ],
)
def test_fees_are_totalled_and_say_whether_they_were_paid(
    charges: tuple[Charge, ...], said: str
) -> None:
    assert said in MemoryPrinter().html(replace(sample.a_receipt(), charges=charges))


def test_only_a_demo_office_marks_its_papers() -> None:
    mark = "Dữ liệu trình diễn"

    assert mark not in MemoryPrinter().html(sample.a_receipt())
    assert mark in MemoryPrinter().html(replace(sample.a_receipt(), demo=True))


def test_a_moment_without_a_zone_is_not_printed() -> None:
    nowhere = datetime(2026, 11, 23, 8, 15)  # noqa: DTZ001 - the lack of a zone is the point

    with pytest.raises(ValueError, match="zone"):
        MemoryPrinter().html(replace(sample.a_receipt(), received=nowhere))


def test_a_pdf_is_tagged_for_screen_readers(printer: PdfPrinter) -> None:
    pdf = PdfReader(io.BytesIO(printer.pdf(sample.a_guidance())))

    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ – Nguyễn Thị Ánh Tuyết"


@with_fonts
def test_a_pdf_carries_its_own_fonts(printer: PdfPrinter) -> None:
    (page,) = PdfReader(io.BytesIO(printer.pdf(sample.a_guidance()))).pages

    resources: Any = page["/Resources"]
    fonts = [font.get_object()["/BaseFont"] for font in resources["/Font"].values()]

    assert fonts
    assert [font for font in fonts if "Noto-Serif" not in font] == []


def test_without_the_typesetter_the_page_can_still_be_printed_from_the_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    printer = PdfPrinter()

    with pytest.raises(PrinterMissing) as refusal:
        printer.pdf(sample.a_receipt())

    assert "trình duyệt" in refusal.value.said.to("vi")
    page = printer.html(sample.a_receipt(), nonce="n0nce")
    assert '<style nonce="n0nce">' in page
    assert "K7M2QX" in page


def test_the_tame_printer_remembers_what_was_printed() -> None:
    printer = MemoryPrinter()

    content = printer.pdf(sample.a_receipt())

    assert content.startswith(b"%PDF-")
    assert printer.printed == [sample.a_receipt()]
