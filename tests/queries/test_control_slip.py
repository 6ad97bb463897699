"""The control slip: what the hand-overs of a case say by now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import NotFound
from engine.gateways.papers import ControlSlipPaper
from engine.office import Office
from engine.queries.control_slip import control_slip
from engine.rules.standing import Verdict
from tests.good_day import a_case
from tests.office import MONDAY, do, move_clock, person, register

COUNTER, ECONOMY = "Trung tâm Phục vụ hành chính công", "Phòng Kinh tế, Hạ tầng và Đô thị"
SENT_BACK = {"receipt": "sent_back", "send_back_reason": "Thiếu chữ ký."}


def slip_of(office: Office, code: str, login: str = "lan") -> ControlSlipPaper:
    with office.reading() as session:
        return control_slip(session, office, person(office, login), code)


def test_a_hand_over_waits_on_the_slip_for_its_second_signature(office: Office) -> None:
    code = register(office).code or ""
    do(office, "lan", code, "hand_over", {"hand_over_note": "Kèm 01 bản chính"})

    slip = slip_of(office, code)

    (line,) = slip.hand_overs
    assert (line.gave, line.giver, line.received, line.receiver) == (
        COUNTER, "Nguyễn Thị Lan", ECONOMY, None,
    )  # fmt: skip
    assert (line.received_at, line.note) == (None, "Kèm 01 bản chính")


def test_what_was_sent_back_stays_on_the_slip_with_its_reason(office: Office) -> None:
    code = register(office).code or ""
    do(office, "lan", code, "hand_over", {})
    do(office, "hoa", code, "receive_case", SENT_BACK)
    do(office, "lan", code, "hand_over", {})

    slip = slip_of(office, code)

    assert [line.note for line in slip.hand_overs] == ["Chuyển trả lại: Thiếu chữ ký.", None]


def test_the_last_hand_over_says_whether_the_result_came_in_time(office: Office) -> None:
    code = a_case(office, until="hand_back")
    move_clock(office, MONDAY + timedelta(days=4))
    do(office, "van", code, "hand_back", {})

    slip = slip_of(office, code)

    assert [line.result for line in slip.hand_overs] == [None, Verdict.LATE]
    assert (slip.competent_unit, slip.partners) == (ECONOMY, ("Tổ quản lý hộ kinh doanh",))


def test_a_case_of_another_unit_has_no_slip_to_print(office: Office) -> None:
    code = register(office).code or ""

    with pytest.raises(NotFound):
        slip_of(office, code, "my")
