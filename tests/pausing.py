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

# What an analyst would state who has found a source for it.
ADMITTED = """
[pauses]
runs = "domain_notes"
[pauses.stated.domain_notes]
kinds = ["financial_duty", "applicant_request", "excluded"]
confirmed = false
where = "a test"
"""
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
    publish(office, {}, stated=ADMITTED)


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
