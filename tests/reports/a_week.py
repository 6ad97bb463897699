"""A week in the office, made through the verbs: one case of each standing.

Monday 16 to Monday 23 November 2026. The term is three working days until the
office closes, so a case of Monday is due on Thursday at 17:00.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from engine.actions import documents, ending, reception
from engine.demo.scan import sealed_scan
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.office import an_application, do, make_office, move_clock, person, register

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=OFFICE_ZONE)


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=OFFICE_ZONE)


def make_week(folder: Path, url: str | None = None) -> tuple[Office, dict[str, str]]:
    """The office on Monday the 23rd at nine, and the code of each case by what became of it."""
    office = make_office(folder, url, at=moment(16, 8))
    codes: dict[str, str] = {}
    for name in ("early", "on_time", "late", "overdue"):
        codes[name] = _registered(office, name)
    move_clock(office, moment(17, 10))
    codes["paused"] = _registered(office, "paused")
    codes["withdrawn"] = _registered(office, "withdrawn")
    _turn_away(office)
    _finish(office, codes["early"])
    _ask_for_supplement(office, codes["paused"])
    move_clock(office, moment(18, 9))
    codes["near_due"] = _registered(office, "near_due")
    codes["voided"] = _registered(office, "voided")
    _end_two(office, codes["withdrawn"], codes["voided"])
    move_clock(office, moment(19, 10))
    _finish(office, codes["on_time"])
    move_clock(office, moment(20, 9))
    _finish(office, codes["late"])
    move_clock(office, moment(23, 8))
    codes["within"] = _registered(office, "within")
    move_clock(office, NOW)
    return office, codes


def _registered(office: Office, name: str) -> str:
    owner = replace(an_application().owner, name=f"Nguyễn Văn {name.title()}")
    return str(register(office, owner=owner).code)


def _to_the_department(office: Office, code: str) -> None:
    do(office, "lan", code, "hand_over", {})
    do(office, "hoa", code, "receive_case", {"receipt": "received"})
    do(office, "hoa", code, "assign_officer", {"officer": "duc"})


def _finish(office: Office, code: str) -> None:
    """Take a case to the moment its result is back at the counter."""
    _to_the_department(office, code)
    found = {"appraisal": "qualified", "findings": "Hợp lệ.", "business_code": "4711"}
    do(office, "duc", code, "appraise", found)
    do(office, "quan", code, "tax_code", {"tax_code": "4201234567"})
    do(office, "binh", code, "approve", {"approval": "approved"})
    with office.transaction() as session:
        scan = documents.store_file(
            session, office, person(office, "van"), f"{code}.pdf", sealed_scan(code)
        )
    sealed = {"result_number": code[-2:], "issued_on": f"{office.today():%d/%m/%Y}"}
    do(office, "van", code, "number_result", {**sealed, "sealed_scan": str(scan.id)})
    do(office, "van", code, "hand_back", {})


def _ask_for_supplement(office: Office, code: str) -> None:
    _to_the_department(office, code)
    do(office, "duc", code, "appraise", {"appraisal": "supplement", "findings": "Thiếu giấy."})
    asked = {
        "supplement_items": "Văn bản ủy quyền",
        "supplement_reason": "Hộ do nhiều người lập.",
        "contact_phone": "0258000901",
    }
    do(office, "hoa", code, "issue_supplement", asked)


def _turn_away(office: Office) -> None:
    """Somebody whose file is not received: no case of any report."""
    with office.transaction() as session:
        reception.guide(session, office, person(office, "lan"), an_application(), "Thiếu chữ ký.")


def _end_two(office: Office, withdrawn: str, voided: str) -> None:
    clerk = person(office, "lan")
    with office.transaction() as session:
        ending.withdraw_case(session, office, clerk, withdrawn, "Đổi kế hoạch.")
    with office.transaction() as session:
        ending.void_case(session, office, clerk, voided, "Nhập nhầm.")
