"""A case's good day: who does which step with which answers, and the verbs that do it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from engine.actions import documents
from engine.office import Office
from tests.office import do, person, register

SCAN = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
# Who does which step with which answers, on a good day.
GOOD_DAY: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("lan", "hand_over", {}),
    ("hoa", "receive_case", {"receipt": "received"}),
    ("hoa", "assign_officer", {"officer": "duc"}),
    (
        "duc",
        "appraise",
        {"appraisal": "qualified", "findings": "Đủ điều kiện", "business_code": "4711"},
    ),
    ("quan", "tax_code", {"tax_code": "0401234567"}),
    ("binh", "approve", {"approval": "approved"}),
    ("van", "number_result", {"result_number": "01/GCN", "issued_on": "16/11/2026"}),
    ("van", "hand_back", {}),
    (
        "lan",
        "return_result",
        {
            "receiver": "owner",
            "receiver_name": "Nguyễn Thị Ánh Tuyết",
            "receiver_id": "056085001234",
        },
    ),
)
SUPPLEMENT_ASKED = {
    "supplement_items": "Văn bản ủy quyền có chứng thực\nBản sao thẻ Căn cước",
    "supplement_reason": "Khoản 2 Điều 83 Nghị định 168/2025/NĐ-CP.",
    "contact_phone": "0258000901",
}
STEPS = tuple(step for _, step, _ in GOOD_DAY)

_numbers = count(1)


def a_case(office: Office, until: str = "") -> str:
    """Receive one more dossier and bring it to a step of its good day; give its code."""
    code = register(office).code or ""
    bring(office, code, until)
    return code


def bring(office: Office, code: str, until: str = "", since: str = STEPS[0]) -> None:
    """Take a case along its good day from one step to another, not through the last."""
    for login, step, answers in GOOD_DAY[STEPS.index(since) :]:
        if step == until:
            return
        given = dict(answers)
        if step == "number_result":
            number = f"{next(_numbers):02d}/GCN"
            given |= {
                "result_number": number,
                "issued_on": f"{office.today():%d/%m/%Y}",
                "sealed_scan": _scan(office, login),
            }
        do(office, login, code, step, given)


def ask_for_a_supplement(office: Office, code: str, **asked: str) -> None:
    """Let a case that is being appraised wait for its applicant."""
    do(office, "duc", code, "appraise", {"appraisal": "supplement", "findings": "Thiếu ủy quyền."})
    do(office, "hoa", code, "issue_supplement", {**SUPPLEMENT_ASKED, **asked})


def _scan(office: Office, login: str) -> str:
    with office.transaction() as session:
        stored = documents.store_file(session, office, person(office, login), "quét.pdf", SCAN)
        return str(stored.id)
