"""Clocks stopped and let run on, as people do it on the screens."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.office import Office
from engine.rules.pause import PauseKind
from tests.good_day import a_case, ask_for_a_supplement
from tests.moments import at
from tests.office import do, move_clock
from tests.pausing import DUTY, REQUEST, admit_pauses, pause
from tests.web.desk import Desk


def test_the_date_is_told_before_a_clock_is_stopped(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    admit_pauses(office)
    code = a_case(office, "appraise")
    officer = seat("duc")
    assert f"/hs/{code}/tam-dung/financial_duty" in officer.read(f"/hs/{code}")

    place = f"/hs/{code}/tam-dung/financial_duty"
    first = officer.read(place)
    looked = officer.send(place, {**DUTY, "look": "1"}, status=200).text

    assert '17/11/2026</td><td class="nowrap"><strong>17:00 20/11/2026' in first
    assert '30/11/2026</td><td class="nowrap"><strong>17:00 03/12/2026' in looked
    assert 'value="12/TB-CCT"' in looked
    assert 'class="table-warning"' not in _pauses(officer.read(f"/hs/{code}"))


def test_a_clock_is_stopped_and_runs_on_with_its_paper_on_the_case_file(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    admit_pauses(office)
    code = a_case(office, "appraise")
    officer = seat("duc")

    officer.send(f"/hs/{code}/tam-dung/financial_duty", {**DUTY, "_key": "once"})
    officer.send(f"/hs/{code}/tam-dung/financial_duty", {**DUTY, "_key": "once"})
    move_clock(office, at(17, 9))
    officer = seat("duc")
    page = officer.read(f"/hs/{code}")

    for words in ("12/TB-CCT", "2.500.000 đồng, Nguyễn Thị Ánh Tuyết", "Lệ phí trước bạ",
                  "đến hết 30/11/2026", "Yêu cầu thực hiện nghĩa vụ tài chính"):  # fmt: skip
        assert words in page, words
    assert page.count("12/TB-CCT</td>") == 1
    assert "Nếu kết thúc bây giờ, hạn trả là 17:00 20/11/2026." in page
    pause_id = re.search(r'name="pause" value="(\d+)"', page)
    assert pause_id
    officer.send(f"/hs/{code}/chay-tiep", {"pause": pause_id[1]})
    after = officer.read(f"/hs/{code}")
    assert "17:00 20/11/2026" in after
    again = officer.send(f"/hs/{code}/chay-tiep", {"pause": pause_id[1]}, status=409).text
    assert "Kỳ tạm dừng này đã kết thúc" in again


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    admit_pauses(office)
    code = a_case(office, "appraise")

    page = (
        seat("hoa")
        .send(
            f"/hs/{code}/tam-dung/excluded",
            {"until": "01/11/2026", "pause_reason": "Niêm yết"},
            status=422,
        )
        .text
    )

    assert 'id="legal_basis-problem"' in page
    assert "kỳ tạm dừng sẽ kết thúc trước khi bắt đầu" in page
    assert "Niêm yết</textarea>" in page


def test_a_procedure_without_pauses_says_so_on_the_page(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = a_case(office, "appraise")
    officer = seat("duc")

    assert "tam-dung/financial_duty" not in officer.read(f"/hs/{code}")
    page = officer.read(f"/hs/{code}/tam-dung/financial_duty")
    refused = officer.send(f"/hs/{code}/tam-dung/financial_duty", {**DUTY}, status=409).text

    words = "“Đăng ký thành lập hộ kinh doanh” không cho tạm dừng thời hạn vì lý do này."
    assert words in page
    assert words in refused
    officer.read(f"/hs/{code}/tam-dung/supplement", status=404)


def test_the_supplement_tells_its_dates_before_it_is_sent_and_when_it_came(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = a_case(office, "appraise")
    do(office, "duc", code, "appraise", {"appraisal": "supplement", "findings": "Thiếu"})
    head = seat("hoa")
    step = re.search(r"/viec/(\d+)", head.read(f"/hs/{code}"))
    assert step
    assert "Nếu thời hạn chạy tiếp từ ngày" in head.read(f"/viec/{step[1]}")


def test_the_counter_sees_the_date_that_a_received_supplement_makes(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = a_case(office, "appraise")
    ask_for_a_supplement(office, code)
    move_clock(office, at(18, 9))
    clerk = seat("lan")
    step = re.search(r"/viec/(\d+)", clerk.read(f"/hs/{code}"))
    assert step

    assert "Nếu kết thúc bây giờ, hạn trả là 17:00 23/11/2026." in clerk.read(f"/viec/{step[1]}")


def test_a_waiting_step_of_a_paused_case_is_shown_as_paused(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    admit_pauses(office)
    code = a_case(office, "appraise")
    pause(office, "duc", code, PauseKind.APPLICANT_REQUEST, REQUEST)
    move_clock(office, at(20, 9))

    listed = seat("duc").read("/viec?o=toi")
    assert code in listed
    assert "text-danger-emphasis" not in listed.split(code)[1].split("</tr>")[0]


def _pauses(page: str) -> str:
    """The part of a case file that lists its pauses; nothing where there was none."""
    found = re.search(r'<section id="pauses".*?</section>', page, re.DOTALL)
    return found.group() if found else ""
