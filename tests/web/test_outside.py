"""What is done to a case from outside its diagram, as people read it on its file."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from engine.office import Office
from tests.office import waiting
from tests.web.desk import Desk
from tests.web.journey import go


def at(seat: Callable[[str], Desk], step: str) -> str:
    """A case that waits at a step."""
    code = seat("lan").receive()
    go(seat, code, until=step)
    return code


def ways(page: str, act: str) -> dict[str, str]:
    """The places a form offers: words to value."""
    form = re.search(rf'<select[^>]*name="{act}_way".*?</select>', page, re.DOTALL)
    assert form, page
    found = re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', form[0])
    return {words: value for value, words in found}


def test_a_leader_sends_a_case_back_and_the_history_says_why(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = at(seat, "approve")
    leader = seat("binh")
    page = leader.read(f"/hs/{code}")
    way = ways(page, "send_back")["Phê duyệt kết quả → Thẩm định hồ sơ"]

    leader.send(f"/hs/{code}/tra-lai", {"send_back_way": way, "send_back_reason": "Sai mã ngành"})

    assert "Hạn trả vẫn là 17:00 19/11/2026." in page
    after = leader.read(f"/hs/{code}")
    assert "Trả hồ sơ về bước trước: Phê duyệt kết quả → Thẩm định hồ sơ" in after
    assert "Sai mã ngành" in after
    assert "Bị trả lại: Thẩm định hồ sơ – Sai mã ngành" in seat("duc").read("/thong-bao")
    assert [task.step for task in waiting(office, code)] == ["appraise"]


def test_a_second_click_sends_back_once(office: Office, seat: Callable[[str], Desk]) -> None:
    code = at(seat, "approve")
    leader = seat("binh")
    way = ways(leader.read(f"/hs/{code}"), "send_back")["Phê duyệt kết quả → Thẩm định hồ sơ"]
    form = {"_key": "once", "send_back_way": way, "send_back_reason": "Sai mã ngành"}

    first = leader.send(f"/hs/{code}/tra-lai", form)
    second = leader.send(f"/hs/{code}/tra-lai", form)

    assert first.location == second.location == f"/hs/{code}"
    assert len(waiting(office, code)) == 1


def test_a_move_without_a_reason_is_refused_at_its_field(seat: Callable[[str], Desk]) -> None:
    code = at(seat, "approve")
    leader = seat("binh")
    way = ways(leader.read(f"/hs/{code}"), "send_back")["Phê duyệt kết quả → Thẩm định hồ sơ"]

    page = leader.send(f"/hs/{code}/tra-lai", {"send_back_way": way}, status=422).text

    assert 'id="send_back_reason-problem">Ghi rõ lý do.' in page
    assert f'<option value="{way.replace(">", "&gt;")}" selected>' in page


def test_a_head_moves_a_case_on_past_an_answer_that_never_comes(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = at(seat, "tax_code")
    head = seat("hoa")
    way = ways(head.read(f"/hs/{code}"), "move_on")["Cấp mã số thuế → Phê duyệt kết quả"]

    head.send(f"/hs/{code}/di-tiep", {"move_on_way": way, "move_on_reason": "Công văn 12/CV"})

    assert [task.step for task in waiting(office, code)] == ["approve"]
    assert "Cho hồ sơ đi tiếp: Cấp mã số thuế" in head.read(f"/hs/{code}")


def test_an_administrator_moves_a_case_without_reading_it(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = at(seat, "tax_code")
    administrator = seat("an")
    page = administrator.read(f"/hs/{code}/dieu-chinh")
    way = ways(page, "move_on")["Cấp mã số thuế → Phê duyệt kết quả"]

    answer = administrator.send(
        f"/hs/{code}/di-tiep", {"move_on_way": way, "move_on_reason": "Công văn 12/CV"}
    )

    assert "Ánh Tuyết" not in page
    assert answer.location == f"/hs/{code}/dieu-chinh"
    assert "Phê duyệt kết quả" in administrator.read(answer.location)
    administrator.read(f"/hs/{code}", status=403)


def test_a_stopped_case_shows_its_notice_and_what_it_means(seat: Callable[[str], Desk]) -> None:
    code = at(seat, "approve")
    leader = seat("binh")
    asked = leader.send(f"/hs/{code}/dung", {"stop_reason": "Đã giải thể"}, status=422).text

    leader.send(
        f"/hs/{code}/dung",
        {"stop_reason": "Đã giải thể", "stop_legal_basis": "Khoản 2 Điều 85"},
    )

    assert 'id="stop_legal_basis-problem"' in asked
    page = leader.read(f"/hs/{code}")
    assert "Thông báo dừng giải quyết" in page
    assert "Cơ quan dừng giải quyết" in page
    assert "Dừng, cơ quan kết thúc hồ sơ" in page
    assert 'id="acts"' not in page


@pytest.mark.parametrize("login", ["lan", "duc", "quang", "quan"])
def test_who_may_not_move_a_case_is_offered_no_move(
    seat: Callable[[str], Desk], login: str
) -> None:
    code = at(seat, "approve")

    page = seat(login).read(f"/hs/{code}")

    assert "_way" not in page
    assert "stop_reason" not in page
