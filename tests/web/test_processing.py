"""The desks behind the counter, through their screens: the inbox and the steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import event, select

from engine.models import Case
from engine.office import Office
from engine.rules.status import Status
from tests.office import MONDAY, move_clock, register, waiting
from tests.web.desk import Desk
from tests.web.journey import go


def status(office: Office, code: str) -> Status:
    with office.reading() as session:
        return Status(session.scalars(select(Case.status).where(Case.code == code)).one())


def test_a_case_goes_from_the_counter_to_its_result_through_the_screens(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()

    go(seat, code)

    assert status(office, code) is Status.RETURNED
    assert waiting(office, code) == []


def test_a_new_case_waits_in_the_counters_inbox(seat: Callable[[str], Desk]) -> None:
    code = seat("lan").receive()

    page = seat("minh").read("/viec?o=phong")

    assert code in page
    assert "Chuyển hồ sơ đi xử lý" in page


def test_what_one_claims_is_in_ones_hands(office: Office, seat: Callable[[str], Desk]) -> None:
    code = seat("lan").receive()
    task = waiting(office, code)[0]

    seat("minh").send(f"/viec/{task.id}/nhan", {})

    assert code in seat("minh").read("/viec?o=toi")
    assert code not in seat("lan").read("/viec?o=toi")


def test_what_a_colleague_holds_says_who_has_it(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    task = waiting(office, code)[0]
    seat("minh").send(f"/viec/{task.id}/nhan", {})

    answer = seat("lan").send(f"/viec/{task.id}", {}, 409)

    assert "Trần Quốc Minh" in answer.text
    assert "08:00" in answer.text


def test_the_loser_of_a_race_reads_who_was_quicker_and_when(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    task = waiting(office, code)[0]
    seat("lan").send(f"/viec/{task.id}", {})

    answer = seat("minh").send(f"/viec/{task.id}", {"hand_over_note": "đủ giấy tờ"}, 409)

    assert "Nguyễn Thị Lan" in answer.text
    assert "08:00 16/11/2026" in answer.text
    assert f'href="/hs/{code}"' in answer.text
    assert "đủ giấy tờ" in answer.text


def test_who_comes_too_late_to_decide_still_has_what_was_typed(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="approve")
    task = waiting(office, code)[0]
    seat("binh").send(f"/viec/{task.id}", {"approval": "approved"})

    late = {"approval": "rework", "rework_reason": "Chưa ghi ngành nghề"}
    page = unescape(seat("khanh").send(f"/viec/{task.id}", late, 409).text)

    assert "Huỳnh Thanh Bình" in page
    assert "Trả lại để làm lại" in page
    assert "Chưa ghi ngành nghề" in page


@pytest.mark.parametrize("act", ["nhan", "tra", "giao"])
def test_a_step_taken_meanwhile_is_shown_as_it_is_now(
    office: Office, seat: Callable[[str], Desk], act: str
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="assign_officer")
    task = waiting(office, code)[0]
    seat("hoa").send(f"/viec/{task.id}", {"officer": "duc"})

    answer = seat("hoa").send(f"/viec/{task.id}/{act}", {"login": "tuyet"}, 409)

    assert "Lê Thị Hoa đã làm bước này" in unescape(answer.text)
    assert f'href="/hs/{code}"' in answer.text


def test_a_step_of_another_department_is_not_there(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    task = waiting(office, code)[0]

    seat("duc").read(f"/viec/{task.id}", 404)
    seat("duc").send(f"/viec/{task.id}", {}, 404)


def test_sending_back_without_a_reason_asks_for_it_at_its_field(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="receive_case")

    answer = seat("hoa").do(code, "receive_case", {"receipt": "sent_back"}, 422)

    assert 'href="#send_back_reason"' in answer.text
    assert 'value="sent_back" checked' in answer.text


def test_the_head_chooses_among_the_officers_of_the_department(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="assign_officer")

    page = seat("hoa").read(f"/viec/{seat('hoa').task(code, 'assign_officer').id}")

    assert '<option value="duc">Phạm Văn Đức</option>' in page
    assert "Bùi Thị Mỹ" not in page


def test_an_unchosen_officer_is_a_problem_at_the_choice(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="assign_officer")

    answer = seat("hoa").do(code, "assign_officer", {"officer": ""}, 422)

    assert 'href="#officer"' in answer.text


def test_the_next_number_of_the_register_is_suggested(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    first, second = seat("lan").receive(), seat("lan").receive()
    go(seat, first, until="hand_back")
    go(seat, second, until="number_result")

    page = seat("van").read(f"/viec/{seat('van').task(second, 'number_result').id}")

    assert 'value="02/GCN"' in page
    assert 'value="16/11/2026"' in page


def test_a_result_without_its_scan_is_not_issued(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="number_result")

    answer = seat("van").do(
        code, "number_result", {"result_number": "07/GCN", "issued_on": "16/11/2026"}, 422
    )

    assert 'href="#sealed_scan"' in answer.text
    assert 'value="07/GCN"' in answer.text


def test_the_owner_is_suggested_as_the_one_who_fetches_the_result(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="return_result")

    page = seat("lan").read(f"/viec/{seat('lan').task(code, 'return_result').id}")

    assert 'value="056085001234"' in page


def test_a_head_gives_a_step_to_somebody_else(office: Office, seat: Callable[[str], Desk]) -> None:
    code = seat("lan").receive()
    go(seat, code, until="appraise")
    task = seat("hoa").task(code, "appraise")

    seat("hoa").send(f"/viec/{task.id}/giao", {"login": "tuyet"})

    assert code in seat("tuyet").read("/viec?o=toi")
    assert code not in seat("duc").read("/viec?o=toi")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=anh tuyet", True),
        ("q=khong co ai", False),
        ("buoc=hand_over", True),
        ("buoc=appraise", False),
        ("thu-tuc=1.001612", True),
        ("han=running", True),
        ("han=overdue", False),
    ],
    ids=[
        "owner without accents", "nobody", "its step", "another step", "procedure", "in time",
        "overdue",
    ],
)  # fmt: skip
def test_the_inbox_is_narrowed_by_its_address(
    seat: Callable[[str], Desk], query: str, found: bool
) -> None:
    code = seat("lan").receive()

    page = seat("lan").read(f"/viec?o=phong&{query}")

    assert (code in page) is found


def test_an_overdue_case_says_so_and_is_found_as_overdue(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = seat("lan").receive()
    move_clock(office, MONDAY + timedelta(days=7))

    page = seat("lan").read("/viec?o=phong&han=overdue")

    assert code in page
    assert 'data-verdict="overdue"' in page


def test_a_long_inbox_goes_on_where_the_page_before_ended(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    codes = {str(register(office).code) for _ in range(27)}
    clerk = seat("lan")

    first = clerk.read("/viec?o=phong")
    later = first.split('rel="next" href="')[1].split('"')[0]
    second = clerk.read(later)

    assert {code for code in codes if code in first} | {
        code for code in codes if code in second
    } == codes
    assert sum(code in first for code in codes) == 25


def test_a_page_of_the_inbox_asks_as_much_for_many_lines_as_for_one(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    clerk = seat("lan")
    register(office)
    few = _statements(office, clerk)
    for _ in range(20):
        register(office)

    many = _statements(office, clerk)

    assert many == few


def _statements(office: Office, clerk: Desk) -> int:
    asked: list[str] = []
    engine = office.database.reading

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    clerk.read("/viec?o=phong")
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_who_waits_for_the_citizen_is_not_late(office: Office, seat: Callable[[str], Desk]) -> None:
    code = seat("lan").receive()
    go(seat, code, until="return_result")
    move_clock(office, MONDAY + timedelta(days=9))

    inbox = seat("lan").read("/viec?o=phong")
    case = seat("lan").read(f"/hs/{code}")

    assert "chờ công dân" in inbox
    assert "trễ</strong>" not in inbox
    assert "chờ công dân" in case
