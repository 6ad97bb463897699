"""What an agency still says after its silence was taken as consent, on the screens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from engine import jobs
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.consulting import LAW, let_silence_consent
from tests.good_day import a_case
from tests.office import move_clock, waiting
from tests.web.desk import Desk


def test_a_late_answer_is_taken_kept_and_shown_as_late(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    let_silence_consent(office)
    code = a_case(office, "tax_code")
    (task,) = waiting(office, code)
    move_clock(office, datetime(2026, 11, 18, 9, tzinfo=OFFICE_ZONE))
    partner = seat("quan")
    before = partner.read(f"/viec/{task.id}")
    jobs.deem_consents(office)

    page = partner.read(f"/viec/{task.id}")
    partner.send(f"/viec/{task.id}", {"opinion": "disagree", "tax_note": "Còn nợ thuế"})

    words = f"coi như đồng ý vì quá hạn trả lời, theo {LAW}"
    assert "Coi như đồng ý" not in before
    assert words in page
    assert "Gửi ý kiến trả lời muộn" in page
    file = seat("hoa").read(f"/hs/{code}")
    assert words in file
    assert "Còn nợ thuế" in file
    assert "Không trả lời đúng hạn: coi như đồng ý" in file
