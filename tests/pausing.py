"""The shipped procedure with pauses that its texts are silent about, and how they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.actions import pausing
from engine.models import Case, Pause
from engine.office import Office
from engine.rules.pause import PauseKind
from tests.office import person
from tests.redrawn import publish

# What an analyst would state who has found a source for it, and what the procedure states.
ADMITTED = {
    'kinds = ["applicant_request"]': 'kinds = ["financial_duty", "applicant_request", "excluded"]'
}
DUTY: Mapping[str, Any] = {
    "document_no": "12/TB-CCT",
    "amount": "2.500.000",
    "payer": "Nguyễn Thị Ánh Tuyết",
    "until": "30/11/2026",
    "pause_reason": "Lệ phí trước bạ",
}
REQUEST: Mapping[str, Any] = {"dated": "16/11/2026", "pause_reason": "Xin chờ sửa hợp đồng thuê"}
EXCLUDED: Mapping[str, Any] = {
    "legal_basis": "Khoản 3 Điều 9 Luật X",
    "until": "18/11/2026",
    "pause_reason": "Niêm yết công khai",
}


def admit_pauses(office: Office) -> None:
    """Publish the procedure with all kinds of pauses admitted."""
    publish(office, {}, facts=ADMITTED)


def pause(
    office: Office, login: str, code: str, kind: PauseKind, typed: Mapping[str, Any]
) -> Pause:
    """Stop the clock of a case, as the person of that login."""
    with office.transaction() as session:
        return pausing.pause_case(session, office, person(office, login), code, kind, typed)


def resume(office: Office, login: str, code: str, pause_id: int) -> Case:
    """End a pause of a case, as the person of that login."""
    with office.transaction() as session:
        return pausing.resume_case(session, office, person(office, login), code, pause_id)


# The supplement's two steps, drawn as the notice of a duty and its payment.
DRAWN_DUTY = {
    '<spiffworkflow:property name="does" value="issue_supplement" />': (
        '<spiffworkflow:property name="does" value="issue_financial_duty" />'
    ),
    '<spiffworkflow:property name="does" value="receive_supplement" />': (
        '<spiffworkflow:property name="does" value="confirm_payment" />'
    ),
}
_FIELD = """
[[fields]]
key = "{key}"
kind = "{kind}"
label = "{key}"
label_en = "{key}"
required = true
"""
DUTY_FORMS = {
    "forms/issue_supplement.toml": 'title = "Thông báo"\ntitle_en = "Notice"\n'
    + "".join(
        _FIELD.format(key=key, kind=kind)
        for key, kind in (
            ("document_no", "text"), ("amount", "money"), ("payer", "text"),
            ("until", "date"), ("pause_reason", "long_text"),
        )
    ),
    "forms/receive_supplement.toml": 'title = "Đã nộp"\ntitle_en = "Paid"\n'
    + _FIELD.format(key="receipt_no", kind="text"),
    # The letter for a supplement asks for fields that these forms do not have.
    "letters/supplement.toml": 'name = "Thông báo"\nname_en = "Notice"\nform = "02"\n'
    'subject = "Nghĩa vụ tài chính"\nbody = "Số tiền: {{ answers.amount }}"\nlegal_basis = ["X"]\n',
}  # fmt: skip
