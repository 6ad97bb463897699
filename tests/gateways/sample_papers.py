"""Papers as the counter of a ward would print them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from engine.gateways.papers import (
    Agency,
    ApologyPaper,
    Charge,
    Contact,
    ControlSlipPaper,
    GuidancePaper,
    HandedIn,
    HandOver,
    IneligiblePaper,
    Paper,
    Party,
    ReceiptPaper,
    RefusalPaper,
    Signatory,
    StopPaper,
    SupplementPaper,
)
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.deadline import Term, Unit, Verdict

WARD = Agency(
    name="UBND phường Nha Trang",
    superior="Ủy ban nhân dân tỉnh Khánh Hòa",
    place="Nha Trang",
    phone="0258 3821 000",
)
OWNER = Party(
    name="Nguyễn Thị Ánh Tuyết",
    identity="056190001234",
    address="12/3 Nguyễn Đình Chiểu, phường Nha Trang",
    phone="0901 234 567",
    email="anhtuyet@example.vn",
)
PROXY = Party(name="Trần Văn Đức", identity="056085001235")
CODE = "H32.1-261123-0042"
DAY = date(2026, 11, 23)
RECEIVED = datetime(2026, 11, 23, 8, 15, tzinfo=OFFICE_ZONE)
DUE = datetime(2026, 11, 27, 17, 0, tzinfo=OFFICE_ZONE)
PROCEDURE = "Đăng ký thành lập hộ kinh doanh"
REASON = "Hồ sơ chưa có đủ thành phần theo quy định."
BASIS = ("Khoản 2 Điều 85 Nghị định số 168/2025/NĐ-CP.",)
CONTACT = Contact("bà Trần Thị Bích", "0258 3821 001")
HEAD = Signatory(("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG KINH TẾ"), "Lê Quốc Hùng")


def a_receipt(papers: int = 2) -> ReceiptPaper:
    """Give the receipt of a household business, with so many papers handed in."""
    kinds = ("Bản chính", "Bản sao")
    return ReceiptPaper(
        agency=WARD,
        day=DAY,
        number=42,
        case_code=CODE,
        owner=OWNER,
        submitter=PROXY,
        relation="người được ủy quyền",
        procedure=PROCEDURE,
        papers=tuple(
            HandedIn(f"Giấy tờ thứ {place}", kinds[place % 2], 1) for place in range(1, papers + 1)
        ),
        term=Term.of(Decimal(3), Unit.WORKING_DAYS),
        received=RECEIVED,
        due=DUE,
        return_at="Bộ phận Một cửa",
        charges=(Charge("Lệ phí đăng ký", 100_000, paid=True),),
        book="01/2026",
        entry=42,
        officer="Trần Thị Bích",
        secret="K7M2QX",
        lookup_url=f"https://motcua.example.vn/t/{CODE}",
    )


def a_guidance() -> GuidancePaper:
    """Give form 02 as the counter hands it over."""
    return GuidancePaper(
        agency=WARD,
        day=DAY,
        owner=OWNER,
        submitter=OWNER,
        procedure=PROCEDURE,
        missing=("Giấy đề nghị đăng ký hộ kinh doanh", "Bản sao thẻ Căn cước"),
        reason=REASON,
        legal_basis=BASIS,
        contact=CONTACT,
        officer="Trần Thị Bích",
    )


def a_supplement() -> SupplementPaper:
    """Give form 02 as the head of a department signs it."""
    return SupplementPaper(
        agency=WARD,
        day=DAY,
        number=7,
        case_code=CODE,
        owner=OWNER,
        procedure=PROCEDURE,
        received=RECEIVED,
        due_before=DUE,
        missing=("Hợp đồng thuê địa điểm kinh doanh",),
        reason=REASON,
        legal_basis=BASIS,
        answer_by=date(2026, 12, 7),
        contact=CONTACT,
        signatory=HEAD,
    )


def a_refusal() -> RefusalPaper:
    """Give form 03."""
    return RefusalPaper(
        agency=WARD,
        day=DAY,
        owner=OWNER,
        procedure=PROCEDURE,
        reason="Không thuộc đối tượng được đăng ký.",
        legal_basis=BASIS,
        contact=CONTACT,
        submitter=PROXY,
        relation="người được ủy quyền",
        officer="Trần Thị Bích",
    )


def an_ineligible_answer() -> IneligiblePaper:
    """Give a written answer in the procedure's words."""
    return IneligiblePaper(
        agency=WARD,
        day=DAY,
        subject="Về việc hồ sơ không đủ điều kiện",
        case_code=CODE,
        addressee=OWNER,
        body=("Qua thẩm định, hồ sơ không đủ điều kiện.", "Trân trọng thông báo."),
        contact=CONTACT,
        signatory=HEAD,
        recipients=("Như trên", "Lưu: VT"),
    )


def an_apology() -> ApologyPaper:
    """Give form 04 as a head of department signs it by the leader's order."""
    return ApologyPaper(
        agency=WARD,
        day=DAY,
        number=3,
        case_code=CODE,
        owner=OWNER,
        procedure=PROCEDURE,
        received=RECEIVED,
        due=DUE,
        second=datetime(2026, 12, 4, 16, 30, tzinfo=OFFICE_ZONE),
        reason="Chờ cơ quan thuế cấp mã số thuế.",
        contact=CONTACT,
        signatory=HEAD,
    )


def a_stop() -> StopPaper:
    """Give form 05 after a withdrawal."""
    return StopPaper(
        agency=WARD,
        day=DAY,
        case_code=CODE,
        owner=OWNER,
        procedure=PROCEDURE,
        received=RECEIVED,
        due=DUE,
        stopped=datetime(2026, 11, 25, 9, 5, tzinfo=OFFICE_ZONE),
        withdrawn=True,
        reason="Người nộp đề nghị rút hồ sơ.",
        returned_papers=("Giấy đề nghị đăng ký hộ kinh doanh",),
        fee_decision="hoàn trả 100.000 đồng.",
        contact=CONTACT,
        signatory=HEAD,
    )


def a_control_slip(hand_overs: int = 1) -> ControlSlipPaper:
    """Give form 06 with so many confirmed hand-overs, and one that nobody took yet."""
    taken = HandOver(
        gave="Bộ phận Một cửa",
        giver="Trần Thị Bích",
        gave_at=RECEIVED,
        received="Phòng Kinh tế",
        receiver="Lê Quốc Hùng",
        received_at=datetime(2026, 11, 23, 9, 5, tzinfo=OFFICE_ZONE),
        result=Verdict.EARLY,
        note="Đủ giấy tờ",
    )
    waiting = replace(
        taken, gave="Phòng Kinh tế", received="Văn thư", receiver=None, received_at=None
    )
    return ControlSlipPaper(
        agency=WARD,
        day=DAY,
        case_code=CODE,
        owner=OWNER,
        procedure=PROCEDURE,
        received=RECEIVED,
        due=DUE,
        competent_unit="Phòng Kinh tế",
        partners=("Thuế cơ sở 1",),
        hand_overs=(taken,) * hand_overs + (waiting,),
    )


def every_paper() -> list[Paper]:
    """Give one of each form."""
    return [
        a_receipt(),
        a_guidance(),
        a_supplement(),
        a_refusal(),
        an_ineligible_answer(),
        an_apology(),
        a_stop(),
        a_control_slip(),
    ]
