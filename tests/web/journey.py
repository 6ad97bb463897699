"""A case's day through the screens, as far as a test needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from tests.web.desk import Desk

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


def go(seat: Callable[[str], Desk], code: str, until: str = "") -> None:
    """Take a received case along its good day, up to but not through a step."""
    for login, step, answers in GOOD_DAY:
        if step == until:
            return
        typed = dict(answers)
        if step == "number_result":
            typed["sealed_scan.upload"] = (BytesIO(SCAN), "kết quả.pdf")
        seat(login).do(code, step, typed)
