"""The management's pages: deadlines on screen and in Excel, reports, the clock."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event, select, update

from engine import jobs
from engine.models import Inspection, Job
from engine.office import MovedClock, Office
from tests.office import move_clock, register
from tests.web.desk import Desk, desk, screens


@pytest.fixture
def app(office: Office) -> Flask:
    return screens(office)


@pytest.fixture
def manager(app: Flask, office: Office) -> Desk:
    """Two cases are overdue, one was received today."""
    register(office)
    register(office)
    move_clock(office, office.now() + timedelta(days=7))
    register(office)
    return desk(app, office, "quang")


def shown(page: str) -> set[str]:
    """The codes of the list."""
    return set(re.findall(r'href="/hs/(H32[^"/]+)"', page))


def in_the_workbook(manager: Desk, query: str) -> set[str]:
    """The codes in the workbook's first sheet."""
    content = manager.client.get(f"/quan-ly/thoi-han.xlsx?{query}").data
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    return {cell for cell in cells if re.fullmatch(r"H32\.901-\d{6}-\d{4}", cell)}


def test_the_deadlines_show_each_case_of_the_period(manager: Desk) -> None:
    page = manager.read("/quan-ly/thoi-han?ky=2026-11")

    assert len(shown(page)) == 3
    assert page.count('data-verdict="overdue"') == 2


def test_a_tile_leads_to_exactly_its_cases(manager: Desk) -> None:
    page = manager.read("/quan-ly/thoi-han?ky=2026-11")
    tile = re.search(r'href="([^"]+xep=overdue)"[^>]*>\s*<span[^>]*>(\d+)', page)
    assert tile

    narrowed = manager.read(tile[1])

    assert len(shown(narrowed)) == int(tile[2]) == 2


def test_a_case_of_the_list_says_where_its_time_went_as_its_file_does(manager: Desk) -> None:
    page = unescape(manager.read("/quan-ly/thoi-han?ky=2026-11"))

    told = re.findall(r"</summary><p>([^<]+)</p></details></td>", page)

    codes = re.findall(r'<td><a href="/hs/([^"]+)">', page)
    # Of the third, received this minute, there is nothing to tell.
    assert len(told) == page.count("100% Chờ người nhận") == 2
    for code, paragraph in zip(codes, told, strict=False):
        assert paragraph in unescape(manager.read(f"/hs/{code}"))


def test_the_time_of_a_longer_list_costs_no_further_statement(
    manager: Desk, office: Office
) -> None:
    statements: list[str] = []
    event.listen(
        office.database.reading, "before_cursor_execute", lambda *sent: statements.append(sent[2])
    )
    manager.read("/quan-ly/thoi-han?ky=2026-11&xep=running")
    few = len(statements)

    manager.read("/quan-ly/thoi-han?ky=2026-11")

    assert len(statements) == 2 * few


@pytest.mark.parametrize(
    "query", ["ky=2026-11", "ky=2026-11&xep=overdue", "ky=2026-Q4&xep=running", "ky=2026-10"]
)
def test_the_workbook_holds_the_cases_of_the_screen(manager: Desk, query: str) -> None:
    page = manager.read(f"/quan-ly/thoi-han?{query}")

    assert in_the_workbook(manager, query) == shown(page)


def test_the_link_to_excel_carries_the_filter(manager: Desk) -> None:
    page = manager.read("/quan-ly/thoi-han?ky=2026-11&xep=overdue")

    assert "/quan-ly/thoi-han.xlsx?ky=2026-11&xep=overdue" in page


def test_a_head_sees_only_what_came_to_the_department(
    app: Flask, office: Office, manager: Desk
) -> None:
    head = desk(app, office, "hoa")

    assert shown(manager.read("/quan-ly/thoi-han"))
    assert not shown(head.read("/quan-ly/thoi-han"))
    assert not in_the_workbook(head, "ky=2026-11")


