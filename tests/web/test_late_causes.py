"""The page of late cases: who may confirm what, several at once, nothing lost."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from docx import Document
from sqlalchemy import func, select
from werkzeug.http import parse_options_header

from engine.models import LateCause
from engine.office import Office
from tests.good_day import a_case
from tests.office import MONDAY, move_clock
from tests.web.desk import Desk

PAGE = "/quan-ly/ly-do-tre"


def late_cases(office: Office, number: int = 3) -> list[str]:
    """Cases that lie with the economy department past their day."""
    codes = [a_case(office, until="appraise") for _ in range(number)]
    move_clock(office, MONDAY + timedelta(days=7))
    return codes


def rounds(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(LateCause)) or 0


def test_the_page_counts_those_without_a_cause(office: Office, seat: Callable[[str], Desk]) -> None:
    first, *_ = late_cases(office)
    head = seat("hoa")
    head.send(PAGE, {f"cause.{first}": "overload", f"seen.{first}": "0"})

    page = head.read(PAGE)

    assert '<span class="fs-5 fw-bold text-danger">2</span><br>chưa xác nhận nguyên nhân' in page
    assert "Quá tải: số hồ sơ vượt khả năng giải quyết của đơn vị</td>" in page
    assert "Danh mục nguyên nhân: Danh mục của dự án" in page
    assert first not in head.read(f"{PAGE}?nguyen-nhan=chua")
    assert first in head.read(f"{PAGE}?nguyen-nhan=co")


def test_several_are_confirmed_at_once_each_by_itself(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    good, wordless, untouched = late_cases(office)
    head = seat("hoa")
    typed = {
        f"cause.{good}": "overload", f"seen.{good}": "0",
        f"cause.{wordless}": "other", f"note.{wordless}": "", f"seen.{wordless}": "0",
        f"cause.{untouched}": "", f"seen.{untouched}": "0",
    }  # fmt: skip

    page = unescape(head.send(PAGE, typed, status=422).text)

    assert "Đã xác nhận nguyên nhân: 1 hồ sơ." in page
    assert f"{wordless}: Ghi rõ nguyên nhân là gì." in page
    assert '<option value="other" selected>' in page
    assert rounds(office) == 1


def test_a_rows_own_button_confirms_that_row_only(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    mine, other, _ = late_cases(office)
    typed = {f"cause.{mine}": "overload", f"cause.{other}": "overload", "only": mine}

    seat("hoa").send(PAGE, typed)

    assert rounds(office) == 1


def test_a_second_click_confirms_nothing_more(office: Office, seat: Callable[[str], Desk]) -> None:
    codes = late_cases(office)
    head = seat("hoa")
    typed = {"_key": "one-click", **{f"cause.{code}": "overload" for code in codes}}

    head.send(PAGE, typed)
    head.send(PAGE, typed)

    assert rounds(office) == 3


def test_who_comes_second_is_told_at_the_row(office: Office, seat: Callable[[str], Desk]) -> None:
    code, *_ = late_cases(office)
    seat("hoa").send(PAGE, {f"cause.{code}": "overload"})
    leader = seat("binh")

    typed = {f"cause.{code}": "leader_absent", f"seen.{code}": "0"}
    page = unescape(leader.send(PAGE, typed, status=422).text)
    leader.send(PAGE, {**typed, f"seen.{code}": "1", f"reason.{code}": "Xem lại"})

    assert f"{code}: Lê Thị Hoa đã xác nhận nguyên nhân lúc 08:00 23/11/2026: Quá tải" in page
    assert rounds(office) == 2


def test_proposals_are_filled_in_and_nothing_is_kept(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    late_cases(office)

    page = seat("hoa").read(f"{PAGE}?de-xuat=1")

    assert page.count('<option value="overload" selected>') == 3
    assert rounds(office) == 0


def test_enter_in_a_field_confirms_nothing_and_loses_nothing(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code, *_ = late_cases(office)
    head = seat("hoa")
    form = head.read(PAGE).partition(f'<form method="post" action="{PAGE}')[2]
    first = re.search(r'<button[^>]* name="(\w+)"', form)
    assert first is not None

    typed = {f"cause.{code}": "overload", f"note.{code}": "Thiếu người", first[1]: "1"}
    page = unescape(head.send(PAGE, typed, status=200).text)

    assert '<option value="overload" selected>' in page
    assert 'value="Thiếu người"' in page
    assert rounds(office) == 0


def test_another_units_case_can_not_be_slipped_in(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code, *_ = late_cases(office)

    page = unescape(seat("my").send(PAGE, {f"cause.{code}": "overload"}, status=422).text)

    assert f"{code}: Không có nội dung này" in page
    assert rounds(office) == 0


def test_a_manager_reads_and_confirms_nothing(office: Office, seat: Callable[[str], Desk]) -> None:
    code, *_ = late_cases(office)
    manager = seat("quang")

    page = manager.read(PAGE)
    manager.send(PAGE, {f"cause.{code}": "overload"}, status=403)

    assert "chưa xác nhận" in page
    assert "<button" in page
    assert f'name="cause.{code}"' not in page


def test_the_sheet_has_the_rows_of_the_page(office: Office, seat: Callable[[str], Desk]) -> None:
    late_cases(office)

    answer = seat("hoa").client.get(f"{PAGE}.xlsx?nguyen-nhan=chua")

    assert answer.status_code == 200
    assert "late-causes-2026-11.xlsx" in answer.headers["Content-Disposition"]


def test_one_button_makes_the_explanation(office: Office, seat: Callable[[str], Desk]) -> None:
    codes = late_cases(office)
    leader = seat("binh")

    assert f'href="{PAGE}.docx?ky=2026-11"' in leader.read(PAGE)
    answer = leader.client.get(f"{PAGE}.docx?ky=2026-11")

    name = parse_options_header(answer.headers["Content-Disposition"])[1]["filename"]
    cases = Document(io.BytesIO(answer.data)).tables[2]
    assert name == "Giải trình hồ sơ trễ hạn 2026-11.docx"
    assert [row.cells[1].text.split("\n")[0] for row in cases.rows[1:]] == codes