def test_a_period_that_is_none_is_refused_in_words(manager: Desk) -> None:
    page = manager.read("/quan-ly/thoi-han?ky=next+week", status=422)

    assert "next week" in page


def test_a_report_made_stays_in_the_list_and_a_second_click_makes_no_second(
    manager: Desk,
) -> None:
    page = manager.read("/quan-ly/bao-cao")
    key = re.search(r'name="_key" value="([^"]+)"', page)
    assert key

    for _ in range(2):
        manager.send("/quan-ly/bao-cao", {"ky": "2026-11", "_key": key[1]})
    listed = manager.read("/quan-ly/bao-cao")

    links = re.findall(r'href="(/quan-ly/bao-cao/\d+/tep)"', listed)
    assert len(links) == 1
    answer = manager.client.get(links[0])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert load_workbook(BytesIO(answer.data)).worksheets


def test_a_head_may_not_take_a_report_of_the_whole_agency(
    app: Flask, office: Office, manager: Desk
) -> None:
    manager.send("/quan-ly/bao-cao", {"ky": "2026-11"})
    link = re.search(r"/quan-ly/bao-cao/\d+/tep", manager.read("/quan-ly/bao-cao"))
    assert link
    head = desk(app, office, "hoa")

    assert "/tep" not in head.read("/quan-ly/bao-cao")
    head.read(link[0], status=404)


def test_work_stops_for_a_clock_that_leapt_until_it_is_confirmed(
    app: Flask, office: Office
) -> None:
    assert isinstance(office.clock, MovedClock)
    office.clock.at += timedelta(days=3)
    manager, administrator = desk(app, office, "quang"), desk(app, office, "an")

    stopped = manager.client.post("/quan-ly/bao-cao", data={"ky": "2026-11"})
    without_reason = administrator.client.post("/quan-ly/dong-ho", data={"reason": " "})
    administrator.send("/quan-ly/dong-ho", {"reason": "compared with the radio"})
    again = manager.client.post("/quan-ly/bao-cao", data={"ky": "2026-11"})

    assert stopped.status_code == 503
    assert "Quản trị viên phải xác nhận thời gian" in stopped.text
    assert without_reason.status_code == 422
    assert again.status_code == 303


def test_the_health_page_names_what_broke_and_takes_up_what_was_given_up(
    app: Flask, office: Office
) -> None:
    register(office)
    with office.transaction() as session:
        job = session.scalars(select(Job)).one()
        job.dead_at, job.error = office.now(), "PrinterMissing: no pango"
        session.add(Inspection(day=office.today(), started_at=office.now(), broken={"I7": ["ab"]}))
    administrator = desk(app, office, "an")

    page = administrator.read("/quan-ly/suc-khoe")
    administrator.send(f"/quan-ly/suc-khoe/viec-nen/{job.id}", {})
    taken_up = administrator.read("/quan-ly/suc-khoe")
    jobs.run_due(office)

    assert re.search(r"<strong>I7</strong>[^<]+<span[^>]+>ab", page)
    assert "Máy này thiếu thư viện tạo tệp PDF." in page
    assert "đã bỏ lúc" in page
    assert "thử lại lúc" in taken_up
    assert "no pango" not in administrator.read("/quan-ly/suc-khoe")


def test_the_menu_counts_failing_work_for_administrators_only(app: Flask, office: Office) -> None:
    register(office)
    healthy = desk(app, office, "an").read("/thong-bao")
    with office.transaction() as session:
        session.execute(update(Job).values(attempts=1, error="OSError: disk full"))

    failing = desk(app, office, "an").read("/thong-bao")

    assert 'Sức khỏe hệ thống <span class="badge' not in healthy
    assert 'Sức khỏe hệ thống <span class="badge text-bg-secondary">1</span>' in failing
    assert "Sức khỏe hệ thống" not in desk(app, office, "lan").read("/thong-bao")
